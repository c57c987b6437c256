// The fetch GitHub is spoken to with: only to the origin it was made for, with a time limit, a size limit and one more
// try where GitHub itself is in trouble. The token never follows a redirection to another origin.
import { setTimeout as wait } from "node:timers/promises";
import { FailureError, failure } from "../../../protocol/failure";
import { boundedFetch } from "../../mcp/boundedFetch";

export interface GuardOptions {
  /** Address of the API; https, or http to this machine itself. */
  baseUrl: string;
  /** What a proxy or another runtime puts in the place of fetch. */
  fetch?: typeof fetch;
  /** Milliseconds for one request with its answer; 30 seconds where not given. */
  timeoutMs?: number;
  /** Milliseconds before the one more try; 1 second where not given. */
  retryMs?: number;
  signal?: AbortSignal;
}

const usualTimeoutMs = 30_000;
const usualRetryMs = 1_000;
const mostRedirections = 3;
const redirections = new Set([301, 302, 307, 308]);
const bodiless = new Set([204, 205, 304]);

/** The origin of an address a token may be sent to. Throws FailureError `invalid-input`. */
export function originOf(baseUrl: string): string {
  const url = parsed(baseUrl);
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(url?.hostname ?? "");
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && isHere))) {
    const message = `"${baseUrl}" is no address of GitHub's API; it must begin with https://.`;
    throw new FailureError(failure("invalid-input", message));
  }
  return url.origin;
}

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function isJson(response: Response): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(response.headers.get("content-type") ?? "");
}

/** The whole answer, read within the time limit; what is no answer of an API becomes a Failure. */
async function readWhole(response: Response, origin: string): Promise<Response> {
  const { status, statusText, headers } = response;
  const text = await response.text();
  if (bodiless.has(status)) return new Response(null, { status, statusText, headers });
  if (status < 500 && !isJson(response)) {
    const message = `${origin} answered with a page instead of GitHub's API (${status}); check the address, the proxy and whether a sign-in page stands in between.`;
    throw new FailureError(failure("provider-refused", message, String(status)));
  }
  return new Response(text, { status, statusText, headers });
}

/** Follows what stays on the origin, and says the same again there: a renamed repository answers so. */
async function follow(url: string, init: RequestInit, origin: string, send: typeof fetch): Promise<Response> {
  let at = url;
  for (let count = 0; count <= mostRedirections; count += 1) {
    if (parsed(at)?.origin !== origin) break;
    const response = await send(at, { ...init, redirect: "manual" });
    const location = response.headers.get("location");
    if (!redirections.has(response.status) || location === null) return readWhole(response, origin);
    await response.body?.cancel();
    at = new URL(location, at).href;
  }
  const message = `${origin} sent the request on to another address; check the address of GitHub's API.`;
  throw new FailureError(failure("provider-refused", message));
}

/** Throws FailureError for what is no answer, and what fetch throws where there is no connection. */
export function createGuardedFetch(options: GuardOptions): typeof fetch {
  const origin = originOf(options.baseUrl);
  const send = options.fetch ?? boundedFetch;
  const attempt = (url: string, init: RequestInit) => {
    const limit = AbortSignal.timeout(options.timeoutMs ?? usualTimeoutMs);
    const signals = [limit, options.signal, init.signal].filter(
      (signal) => signal !== undefined && signal !== null,
    );
    return follow(url, { ...init, signal: AbortSignal.any(signals) }, origin, send as typeof fetch);
  };
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const first = await attempt(url, init);
    // What only reads may be asked again; whoever writes looks first what became of it.
    if (first.status < 500 || (init.method ?? "GET") !== "GET") return first;
    await pause(options);
    return attempt(url, init);
  };
}

/** Waits before the one more try. */
export function pause({ retryMs = usualRetryMs, signal }: GuardOptions): Promise<unknown> {
  return wait(retryMs, undefined, signal === undefined ? {} : { signal });
}
