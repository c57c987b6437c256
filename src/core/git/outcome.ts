// The two doors between Result values and code that can only throw. A throw never leaves the room it was made in.
import { type FailureCode, FailureError, type Result, toFailure } from "../../protocol/failure";

/** The value, or a thrown FailureError for `outcomeOf` further up. */
export function demand<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure);
  return result.value;
}

/** Runs work that may throw; whatever it throws comes back as a Failure. */
export async function outcomeOf<T>(
  work: () => Promise<T>,
  code: FailureCode = "git-failed",
): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown, code) };
  }
}
