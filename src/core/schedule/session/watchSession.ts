// What a driver does beside a session's loop: processes of agents that were at work come up again, a person's restart
// reaches the process, and the radar looks whether agents' work would conflict.
import type { Fact } from "../../../protocol/event";
import type { RunView } from "../../../protocol/run";
import type { AgentTree, AgentView } from "../../../protocol/session";
import { tipOf } from "../../fleet/merge/commits";
import { createRadar, type RadarAgent } from "../../fleet/merge/radar";
import { snapshotRef } from "../../fleet/merge/snapshotWork";
import { outcomeOf } from "../../git/outcome";
import type { Runtime } from "../runtime";
import { isOpen } from "../tasks";
import { agentAt } from "./agentProcesses";
import { snapshotOf } from "./commitWork";
import { conflictView } from "./conflictView";
import { openWorker } from "./placeAgent";

/** @returns what to call when the run is no longer driven here. */
export function watchSession(runtime: Runtime): () => void {
  const { log } = runtime;
  if (!log.view().session) return () => {};
  log.append(...gone(log.view()));
  for (const agent of atWork(log.view())) openFor(runtime, agent);
  const look = createLooks(runtime);
  return log.subscribe(({ fact }, view) => {
    if (fact.type === "worker.stopped" && fact.why === restartWords) restart(runtime, view, fact.agent);
    if (changesFiles(fact) && agentAt(view, view.tasks[fact.task]?.root ?? "")) look();
  });
}

/** The words of a person's restart; `admitAgent.ts`. */
const restartWords = "restarted by the user";

/** Processes of a driver that is gone went with it. */
function gone(view: RunView): Fact[] {
  return Object.values(view.session?.agents ?? {}).flatMap(({ name, worker }): Fact[] =>
    worker ? [{ type: "worker.stopped", agent: name, pid: worker.pid, why: "its driver ended" }] : [],
  );
}

function atWork(view: RunView): AgentView[] {
  const running = new Set(view.steps.filter(({ status }) => status === "running").map(({ id }) => id));
  return Object.values(view.session?.agents ?? {}).filter(
    ({ step, tree }) => tree !== null && running.has(step),
  );
}

function openFor(runtime: Runtime, { name, tree }: AgentView): void {
  if (tree) openWorker(runtime, name, tree);
}

function restart(runtime: Runtime, view: RunView, name: string): void {
  const agent = view.session?.agents[name];
  if (!agent?.tree) return;
  runtime.fleet.workers?.stop(agent.tree.path, restartWords);
  // While its files are still being written, its process comes with them.
  if (!agent.filling) openFor(runtime, agent);
  for (const task of Object.values(view.tasks))
    if (task.root === agent.tree.path && isOpen(task)) runtime.live.beginAnew(task.task);
}

function changesFiles(fact: Fact): fact is Extract<Fact, { type: "toolCall.settled" }> {
  return (
    fact.type === "toolCall.settled" &&
    (fact.touched.length > 0 || /^(write|edit|move|delete)_file$/.test(fact.name))
  );
}

/** Milliseconds between two looks at least: each takes a snapshot of every tree. */
const betweenLooks = 2_000;

/** Milliseconds from a change to a look: changes come in rows, and an agent that ends soon is seen by its result. */
const untilLook = 1_000;

/** One look at a time; wishes that come meanwhile are one more. */
function createLooks(runtime: Runtime): () => void {
  const { log, ports, signal } = runtime;
  const radar = createRadar(runtime.git(log.view().folder));
  let wanted = false;
  let looking = false;
  async function go(): Promise<void> {
    looking = true;
    try {
      while (wanted && !signal.aborted && log.view().status === "running") {
        await ports.sleep(untilLook, signal);
        if (signal.aborted || log.view().status !== "running") break;
        wanted = false;
        await lookOnce(runtime, radar);
        await ports.sleep(betweenLooks - untilLook, signal);
      }
    } catch {
      // A warning that fails is no fault of the work; the next change looks again.
    } finally {
      looking = false;
    }
  }
  return () => {
    wanted = true;
    if (!looking && Object.keys(log.view().session?.agents ?? {}).length > 1) void go();
  };
}

/** Its work now; where its tree is gone or cannot be read, what was last seen of it: it hides nobody else's conflicts. */
async function workOf(runtime: Runtime, agent: string, tree: AgentTree): Promise<string | null> {
  const taken = await outcomeOf(() => snapshotOf(runtime, agent, tree));
  if (taken.ok) return taken.value.commit;
  const { run, folder } = runtime.log.view();
  return tipOf(runtime.git(folder), snapshotRef(run, agent));
}

async function lookOnce(runtime: Runtime, radar: ReturnType<typeof createRadar>): Promise<void> {
  const { log } = runtime;
  const placed = Object.values(log.view().session?.agents ?? {}).filter(({ tree, aside }) => tree && !aside);
  const seen: RadarAgent[] = [];
  for (const agent of placed) {
    const { name, tree } = agent;
    if (!tree || Object.keys(agent.files).length === 0) continue;
    const commit = agent.result?.commit ?? (await workOf(runtime, name, tree));
    if (commit !== null) seen.push({ name, commit, base: tree.base });
  }
  const looked = await radar.look(seen);
  if (!looked.ok || runtime.signal.aborted || log.view().status !== "running") return;
  const warnings = looked.value.warnings.map(({ agents, conflicts }) => ({
    agents,
    conflicts: conflicts.map((one) => conflictView(one, { ours: agents[0], theirs: agents[1] })),
  }));
  if (JSON.stringify(warnings) !== JSON.stringify(log.view().session?.warnings))
    log.append({ type: "radar.looked", warnings });
}
