// The branches a session file gives its agents, held against each other before anything is begun: git keeps branches as
// folders, so one name cannot be a folder of another. Pure.
import { failure, type Result } from "../../protocol/failure";
import { ownNamed } from "../../protocol/ownNamed";
import type { SessionSettings } from "../../protocol/session";

/** Why two agents could not both have their branches; each gets a number behind its prefix. */
export function checkAgentBranches({
  agents,
  naming,
}: Pick<SessionSettings, "agents" | "naming">): Result<void> {
  const given = (agents ?? []).flatMap(({ name, role, naming: own }) => {
    const prefix = (own ?? ownNamed(naming, role))?.branchPrefix;
    return prefix === undefined ? [] : [{ name, prefix }];
  });
  for (const { name, prefix } of given) {
    const above = given.find((other) => isBelow(prefix, other.prefix));
    if (!above) continue;
    const message = `The agents ${above.name} and ${name} cannot both have their branches, because git keeps branches as folders and ${prefix} lies below one of ${above.prefix}; give one of them another worktree.`;
    return { ok: false, failure: failure("invalid-input", message) };
  }
  return { ok: true, value: undefined };
}

/** Below `feature/db-001`, say, of the prefix `feature/db`; some file systems keep no letters apart by their case. */
function isBelow(prefix: string, other: string): boolean {
  const [low, high] = [prefix.toLowerCase(), `${other.toLowerCase()}-`];
  return low.startsWith(high) && /^\d{3,}\//.test(low.slice(high.length));
}
