// A yes or no before something that cannot be taken back. Without a terminal nobody is asked.
import { atTerminal } from "../configuration";
import type { Host } from "../host";
import { createClackPrompter } from "./clackPrompter";
import type { Prompter } from "./prompter";

/**
 * @param prompter another way to ask, for tests; absent for the terminal itself.
 * @returns `yes`, `no` (also where the person broke off), or `nobody` where there is no terminal.
 */
export async function confirm(
  host: Pick<Host, "environment" | "print">,
  question: string,
  prompter?: Prompter,
): Promise<"yes" | "no" | "nobody"> {
  if (!prompter && !atTerminal(host)) return "nobody";
  const asked = prompter ?? createClackPrompter(host.print);
  const chosen = await asked.choose(question, [
    { value: "no", label: "no" },
    { value: "yes", label: "yes" },
  ]);
  return chosen === "yes" ? "yes" : "no";
}
