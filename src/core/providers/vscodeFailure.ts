// Turns what VS Code's language model API throws into one Failure with one clear sentence, or into the stop reason the
// API has no word for. Pure. The codes are documented; the names and texts are what its vendors use instead.
import { type Failure, type FailureCode, failure } from "../../protocol/failure";
import type { StopReason } from "../../protocol/message";
import type { ModelBinding, RunSettings } from "../../protocol/settings";
import type { Ports } from "../ports";
import { clean, codeOf } from "./providerFailure";
import { asObject, asText } from "./readValue";

interface Said {
  code: string;
  name: string;
  /** Its message and those of its causes. */
  text: string;
}

const filtered = /\bfiltered\b|responsible ai|content (?:policy|filter)|off.?topic/i;
const tooLong =
  /response (?:is |was )?too long|max(?:imum)?.{0,12}output|output (?:token )?limit|length limit/i;
const quota = /quota|premium requests?|out of credit|insufficient|billing/i;
const limited = /rate.?limit|too many requests/i;
const unknownModel = /is unknown|not registered|could not be (?:found|resolved)|no such model/i;
const busy = /overloaded|temporarily unavailable|service unavailable/i;
const offline = /net::|network|\bE(?:NOTFOUND|CONN|TIMEDOUT|AI_AGAIN)|fetch failed|offline|socket/i;

/** The API has no stop reasons: vendors throw at the output limit and for a refusal. Null for everything else. */
export function vscodeStop(thrown: unknown): Extract<StopReason, "output-limit" | "refusal"> | null {
  const { code, text } = read(thrown);
  if (code !== "" && code !== "Unknown") return null;
  if (filtered.test(text)) return "refusal";
  return tooLong.test(text) && !isContext(text) ? "output-limit" : null;
}

/** @param binding the model that was asked. */
export function vscodeFailure(thrown: unknown, binding: Pick<ModelBinding, "id">): Failure {
  const said = read(thrown);
  const code = codeFor(said);
  const detail = said.code || (said.name === "Error" ? undefined : said.name) || undefined;
  return failure(code, sentence(code, said, binding.id), detail);
}

/** The first model of a run that this host cannot reach, or null. */
export function modelOnlyInVscode(
  { models }: Pick<RunSettings, "models">,
  { languageModels }: Pick<Ports, "languageModels">,
): string | null {
  if (languageModels) return null;
  return Object.values(models).find(({ api }) => api === "vscode")?.id ?? null;
}

/** A host without language models cannot use one. */
export function onlyInVscode(id: string): string {
  return `${id} is a model of VS Code and can only be used from VS Code; go on there, or start the task with another model.`;
}

function read(thrown: unknown): Said {
  const error = asObject(thrown) ?? {};
  return { code: asText(error.code) ?? "", name: asText(error.name) ?? "", text: textOf(thrown, 0) };
}

function textOf(thrown: unknown, depth: number): string {
  const error = asObject(thrown);
  if (error === null) return typeof thrown === "string" ? thrown : "";
  const own = asText(error.message) ?? "";
  const cause = depth < 4 ? textOf(error.cause, depth + 1) : "";
  return cause === "" || own.includes(cause) ? own : `${own} ${cause}`.trim();
}

function codeFor({ code, name, text }: Said): FailureCode {
  if (code === "NoPermissions") return "provider-refused";
  if (code === "NotFound") return "model-missing";
  if (name === "ChatRateLimited" || limited.test(text)) return "provider-rate-limited";
  if (code === "Blocked" || name === "ChatQuotaExceeded" || quota.test(text)) return "provider-refused";
  if (isContext(text)) return "provider-context-exceeded";
  if (unknownModel.test(text)) return "model-missing";
  const status = Number(/\b([45]\d\d)\b/.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isNaN(status)) return codeOf({ status, text }, false);
  if (busy.test(text)) return "provider-overloaded";
  // What nobody can name may pass: it is tried again, and then the run pauses.
  return offline.test(text) ? "provider-unreachable" : "provider-broken-stream";
}

function isContext(text: string): boolean {
  return codeOf({ type: "invalid_request_error", text }, false) === "provider-context-exceeded";
}

function sentence(code: FailureCode, said: Said, id: string): string {
  const reason = clean(said.text, null);
  const because = reason === "" ? "." : `: ${reason}`;
  if (said.code === "NoPermissions")
    return `VS Code does not let Kilo use ${id}; allow it when VS Code asks at the next try, or under "Manage Language Model Access" in the accounts menu, then resume${because}`;
  switch (code) {
    case "model-missing":
      return `VS Code has no language model ${id} now; sign in to the extension that brings it, or set another model, then resume${because}`;
    case "provider-refused":
      return `${id} is blocked, or the quota of its subscription is used up; resume later, or start the task with another model${because}`;
    case "provider-rate-limited":
      return `The requests for ${id} are limited now${because}`;
    case "provider-overloaded":
      return `${id} is overloaded and did not answer${because}`;
    case "provider-context-exceeded":
      return `The conversation is longer than ${id} can read${because}`;
    case "provider-invalid-request":
      return `${id} did not accept the request${because}`;
    case "provider-unreachable":
      return `${id} could not be reached${because}`;
    default:
      return `The answer of ${id} broke off${because}`;
  }
}
