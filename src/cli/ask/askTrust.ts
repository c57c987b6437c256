// Trust in a folder, as design §7.3 has it: asked once in a terminal and kept, never taken for granted.
import { kiloHome } from "../../core/config/kiloHome";
import { addTrust, isTrusted } from "../../core/config/trust";
import { failure, type Result } from "../../protocol/failure";
import type { Host } from "../host";
import { visibleLine } from "../text/visibleText";
import type { Prompter } from "./prompter";

/**
 * @param prompter null where nobody can be asked.
 * @returns ok for a folder that is trusted, now or from before; else `not-trusted` with the command that cures it.
 */
export async function askTrust(host: Host, prompter: Prompter | null): Promise<Result<void>> {
  const { folder, variables } = host.environment;
  const home = kiloHome(variables);
  if (await isTrusted(home, folder)) return { ok: true, value: undefined };
  if (!prompter) return notTrusted(folder);
  prompter.show(
    `\nA run uses this folder's own checks, scripts and AGENTS.md, and edits its files:\n  ${visibleLine(folder)}\n`,
  );
  const chosen = await prompter.choose("Do you trust this folder?", [
    { value: "yes", label: "yes, and remember it" },
    { value: "no", label: "no" },
  ]);
  if (chosen !== "yes") return notTrusted(folder);
  await addTrust(home, folder);
  return { ok: true, value: undefined };
}

function notTrusted(folder: string): Result<void> {
  const message = `This folder is not trusted, so no run is started in ${visibleLine(folder)}. Look at it, then: kilo-code trust`;
  return { ok: false, failure: failure("not-trusted", message) };
}
