// Carries one request out in any dialect: its body, then live parts, then exactly one `end` or `failure`. Never throws.
// It owns the timers and the cancelling; what the events mean is the dialect's.
import { setMaxListeners } from "node:events";
import { type Failure, failure, toFailure } from "../../protocol/failure";
import type { ModelBinding } from "../../protocol/settings";
import type { AnswerReader, Dialect, Endpoint, LivePart, Post, Step, Trouble } from "./dialect";
import { bodySent } from "./httpFetch";
import type { ModelPart, ModelRequest, ProviderAccess, ProviderDefinition } from "./provider";
import { clean, describeError, providerFailure, troubleOf } from "./providerFailure";
import { asObject, parseJson } from "./readValue";
import { createEventSplitter, type EventSplitter, EventTooLong, type ServerEvent } from "./serverEvents";
import { defaultTimeouts, type StreamTimeouts, startWatchdog, type Watchdog } from "./watchdog";

/** What a keyless local server is given: SDKs insist on a key. */
const keylessKey = "keyless";
/** How long a finished answer's connection may take to end by itself, so that it can be used again. */
const lingerMs = 1000;

/** A provider for a dialect. Tests give their own timeouts. */
export function defineProvider(
  dialect: Dialect,
  timeouts: StreamTimeouts = defaultTimeouts,
): ProviderDefinition {
  return {
    api: dialect.api,
    create(access) {
      const setup = { dialect, access, timeouts: access.timeouts ?? timeouts, post: dialect.createPost() };
      return { api: dialect.api, stream: (request, signal) => streamModel(setup, request, signal) };
    },
  };
}

interface Setup {
  dialect: Dialect;
  access: ProviderAccess;
  timeouts: StreamTimeouts;
  post: Post;
}

/** What is known about a call while it runs. */
interface CallState {
  key: string | null;
  /** A part of an answer has arrived. */
  started: boolean;
  /** The server has begun to answer: what fails from here on is a broken stream. */
  inside: boolean;
  partial: string;
  splitter: EventSplitter;
}

/** A failure on its way to the stream's last part. */
class CallTrouble extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.text);
    this.trouble = trouble;
  }
}

class CallFailure extends Error {
  readonly failure: Failure;
  constructor(given: Failure) {
    super(given.message);
    this.failure = given;
  }
}

async function* streamModel(
  setup: Setup,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const state: CallState = {
    key: null,
    started: false,
    inside: false,
    partial: "",
    splitter: createEventSplitter(),
  };
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  const watchdog = startWatchdog(setup.timeouts, cancel);
  // Many calls of one run share its signal; so many listeners are no leak.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  let lingering = false;
  try {
    const endpoint = await openEndpoint(setup, request.model);
    if (endpoint.key !== keylessKey) state.key = endpoint.key;
    const body = buildBody(setup.dialect, request);
    const posted = setup.post(endpoint, body, controller.signal);
    await leaving(posted);
    yield { type: "wire", body };
    const response = await posted;
    state.inside = true;
    const reader = setup.dialect.reader(request);
    const source = bodyOf(response);
    yield* readParts(source, response, reader, state, watchdog);
    lingering = true;
    letGo(source, controller);
    yield endPart(reader, state);
  } catch (thrown) {
    const cause = failureOf(thrown, { signal, watchdog, state, binding: request.model });
    yield { type: "failure", failure: cause, started: state.started, usage: null, partial: state.partial };
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", cancel);
    if (!lingering) cancel();
  }
}

/** Resolves when a request has left, with all that leave beside it, or at the latest with the end of this one. */
function leaving(posted: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const left = () => {
      bodySent.unsubscribe(left);
      setImmediate(resolve);
    };
    bodySent.subscribe(left);
    posted.then(left, left);
  });
}

/** A request that cannot be built is our bug and must not look like a network that may recover. */
function buildBody(dialect: Dialect, request: ModelRequest): string {
  try {
    return JSON.stringify(dialect.build(request));
  } catch (thrown) {
    throw new CallFailure(toFailure(thrown));
  }
}

async function openEndpoint(setup: Setup, binding: ModelBinding): Promise<Endpoint> {
  const official = binding.baseUrl === undefined;
  const baseUrl = (binding.baseUrl ?? setup.dialect.baseUrl).replace(/\/+$/, "");
  if (binding.keyName === undefined) return { baseUrl, key: keylessKey, official };
  const key = (await setup.access.secret(binding.keyName))?.trim();
  if (!key)
    throw new CallFailure(
      failure(
        "key-missing",
        `There is no key for ${binding.provider}: set ${binding.keyName} to use ${binding.model}.`,
      ),
    );
  if (/[^\x21-\x7e]/.test(key))
    throw new CallFailure(
      failure(
        "key-missing",
        `${binding.keyName} holds characters no key has; set it again to use ${binding.model}.`,
      ),
    );
  return { baseUrl, key, official };
}

type BodyReader = AsyncIterator<Uint8Array>;

function bodyOf(response: Response): BodyReader {
  if (response.body === null) throw new CallTrouble({ text: "the answer had no body" });
  return response.body[Symbol.asyncIterator]();
}

/** Yields live parts until the answer is complete; throws where it cannot become so. */
async function* readParts(
  source: BodyReader,
  response: Response,
  reader: AnswerReader,
  state: CallState,
  watchdog: Watchdog,
): AsyncGenerator<ModelPart> {
  const page = /text\/html/i.test(response.headers.get("content-type") ?? "");
  for (;;) {
    const chunk = await nextChunk(source, reader);
    if (chunk === null) break;
    watchdog.bytes();
    const events = state.splitter.push(chunk);
    if (looksLikePage(state.splitter.head(), page)) throw notAStream(state.splitter.head());
    for (const event of events) {
      const step = takeEvent(event, reader);
      if (step.kind === "done") return;
      yield* partsOf(step, reader, state, watchdog);
    }
  }
  for (const event of state.splitter.end()) {
    const step = takeEvent(event, reader);
    if (step.kind === "done") return;
    yield* partsOf(step, reader, state, watchdog);
  }
  if (!state.started) throw notAStream(state.splitter.head());
}

/** The next bytes, or null at the end. A connection lost after the last word of an answer loses nothing. */
async function nextChunk(source: BodyReader, reader: AnswerReader): Promise<Uint8Array | null> {
  try {
    const { done, value } = await source.next();
    return done ? null : value;
  } catch (thrown) {
    if (reader.answer() !== null) return null;
    throw thrown;
  }
}

function* partsOf(
  step: Step,
  reader: AnswerReader,
  state: CallState,
  watchdog: Watchdog,
): Generator<ModelPart> {
  if (step.kind === "error") throw new CallTrouble(step.trouble);
  if (step.kind === "broken") throw new CallTrouble({ text: step.reason });
  if (step.kind !== "progress") return;
  watchdog.progress();
  if (!state.started) {
    state.started = true;
    yield { type: "start", model: reader.model() };
  }
  for (const part of step.parts) {
    if (part.type === "text") state.partial += part.text;
    yield part satisfies LivePart;
  }
}

function takeEvent(event: ServerEvent, reader: AnswerReader): Step {
  const text = event.data.trim();
  if (text === "") return { kind: "ignored" };
  if (text === "[DONE]") return reader.sentinel();
  const data = asObject(parseJson(text));
  if (data !== null) {
    if (event.name === "error" && data.type === undefined)
      return { kind: "error", trouble: describeError(data) };
    return reader.take(data);
  }
  if (event.name === "error") return { kind: "error", trouble: { text } };
  return { kind: "broken", reason: `an event was not readable: ${text.slice(0, 120)}` };
}

/** A web page is shown as text and never read as an answer. */
function looksLikePage(head: string, declared: boolean): boolean {
  const first = head.trimStart();
  if (first.startsWith("<")) return first.length > 200 || /<\/html>/i.test(first);
  return declared && first.length > 200;
}

function notAStream(head: string): CallTrouble {
  const value = asObject(parseJson(head));
  if (value !== null && asObject(value.error) !== null) return new CallTrouble(describeError(value));
  const shown = head.replace(/\s+/g, " ").trim().slice(0, 200);
  if (shown === "") return new CallTrouble({ text: "the connection ended before a word of the answer" });
  return new CallTrouble({ text: `what came is no answer of a model but begins with: ${shown}` });
}

function endPart(reader: AnswerReader, state: CallState): ModelPart {
  const answer = reader.answer();
  if (answer === null || !state.started)
    throw new CallTrouble({ text: "the connection ended before the answer was complete" });
  return { type: "end", ...answer, model: reader.model() };
}

/** Reads what may still come, so that the connection can be used again; cuts it after a second. */
function letGo(source: BodyReader, controller: AbortController): void {
  const timer = setTimeout(() => controller.abort(), lingerMs);
  timer.unref();
  const drain = async (): Promise<void> => {
    while (!(await source.next()).done);
  };
  drain()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

interface Circumstances {
  signal: AbortSignal;
  watchdog: Watchdog;
  state: CallState;
  binding: ModelBinding;
}

function failureOf(thrown: unknown, at: Circumstances): Failure {
  const { state, binding } = at;
  if (thrown instanceof CallFailure) return thrown.failure;
  if (at.signal.aborted) return failure("aborted", `The call to ${binding.model} was stopped.`);
  const context = { binding, key: state.key, now: Date.now(), inside: state.inside };
  const expired = at.watchdog.expired();
  // The server may have worked on what it never sent: as costly as an answer that broke off.
  if (expired !== null)
    return providerFailure({ text: expired, errno: "TIMEOUT" }, { ...context, inside: true });
  if (thrown instanceof EventTooLong)
    return providerFailure({ text: "an event was longer than 32 MB" }, context);
  if (thrown instanceof CallTrouble) return providerFailure(thrown.trouble, context);
  try {
    return providerFailure(troubleOf(thrown), context);
  } catch {
    return failure("internal", clean(`The call to ${binding.model} failed: ${String(thrown)}`, state.key));
  }
}
