// The tools of a session whose commands run on other machines. What a command would do is told here, by the very tool that
// runs it otherwise, so that nobody approves what another machine says; only its running goes there. Files are read and
// written here, where the agent's tree is.
import { isPrepared, type Tool } from "../../tools/tool";
import type { RemoteAgents } from "./remoteAgents";

/** @returns the same tools in the same order; where no agent is open at a task's root, they work as they did. */
export function throughRemote(
  tools: ReadonlyMap<string, Tool>,
  agents: Pick<RemoteAgents, "at">,
): ReadonlyMap<string, Tool> {
  return new Map(
    [...tools].map(([name, tool]) => [name, name === "run_command" ? onMachine(tool, agents) : tool]),
  );
}

function onMachine(tool: Tool, agents: Pick<RemoteAgents, "at">): Tool {
  return {
    ...tool,
    prepare: async (value, context) => {
      const agent = agents.at(context.root);
      const prepared = await tool.prepare(value, context);
      if (!agent || !isPrepared(prepared)) return prepared;
      const cwd = prepared.command?.cwd || ".";
      return { ...prepared, run: () => agent.run(withoutFolder(value), { ...context, cwd }) };
    },
  };
}

/** The folder was looked at here: one that is empty is not on the machine, which makes the one a command begins in. */
function withoutFolder(value: unknown): unknown {
  const { cwd: _, ...rest } = value as Record<string, unknown>;
  return rest;
}
