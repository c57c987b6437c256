// Puts events on the wire, with the faults a script asks for. Knows HTTP and nothing of any dialect but its pings and errors.
import type { ServerResponse } from "node:http";
import type { SentEvent } from "./answerPieces";
import type { ScriptDialect, ScriptFault, ScriptReply } from "./script";

/** Sends the answer and resolves when nothing more is sent; a stalled answer resolves when its connection is gone. */
export async function sendReply(
  response: ServerResponse,
  dialect: ScriptDialect,
  reply: ScriptReply,
  events: SentEvent[],
): Promise<void> {
  const fault = reply.fault;
  if (reply.delayMs) await pause(reply.delayMs, response);
  if (fault?.kind === "reset") {
    response.socket?.resetAndDestroy();
    return closed(response);
  }
  if (fault?.kind === "status") return sendStatus(response, dialect, fault);
  if (fault?.kind === "html") {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(fault.body ?? "<!doctype html><html><body><h1>Please log in</h1></body></html>");
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  const sent = arrange(events, dialect, fault);
  const lines = sent.map((event) => wireText(event, fault?.kind === "crlf" ? "\r\n" : "\n"));
  if (fault?.kind === "disconnect" && fault.afterBytes !== undefined) {
    await write(response, Buffer.from(lines.join("")).subarray(0, fault.afterBytes), reply.chunk);
    await cut(response);
    return;
  }
  for (const line of lines) await write(response, Buffer.from(line), reply.chunk);
  await finish(response, dialect, fault);
}

/** The events that are sent before the fault shows, the broken one included. */
function arrange(events: SentEvent[], dialect: ScriptDialect, fault: ScriptFault | undefined): SentEvent[] {
  switch (fault?.kind) {
    case "disconnect":
    case "end-early":
    case "stall":
    case "pings":
      return events.slice(0, fault.afterEvents ?? events.length);
    case "error-event":
      return [...events.slice(0, fault.afterEvents), errorEvent(dialect, fault.type, fault.message)];
    case "malformed":
      return [
        ...events.slice(0, fault.afterEvents),
        { name: events[0]?.name ?? null, data: '{"type": "text' },
      ];
    case "long-event":
      return [
        ...events.slice(0, fault.afterEvents),
        { name: "mystery", data: `{"type":"mystery","of":"${"x".repeat(fault.bytes)}"}` },
        ...events.slice(fault.afterEvents),
      ];
    case "never-end":
      return events.slice(0, -1);
    case "duplicate":
      return events.flatMap((event) => [event, event]);
    case "reorder":
      return events.map((event, at) =>
        at === fault.at ? (events[at + 1] ?? event) : at === fault.at + 1 ? (events[at - 1] ?? event) : event,
      );
    case "unknown-events":
      return events.flatMap((event) => [
        { name: "mystery", data: '{"type":"mystery","of":{"life":42}}' },
        event,
      ]);
    default:
      return events;
  }
}

function errorEvent(dialect: ScriptDialect, type: string, message: string): SentEvent {
  if (dialect === "anthropic")
    return { name: "error", data: JSON.stringify({ type: "error", error: { type, message } }) };
  if (dialect === "openai-chat")
    return { name: null, data: JSON.stringify({ error: { type, code: type, message } }) };
  return { name: "error", data: JSON.stringify({ type: "error", code: type, message, param: null }) };
}

function wireText(event: SentEvent, end: string): string {
  const name = event.name === null ? "" : `event: ${event.name}${end}`;
  return `${name}data: ${event.data}${end}${end}`;
}

async function finish(
  response: ServerResponse,
  dialect: ScriptDialect,
  fault: ScriptFault | undefined,
): Promise<void> {
  if (fault?.kind === "disconnect") return cut(response);
  if (fault?.kind === "pings") {
    const ping = dialect === "anthropic" ? 'event: ping\ndata: {"type":"ping"}\n\n' : ": keep-alive\n\n";
    while (!response.destroyed) {
      await write(response, Buffer.from(ping));
      await pause(fault.everyMs, response);
    }
    return;
  }
  if (fault?.kind === "stall" || fault?.kind === "never-end") return closed(response);
  response.end();
}

function sendStatus(
  response: ServerResponse,
  dialect: ScriptDialect,
  fault: Extract<ScriptFault, { kind: "status" }>,
): void {
  const error = { type: "scripted_error", message: `Scripted status ${fault.status}.` };
  const body = fault.body ?? JSON.stringify(dialect === "anthropic" ? { type: "error", error } : { error });
  response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
  response.end(body);
}

async function write(response: ServerResponse, bytes: Buffer, chunk = bytes.length): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += chunk)
    await new Promise<void>((resolve) => {
      response.write(bytes.subarray(at, at + chunk), () => resolve());
    });
}

/** Breaks the connection after what was written has left, so that the other side sees it and then the break. */
function cut(response: ServerResponse): Promise<void> {
  const gone = closed(response);
  setImmediate(() => response.socket?.destroySoon());
  return gone;
}

function closed(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => response.once("close", () => resolve()));
}

/** A wait that ends early when the other side hangs up. */
function pause(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    response.once("close", done);
    function done(): void {
      clearTimeout(timer);
      response.off("close", done);
      resolve();
    }
  });
}
