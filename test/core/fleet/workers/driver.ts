// A small driver for tests: opens an agent, starts a command that never ends by itself, tells the pids, and stays.
import { makeAgent, makeFleet } from "./stage";

async function main(entry: string, root: string, runTag: string): Promise<void> {
  const fleet = makeFleet(entry);
  const worker = await fleet.pool.open(root, { environment: {}, runTag });
  await fleet.pool.open(`${root}/other`, { environment: {}, runTag });
  const agent = makeAgent(fleet.tools, root, { runTag });
  const command = `trap "" TERM; setsid tail -f /dev/null & echo pid $$; while :; do tail -f /dev/null; done`;
  void agent.call("run_command", { command });
  await agent.shown("pid ");
  process.stdout.write(`${worker.pid} ${/pid (\d+)/.exec(agent.live.join(""))?.[1]}\n`);
}

const [, , entry = "", root = "", runTag = ""] = process.argv;
void main(entry, root, runTag);
