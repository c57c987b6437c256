// A reply as the events of the dialect it was asked in. Pure.

import type { Reply, SentEvent } from "./answerPieces";
import { anthropicEvents } from "./anthropicEvents";
import { chatEvents } from "./chatEvents";
import { responsesEvents } from "./responsesEvents";

/** All events of an answer, in order. */
export function writeEvents(given: Reply): SentEvent[] {
  if (given.request.dialect === "anthropic") return anthropicEvents(given);
  return given.request.dialect === "openai-chat" ? chatEvents(given) : responsesEvents(given);
}
