// Which names a run's folder may have: one path part, nothing hidden, nothing that climbs.
import { FailureError, failure } from "../../protocol/failure";

export function isRunName(run: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(run);
}

/** Throws `invalid-input` for what is no run id. */
export function checkRunName(run: string): void {
  if (isRunName(run)) return;
  throw new FailureError(
    failure(
      "invalid-input",
      "A run id has letters, digits, dots and dashes only, and begins with a letter or digit.",
    ),
  );
}

export function runExists(run: string): FailureError {
  return new FailureError(
    failure("invalid-input", `A run ${run} exists already; resume it or start one with another id.`),
  );
}
