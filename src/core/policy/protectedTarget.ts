// What the policy says of a path that an agent may not change unseen. The list is the tools' own, so that no tool and no
// shell line is judged by another one.
import { type Protection, protectionOf } from "../tools/protectedTargets";
import { askPerson, deny, type Judgement } from "./verdict";

/**
 * @param path relative to the root; `/` or `\\` between its parts.
 * @returns null for an ordinary path; `deny` for what no agent writes, `ask` (a person only) for guarded settings.
 */
export function protectedTarget(path: string): Judgement | null {
  const protection = protectionOf(path);
  return protection && judgementOf(path, protection);
}

/** The part of {@link protectedTarget} that a shell never writes, because only the edit tools show what would change. */
export function shellProtected(path: string): Judgement | null {
  const protection = protectionOf(path);
  return protection?.notByShell ? judgementOf(path, protection) : null;
}

function judgementOf(path: string, { level, why }: Protection): Judgement {
  if (level === "deny") return deny(`${path} is ${why}; no agent writes there`);
  return askPerson(`${path} is among ${why}`);
}
