// Takes long bodies out of facts before they cross to a pane: there they are read by page, and the folds need heads only.
// What a card shows (the text of an approval, a plan) stays whole.
import type { Fact, RunEvent } from "../../protocol/event";
import type { Body, Message } from "../../protocol/message";

const longest = 2_048;

/** The same event where nothing in it is long. */
export function trimEvent(event: RunEvent): RunEvent {
  const fact = trimFact(event.fact);
  return fact === event.fact ? event : { ...event, fact };
}

function trimFact(fact: Fact): Fact {
  switch (fact.type) {
    case "message.added": {
      const { message } = fact;
      const short = "blob" in message ? message : trimMessage(message);
      return short === message ? fact : { ...fact, message: short };
    }
    case "task.created":
      return withBody(fact, "packet");
    case "toolCall.intended":
      return withBody(fact, "input");
    case "toolCall.settled":
      return withBody(fact, "output");
    case "run.ended":
      return withBody(fact, "report");
    case "task.condensed":
      return withBody(fact, "summary");
    case "artifact.published":
      return withBody(fact, "body");
    default:
      return fact;
  }
}

function withBody<One extends Fact, Key extends keyof One>(fact: One, key: Key): One {
  const body = fact[key] as Body;
  return "text" in body && body.text.length > longest
    ? { ...fact, [key]: { text: body.text.slice(0, longest) } }
    : fact;
}

function trimMessage(message: Message): Message {
  if (message.role !== "assistant") {
    return message.text.length > longest ? { ...message, text: message.text.slice(0, longest) } : message;
  }
  let left = longest;
  let cut = false;
  const parts = message.parts.map((part) => {
    if (part.type === "toolCall" || part.type === "opaque") {
      if (JSON.stringify(part).length <= longest) return part;
      cut = true;
      return part.type === "toolCall" ? { ...part, input: null } : { ...part, data: null };
    }
    if (part.text.length > left) cut = true;
    const text = part.text.slice(0, left);
    left -= text.length;
    return { ...part, text };
  });
  return cut ? { ...message, parts } : message;
}
