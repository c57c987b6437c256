// The tools of a session: those that touch the tree or start processes are carried out by the worker that is open at the
// task's folder, all others here. Names, words and schemas are the same, so that no prompt differs by a byte.
import type { Tool } from "../../tools/tool";
import type { HandTool } from "./agentWorker";
import { handTools } from "./messages";
import type { WorkerPool } from "./workerPool";

/** @returns the same tools in the same order; where no worker is open at a task's root, they work as they did. */
export function throughWorkers(
  tools: ReadonlyMap<string, Tool>,
  pool: Pick<WorkerPool, "at">,
): ReadonlyMap<string, Tool> {
  return new Map([...tools].map(([name, tool]) => [name, isHand(name) ? byWorker(tool, name, pool) : tool]));
}

function isHand(name: string): name is HandTool {
  return (handTools as readonly string[]).includes(name);
}

function byWorker(tool: Tool, name: HandTool, pool: Pick<WorkerPool, "at">): Tool {
  return {
    ...tool,
    prepare: (value, context) => {
      const worker = pool.at(context.root);
      return worker ? worker.prepare(name, value, context) : tool.prepare(value, context);
    },
  };
}
