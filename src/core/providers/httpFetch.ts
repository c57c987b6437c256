// The fetch that both SDKs send through: Node's http instead of its fetch, whose streams cost a fifth of the engine's time
// for a call (decision 0020). It knows what a model call needs, a text out and a stream back; all else goes to fetch.
import { channel } from "node:diagnostics_channel";
import http from "node:http";
import https from "node:https";
import { pipeline, type Readable, type Transform } from "node:stream";
import { constants, createBrotliDecompress, createUnzip } from "node:zlib";

/** Told when all of a request is handed to the system. */
export const bodySent = channel("kilo.model.bodySent");

/** Milliseconds an unused connection is kept: servers and routers drop theirs without a word, most after five seconds. */
const keptMs = 4_000;
// As Node's own, which knows the proxy of the environment where Node was told to use it (NODE_USE_ENV_PROXY, from 24 on).
const optionsOf = (agent: object) => (agent as { options?: https.AgentOptions }).options;
const agents = {
  "http:": new http.Agent({ ...optionsOf(http.globalAgent), keepAlive: true, timeout: keptMs }),
  "https:": new https.Agent({ ...optionsOf(https.globalAgent), keepAlive: true, timeout: keptMs }),
};

/** Characters of an error's body; no provider says more. */
const longestError = 1_000_000;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and resolves with its open response: status, headers, a body to iterate, and `text()`.
 * Rejects as `fetch` does where no answer came, with the system's code on the error itself.
 */
export async function httpFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  if (input instanceof Request || typeof init.body !== "string") return fetch(input, init);
  const answer = await exchange(new URL(input), init.body, init);
  if (redirects.has(answer.statusCode ?? 0)) {
    answer.destroy();
    return fetch(input, init);
  }
  return responseOf(answer);
}

function exchange(url: URL, body: string, init: RequestInit): Promise<http.IncomingMessage> {
  const { protocol } = url;
  if (protocol !== "http:" && protocol !== "https:")
    return Promise.reject(new TypeError(`no web address: ${url.href}`));
  const headers = { "accept-encoding": "identity", ...Object.fromEntries(new Headers(init.headers)) };
  const options = { method: init.method, headers, agent: agents[protocol] };
  return new Promise((resolve, reject) => {
    const request = (protocol === "http:" ? http : https).request(url, options, resolve);
    request.once("finish", () => bodySent.publish(null));
    request.on("error", reject);
    // With a reason of its own, a destroyed request would raise it on a connection that is just being put by.
    init.signal?.addEventListener("abort", () => request.destroy(), { once: true });
    if (init.signal?.aborted) request.destroy();
    request.end(body);
  });
}

function responseOf(answer: http.IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  const body = decoded(answer);
  // Whoever reads the body is told what went wrong; nobody may be reading when a call is cancelled.
  body.on("error", () => undefined);
  const response = {
    ok: status >= 200 && status < 300,
    status,
    statusText: answer.statusMessage ?? "",
    headers: headersOf(answer.rawHeaders),
    body,
    text: () => textOf(body),
  };
  // The SDKs read no more of it; theirs and ours iterate the body, which a Node stream allows as a web stream does.
  return response as unknown as Response;
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at < raw.length; at += 2) headers.append(raw[at] ?? "", raw[at + 1] ?? "");
  return headers;
}

/** Some gateways compress though they were asked not to. */
function decoded(answer: http.IncomingMessage): Readable {
  const flush = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  switch (answer.headers["content-encoding"]?.toLowerCase()) {
    case "gzip":
    case "x-gzip":
    case "deflate":
      return pipe(answer, createUnzip(flush));
    case "br":
      return pipe(answer, createBrotliDecompress());
    default:
      return answer;
  }
}

/** An error of either end is the reader's. */
function pipe(answer: http.IncomingMessage, decoder: Transform): Readable {
  return pipeline(answer, decoder, () => undefined);
}

async function textOf(body: Readable): Promise<string> {
  let text = "";
  for await (const piece of body.setEncoding("utf8")) {
    text += piece;
    if (text.length > longestError) break;
  }
  return text;
}
