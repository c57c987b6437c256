// What a chat shows, as plain data: the pieces functions over facts make and a response stream takes.
import type { Body } from "../../protocol/message";

/** Commands of buttons; they need no contribution and are not in the palette. */
export const chatCommands = [
  "kilo.chat.approve",
  "kilo.chat.reject",
  "kilo.chat.answer",
  "kilo.chat.review",
  "kilo.chat.openTrace",
  "kilo.chat.resume",
  "kilo.chat.undo",
] as const;
export type ChatCommand = (typeof chatCommands)[number];

export type ChatPiece =
  /** What is done now; the next one takes its place. Escaped Markdown. */
  | { type: "progress"; text: string }
  | { type: "markdown"; text: string }
  | { type: "button"; title: string; command: ChatCommand; arguments: string[] }
  /** The whole report, read by the host where it is long. */
  | { type: "report"; body: Body };
