// The two doors between Result values and code that can only throw. A throw never leaves the room it was made in.
import { type FailureCode, FailureError, type Result, toFailure } from "../../protocol/failure";

/** The value, or a thrown FailureError for `outcomeOf` further up. */
export function demand<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure);
  return result.value;
}

/**
 * Runs work that may throw; whatever it throws comes back as a Failure. A file the engine itself needs and cannot use is a
 * failure of the disk, also where only its rights are in the way: no model can do anything about it.
 * @param code of what is neither.
 */
export async function outcomeOf<T>(
  work: () => Promise<T>,
  code: FailureCode = "git-failed",
): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const cause = toFailure(thrown);
    return { ok: false, failure: cause.code === "internal" ? { ...cause, code } : cause };
  }
}
