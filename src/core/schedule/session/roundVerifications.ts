// Verifications that speak of the tree as it is being merged now: of an earlier merge round none does. Pure.
import type { Verification } from "../../../protocol/check";
import type { RunView } from "../../../protocol/run";

/** @returns all of them for a run that is no session. */
export function roundVerifications({ session, verifications }: RunView): Verification[] {
  const before = session?.merge?.iterationBefore ?? 0;
  return verifications.filter(({ iteration }) => iteration > before);
}
