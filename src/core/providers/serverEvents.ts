// Splits a byte stream into server-sent events, whatever the chunks: CRLF, lone CR, characters cut in two, one byte at a time.
// Parses no JSON and judges nothing. One event may be as long as `longestEvent`; a longer one is an error, not a full memory.

export interface ServerEvent {
  /** The `event:` field, or null where the server sends none. */
  name: string | null;
  data: string;
}

export interface EventSplitter {
  push(bytes: Uint8Array): ServerEvent[];
  /** What is left when the body has ended. An event without its closing blank line still counts. */
  end(): ServerEvent[];
  /** The first characters of the body, to be shown when it is no event stream at all. */
  head(): string;
}

const longestEvent = 32 * 1024 * 1024;
const headLength = 2048;

/** Thrown when a line grows past 32 MB of characters without an end. */
export class EventTooLong extends Error {}

/** A fresh splitter for one response body. Source of the rules: the event stream format of the HTML standard. */
export function createEventSplitter(): EventSplitter {
  const decoder = new TextDecoder("utf-8");
  const lines = createLineSplitter();
  let name: string | null = null;
  let data: string[] = [];
  let size = 0;
  let head = "";

  const dispatch = (events: ServerEvent[]): void => {
    if (name !== null || data.length > 0) events.push({ name, data: data.join("\n") });
    name = null;
    data = [];
    size = 0;
  };
  const takeLine = (line: string, events: ServerEvent[]): void => {
    if (line === "") {
      dispatch(events);
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    size += value.length;
    if (size > longestEvent) throw new EventTooLong();
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  };
  const takeText = (text: string): ServerEvent[] => {
    if (head.length < headLength) head += text.slice(0, headLength - head.length);
    const events: ServerEvent[] = [];
    for (const line of lines.push(text)) takeLine(line, events);
    return events;
  };
  return {
    push: (bytes) => takeText(decoder.decode(bytes, { stream: true })),
    end: () => {
      const events = takeText(decoder.decode());
      for (const line of lines.end()) takeLine(line, events);
      dispatch(events);
      return events;
    },
    head: () => head,
  };
}

/** Lines of a text that arrives in pieces; a CR at the end of a piece waits for the LF that may follow. */
function createLineSplitter(): { push(text: string): string[]; end(): string[] } {
  let pieces: string[] = [];
  let pending = 0;
  let heldReturn = false;

  const keep = (text: string): void => {
    if (text === "") return;
    pieces.push(text);
    pending += text.length;
    if (pending > longestEvent) throw new EventTooLong();
  };
  const take = (text: string): string => {
    const line = pieces.length === 0 ? text : pieces.join("") + text;
    pieces = [];
    pending = 0;
    return line;
  };
  return {
    push: (given) => {
      let text = given;
      const found: string[] = [];
      if (heldReturn && text !== "") {
        found.push(take(""));
        heldReturn = false;
        if (text.startsWith("\n")) text = text.slice(1);
      }
      if (text.endsWith("\r")) {
        heldReturn = true;
        text = text.slice(0, -1);
      }
      const parts = text.split(/\r\n|\n|\r/);
      const rest = parts.pop() ?? "";
      for (const part of parts) found.push(take(part));
      keep(rest);
      return found;
    },
    end: () => (pending > 0 || heldReturn ? [take("")] : []),
  };
}
