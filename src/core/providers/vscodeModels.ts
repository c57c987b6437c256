// Models that VS Code brings, through the door the extension host gives. Keeps the promise of every provider: it never
// throws, and its last part is the only `end` or `failure`. It counts tokens itself, for the API reports none.
import { setMaxListeners } from "node:events";
import { type Failure, failure } from "../../protocol/failure";
import type { LanguageModelCall, LanguageModelText } from "../ports";
import { buildVscodeRequest } from "./buildVscodeRequest";
import type { ModelPart, ModelRequest, ProviderAccess, ProviderDefinition } from "./provider";
import { providerFailure } from "./providerFailure";
import { type DraftPart, type DraftStop, settleAnswer } from "./settleAnswer";
import { onlyInVscode, vscodeFailure, vscodeStop } from "./vscodeFailure";
import { createTokenCounter, type TokenCounter, type TokenEstimate } from "./vscodeTokens";
import { startWatchdog, type Watchdog } from "./watchdog";

/** Milliseconds without a part. A tool call comes whole, however long it is, and the first use waits for the person's consent. */
const longestSilenceMs = 600_000;

/** The `vscode` api; tests give their own limit of silence, milliseconds. */
export function defineVscodeModels(silenceMs = longestSilenceMs): ProviderDefinition {
  return {
    api: "vscode",
    create(access) {
      const counter = access.languageModels ? createTokenCounter(access.languageModels) : null;
      const setup: Setup = { access, counter, silenceMs };
      return { api: "vscode", stream: (request, signal) => streamVscode(setup, request, signal) };
    },
  };
}

export const vscodeModels = defineVscodeModels();

interface Setup {
  access: ProviderAccess;
  counter: TokenCounter | null;
  silenceMs: number;
}

type Parts = AsyncIterator<unknown>;

/** What has come of an answer. */
interface Answer {
  started: boolean;
  drafts: DraftPart[];
  text: string;
  /** Text and calls, as they are counted. */
  counted: string;
}

async function* streamVscode(
  { access, counter, silenceMs }: Setup,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const answer: Answer = { started: false, drafts: [], text: "", counted: "" };
  const { languageModels } = access;
  if (!languageModels || !counter) {
    yield failed(failure("model-missing", onlyInVscode(request.model.id)), answer);
    return;
  }
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  const watchdog = startWatchdog({ idleMs: silenceMs, progressMs: silenceMs }, cancel);
  // Many calls of one run share its signal; so many listeners are no leak.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  let parts: Parts | null = null;
  try {
    controller.signal.throwIfAborted();
    const asked = buildVscodeRequest(request);
    parts = languageModels.stream(asked, controller.signal)[Symbol.asyncIterator]();
    // Asked for before anybody reads on, so that the request is on its way when its body is shown.
    const first = parts.next();
    const finish = counter.begin(asked);
    yield { type: "wire", body: JSON.stringify(asked) };
    const stop = yield* listen({ parts, first, answer, watchdog, request, signal: controller.signal });
    yield endPart(request, answer, stop, await finish(answer.counted));
  } catch (thrown) {
    yield failed(causeOf(thrown, { signal, watchdog, request }), answer);
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", cancel);
    cancel();
    parts?.return?.().then(undefined, () => undefined);
  }
}

interface Listening {
  parts: Parts;
  first: Promise<IteratorResult<unknown>>;
  answer: Answer;
  watchdog: Watchdog;
  request: ModelRequest;
  signal: AbortSignal;
}

/** Shows the parts as they come; returns why they ended. */
async function* listen(at: Listening): AsyncGenerator<ModelPart, DraftStop> {
  const { parts, answer, watchdog, signal } = at;
  const stopped = rejectsAtAbort(signal);
  let next = at.first;
  try {
    for (;;) {
      const step = await untilStopped(next, stopped);
      if (step.done === true) return "end";
      watchdog.progress();
      if (!answer.started) {
        answer.started = true;
        yield { type: "start", model: at.request.model.model };
      }
      yield* take(step.value, answer);
      next = parts.next();
    }
  } catch (thrown) {
    const stop = signal.aborted ? null : vscodeStop(thrown);
    if (stop === null || (stop === "output-limit" && !answer.started)) throw thrown;
    return stop;
  }
}

/** A door that does not listen to its signal must not hold the run. */
function untilStopped<Value>(next: Promise<Value>, stopped: Promise<never>): Promise<Value> {
  next.catch(() => undefined);
  return Promise.race([next, stopped]);
}

function rejectsAtAbort(signal: AbortSignal): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(new Error("stopped"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  stopped.catch(() => undefined);
  return stopped;
}

/** Parts of kinds that are not known here mean nothing to us. */
function* take(value: unknown, answer: Answer): Generator<ModelPart> {
  const part = value as LanguageModelText | LanguageModelCall;
  if (part.type === "text" && part.text !== "") {
    answer.text += part.text;
    answer.counted += part.text;
    const last = answer.drafts.at(-1);
    if (last?.type === "text") last.text += part.text;
    else answer.drafts.push({ type: "text", text: part.text });
    yield { type: "text", text: part.text };
  } else if (part.type === "toolCall") {
    // Nothing at all is a call without arguments; what is no object is told to the model as such.
    const raw = JSON.stringify(part.input) ?? "";
    answer.counted += `\n${part.name} ${raw}`;
    answer.drafts.push({ type: "call", id: part.id, name: part.name, raw, closed: true });
    yield { type: "toolCall", id: part.id, name: part.name, bytes: Buffer.byteLength(raw) };
  }
}

function endPart(
  request: ModelRequest,
  answer: Answer,
  stop: DraftStop,
  { usage, by }: TokenEstimate,
): ModelPart {
  const settled = settleAnswer(answer.drafts, stop, request.messages);
  return {
    type: "end",
    message: { role: "assistant", parts: settled.parts },
    stop: settled.stop,
    usage,
    // The model that was asked: VS Code gives a request to that one or refuses it, and does not say more.
    model: request.model.model,
    raw: { estimated: by },
  };
}

function failed(cause: Failure, { started, text }: Answer): ModelPart {
  return { type: "failure", failure: cause, started, usage: null, partial: text };
}

interface Circumstances {
  signal: AbortSignal;
  watchdog: Watchdog;
  request: ModelRequest;
}

function causeOf(thrown: unknown, { signal, watchdog, request }: Circumstances): Failure {
  const { model } = request;
  if (signal.aborted) return failure("aborted", `The call to ${model.model} was stopped.`);
  const expired = watchdog.expired();
  if (expired === null) return vscodeFailure(thrown, model);
  const context = { binding: model, key: null, now: Date.now(), inside: true };
  return providerFailure({ text: expired, errno: "TIMEOUT" }, context);
}
