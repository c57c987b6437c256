// A failure is data: a code from a closed list, one sentence for a person, and what a retry needs to know.
// Expected failures are values of this type; whatever else is thrown is a bug.

export const failureCodes = [
  "invalid-input",
  "not-found",
  "not-allowed",
  "not-trusted",
  "aborted",
  "budget-exhausted",
  "unpriced-model",
  "model-missing",
  "key-missing",
  "provider-refused",
  "provider-rate-limited",
  "provider-overloaded",
  "provider-unreachable",
  "provider-broken-stream",
  "provider-invalid-request",
  "provider-context-exceeded",
  "provider-output-overrun",
  "model-refusal",
  "model-output-limit",
  "model-empty",
  "model-repeats",
  "model-invalid-calls",
  "result-contract",
  "turn-limit",
  "tool-failed",
  "file-changed",
  "path-outside",
  "command-timeout",
  "checks-failed",
  "no-progress",
  "rejected",
  "git-failed",
  "conflict",
  "log-damaged",
  "log-locked",
  "log-foreign",
  "storage-failed",
  "unknown-outcome",
  "internal",
] as const;

export type FailureCode = (typeof failureCodes)[number];

export interface Failure {
  code: FailureCode;
  /** One clear sentence: the cause, and the cure where there is one. */
  message: string;
  /** How long a provider asked us to wait, already clamped. */
  retryAfterMs?: number;
  /** HTTP status, exit code or errno, as text, for the trace. */
  detail?: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export function failure(code: FailureCode, message: string, detail?: string): Failure {
  return detail === undefined ? { code, message } : { code, message, detail };
}

/** The log or the disk below it failed: nothing more can be said in the run, so nothing may go on. */
export function isStorageFailure({ code }: Pick<Failure, "code">): boolean {
  return code === "storage-failed" || code.startsWith("log-");
}

/** An expected failure on its way through code that can only throw; caught at the room's own door. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(cause: Failure) {
    super(cause.message);
    this.failure = cause;
  }
}

/** The one place where an unknown thrown value becomes a Failure. */
export function toFailure(thrown: unknown, code: FailureCode = "internal"): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  if (thrown instanceof Error) {
    const errno = (thrown as { code?: unknown }).code;
    return failure(code, thrown.message, typeof errno === "string" ? errno : undefined);
  }
  return failure(code, String(thrown));
}
