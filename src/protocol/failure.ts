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
  "ask-limit",
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

/** `no-github`: the remote is known to be none, and another try comes to the same until somebody changes it. */
export type FailureReason = "no-github";

export interface Failure {
  code: FailureCode;
  /** One clear sentence: the cause, and the cure where there is one. */
  message: string;
  /** How long a provider asked us to wait, already clamped. */
  retryAfterMs?: number;
  /** HTTP status, exit code or errno, as text, for the trace. */
  detail?: string;
  /** What the code does not tell apart and somebody acts on. */
  reason?: FailureReason;
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

/** What the disk may answer, with the cure; `refused` where it is one file's rights and not the disk itself. */
const diskCauses: Record<string, { cause: string; refused?: true }> = {
  ENOSPC: { cause: "the disk is full; free some space" },
  EDQUOT: { cause: "the disk quota is used up; free some space" },
  EFBIG: { cause: "the file would grow past the allowed size; raise the limit" },
  EIO: { cause: "the disk reports an error; check it" },
  EROFS: { cause: "the disk is read-only; make it writable" },
  EMFILE: { cause: "too many files are open; close some" },
  ENFILE: { cause: "too many files are open; close some" },
  EACCES: { cause: "access is denied; check its rights", refused: true },
  EPERM: { cause: "access is denied; check its rights", refused: true },
};

/** Node says ENOENT also where a disk is read-only, when it makes a folder with all above it. */
const unmade = {
  cause: "the folder above it is missing or its disk is read-only; make it, or take another place",
  refused: true,
} as const;

/** The cause and the cure of an error number of the disk; null for any other. */
export function diskCause(errno: string): string | null {
  return diskCauses[errno]?.cause ?? null;
}

/** Whether the disk itself failed, and not only one file's rights: what was asked is then neither true nor false. */
export function isDiskFault(thrown: unknown): boolean {
  const { code } = (thrown ?? {}) as { code?: unknown };
  const known = typeof code === "string" ? diskCauses[code] : undefined;
  return known !== undefined && known.refused !== true;
}

const noRoom = /^(ENOSPC|EDQUOT|EFBIG|EROFS)$/;

/** Calls of these names are made on processes and connections, not on files. */
const noFileCalls = /^(spawn|connect|listen|bind|accept|kill|getaddrinfo|query|send|recv|shutdown|uv_)/;

/** What a call on a file threw, as a sentence; null for anything else. A fault of the disk is told as one, whoever met it. */
function diskFailure(thrown: Error, code: FailureCode): Failure | null {
  const { code: errno, syscall, path, dest }: { [part: string]: unknown } = { ...thrown };
  if (typeof errno !== "string" || typeof syscall !== "string" || noFileCalls.test(syscall)) return null;
  const known = errno === "ENOENT" && syscall === "mkdir" ? unmade : diskCauses[errno];
  if (!known) return null;
  // What is copied can be read; there is no room where it goes.
  const met = noRoom.test(errno) && typeof dest === "string" ? dest : path;
  const place = typeof met === "string" ? met : "A file";
  const found = known.refused && code !== "internal" ? code : "storage-failed";
  return failure(found, `${place} could not be used because ${known.cause}.`, errno);
}

/** The one place where an unknown thrown value becomes a Failure. */
export function toFailure(thrown: unknown, code: FailureCode = "internal"): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  if (thrown instanceof Error) {
    const ofDisk = diskFailure(thrown, code);
    if (ofDisk) return ofDisk;
    const errno = (thrown as { code?: unknown }).code;
    return failure(code, thrown.message, typeof errno === "string" ? errno : undefined);
  }
  return failure(code, String(thrown));
}
