// Runs one line for a shell in its own process group: fixed shell, clean environment, no input, bounded output.
// However it ends, nothing it started lives on. Five ends are told apart; it never throws.
import { randomUUID } from "node:crypto";
import { failure } from "../../protocol/failure";
import type { Environment } from "./childEnvironment";
import { runChild } from "./runChild";
import type { SandboxPlan } from "./sandbox/plan";
import { openSandbox } from "./sandbox/sandbox";
import { notStarted, type Shell } from "./shell";
import { Slots } from "./slots";

export type { Shell, ShellCommand, ShellResult } from "./shell";

/** More commands than this wait for their turn: file descriptors and processes are limited. */
const commandsAtOnce = 24;

/**
 * A shell for all commands of a host.
 * @param baseEnv the host's environment; children get a cleaned copy of it.
 * @param own variables of the engine itself, which are not cleaned: an agent's leases.
 * @param plan the sandbox all commands run in; null for none.
 */
export function createShell(
  baseEnv: Environment,
  own: Readonly<Record<string, string>> = {},
  plan: SandboxPlan | null = null,
): Shell {
  const slots = new Slots(commandsAtOnce);
  return {
    run: async (command) => {
      if (!(await slots.take(command.signal)))
        return notStarted(failure("aborted", "The command was stopped before it started."));
      try {
        const sandbox = plan && (await openSandbox(plan));
        if (sandbox && "code" in sandbox) return notStarted(sandbox);
        const tags = { commandTag: randomUUID(), own: { ...own, ...command.own } };
        return await runChild(command, baseEnv, tags, sandbox);
      } finally {
        slots.give();
      }
    },
  };
}
