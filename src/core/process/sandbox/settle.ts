// From what was asked for to what holds: asked of the system when a run starts, and sealed. The run's plan follows from
// what was sealed; nothing is asked anew, so a run never slips out of its sandbox.
import { join } from "node:path";
import { type Failure, failure } from "../../../protocol/failure";
import type { SandboxSettings } from "../../../protocol/sandbox";
import { type FoundSandbox, findSandbox } from "./findSandbox";
import type { SandboxPlan } from "./plan";

/**
 * @param home the user's, for folders that begin with `~/`.
 * @param find how the system is asked.
 * @returns what is sealed, or `not-allowed` where there has to be a sandbox and is none.
 */
export async function settleSandbox(
  asked: SandboxSettings,
  home: string,
  find: () => Promise<FoundSandbox> = findSandbox,
): Promise<SandboxSettings | Failure> {
  const write = asked.write.map((folder) => folder.replace(/^~(?=\/|$)/, home));
  if (asked.mode === "off") return { ...asked, write, kind: "none", why: "it is turned off" };
  const found = await find();
  if (found.kind !== "none") return { ...asked, write, kind: found.kind };
  const { why } = found;
  if (asked.mode !== "require") return { ...asked, write, kind: "none", why };
  const message = `The settings require a sandbox, and there is none: ${why}. Set [sandbox] mode = "auto" to run without one.`;
  return failure("not-allowed", message);
}

/** What was sealed, with the folders of this machine. @returns null where commands run without a sandbox. */
export function planOf(
  sealed: SandboxSettings | undefined,
  { project, state, scratch }: { project: string; state: string; scratch: string },
): SandboxPlan | null {
  if (!sealed?.kind || sealed.kind === "none") return null;
  const { kind, write } = sealed;
  const network = { network: sealed.network === "on", mayAsk: sealed.network === "ask" };
  return { kind, ...network, write, project, state, temporary: join(scratch, "temporary") };
}
