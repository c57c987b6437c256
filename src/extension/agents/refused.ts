// Words for a wish that is not carried out.
import { type FailureCode, failure, type Result } from "../../protocol/failure";

/** @param message one sentence that names cause and cure. */
export function refused(
  message: string,
  code: FailureCode = "invalid-input",
): Extract<Result<never>, { ok: false }> {
  return { ok: false, failure: failure(code, message) };
}
