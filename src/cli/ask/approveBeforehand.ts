// Whether `--yes` and `--approve` may have an effect here (design §7.3).
import type { ApprovalKind } from "../../protocol/approval";
import { failure, type Result } from "../../protocol/failure";
import { atTerminal, type Configuration, configPath } from "../configuration";
import type { Host } from "../host";

/** @returns `not-allowed` without a terminal, unless the user's own configuration allows it. */
export function mayApproveBeforehand(
  host: Host,
  approved: readonly ApprovalKind[],
  { trusted, ciMayApprove }: Pick<Configuration, "trusted" | "ciMayApprove">,
): Result<void> {
  if (approved.length > 0 && !trusted) {
    const cause = "--yes and --approve need a folder that is trusted. Look at it, then: kilo-code trust";
    return { ok: false, failure: failure("not-trusted", cause) };
  }
  if (approved.length === 0 || atTerminal(host) || ciMayApprove) return { ok: true, value: undefined };
  const message = `--yes and --approve need a terminal, or these lines in ${configPath(host)}:\n[ci]\nauto_approve = true`;
  return { ok: false, failure: failure("not-allowed", message) };
}
