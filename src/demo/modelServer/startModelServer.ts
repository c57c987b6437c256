// A model API on this machine's loopback that answers from a script: Anthropic Messages, OpenAI Chat Completions and OpenAI
// Responses, told apart by path. For tests, golden runs and the demo; it listens on 127.0.0.1 only and never calls out.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createPromptCache, type PromptCache } from "./countUsage";
import { dialectOfPath, readRequest } from "./readRequest";
import type { ModelScript, ScriptDialect, ScriptReply, ScriptRequest } from "./script";
import { sendReply } from "./sendReply";
import { writeEvents } from "./writeEvents";

export interface RecordedRequest extends ScriptRequest {
  path: string;
  /** True once the answer was sent or its connection was gone. */
  finished: boolean;
}

export interface ModelServer {
  /** `http://127.0.0.1:<port>`: base URL for the Anthropic dialect; with `/v1` behind it for the OpenAI dialects. */
  url: string;
  /** Every model request so far, in the order they arrived. */
  requests: RecordedRequest[];
  /** Ends every connection. */
  close(): Promise<void>;
}

export interface ModelServerOptions {
  /** Bytes of one write for replies that do not say. */
  chunk?: number;
  /** Wait before the first byte for replies that do not say, milliseconds. */
  delayMs?: number;
}

/** Starts the server on a free port. */
export async function startModelServer(
  script: ModelScript,
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  const cache = createPromptCache();
  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    answer({ script, options, requests, cache }, request, response).catch((thrown) =>
      refuse(response, thrown),
    );
  });
  server.on("connection", (socket) => socket.setNoDelay(true));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Setup {
  script: ModelScript;
  options: ModelServerOptions;
  requests: RecordedRequest[];
  cache: PromptCache;
}

async function answer(setup: Setup, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").replace(/\?.*$/, "");
  const dialect = request.method === "POST" ? dialectOfPath(path) : null;
  const bodyText = await readBody(request);
  if (dialect === null) {
    response.writeHead(404, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ error: { type: "not_found_error", message: `The scripted model has no ${path}.` } }),
    );
    return;
  }
  const recorded = record(setup, dialect, path, bodyText, request);
  try {
    const reply = withDefaults(await setup.script(recorded), setup.options);
    const counted = setup.cache.count(recorded, reply);
    const usage = reply.usage === "missing" ? null : (reply.usage ?? counted);
    await sendReply(response, dialect, reply, writeEvents({ request: recorded, reply, usage }));
  } finally {
    recorded.finished = true;
  }
}

function record(
  setup: Setup,
  dialect: ScriptDialect,
  path: string,
  bodyText: string,
  request: IncomingMessage,
): RecordedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  const read = readRequest(dialect, bodyText, setup.requests.length, headers);
  const recorded = { ...read, path, finished: false };
  setup.requests.push(recorded);
  return recorded;
}

function withDefaults(reply: ScriptReply, options: ModelServerOptions): ScriptReply {
  return { chunk: options.chunk, delayMs: options.delayMs, ...reply };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function refuse(response: ServerResponse, thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { "content-type": "application/json" });
  response.end(JSON.stringify({ type: "error", error: { type: "script_error", message } }));
}
