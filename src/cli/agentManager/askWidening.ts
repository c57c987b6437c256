// What the files of a project or a session would widen, put to the person before a session begins: each key with its value
// and what it would do. Nobody is asked without a terminal, and then none of it has an effect.

import type { SessionConfiguration } from "../../core/config/sessionSettings";
import { wideningText } from "../../core/config/sessionSettings";
import type { HostPlace } from "../../core/host/openEngineAt";
import { approveWidening } from "../../core/host/sessionSettings";
import { failure, type Result } from "../../protocol/failure";
import type { Prompter } from "../ask/prompter";

/** @returns whether something was approved now, so that the files have to be read again. */
export async function askWidening(
  place: HostPlace,
  session: SessionConfiguration,
  prompter: Prompter | null,
): Promise<Result<boolean>> {
  const { hash, approved, widens } = session;
  if (hash === null || approved || !prompter) return { ok: true, value: false };
  const lines = widens.map((one) => `  ${wideningText(one)}`);
  prompter.show(`\nThe files of this folder or session want more than you set:\n${lines.join("\n")}\n`);
  const chosen = await prompter.choose("Your answer", [
    { value: "no", label: "start without these", hint: "they have no effect then" },
    { value: "yes", label: "approve exactly these, and remember it" },
    { value: "cancel", label: "start nothing" },
  ]);
  if (chosen === "no") return { ok: true, value: false };
  if (chosen !== "yes") return { ok: false, failure: failure("rejected", "Nothing was started.") };
  await approveWidening(place, session);
  return { ok: true, value: true };
}
