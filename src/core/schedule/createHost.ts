// Builds what an agent's loop is handed from a run's live handles. It decides nothing.
import { type Failure, FailureError, failure, toFailure } from "../../protocol/failure";
import type { TaskView } from "../../protocol/task";
import type { TaskHost } from "../agent/taskHost";
import { demand } from "../git/outcome";
import { skillsOf } from "../skills/skillsText";
import { submitSessionPlan } from "../tools/submitPlan";
import type { Tool } from "../tools/tool";
import { askForMoney } from "./askForMoney";
import { checkpointLabel } from "./checkpointLabel";
import { endingOf } from "./endings";
import { engineCallOf } from "./engineCalls";
import { takeCheckpoint } from "./performTree";
import { roleIn, roleOfTask } from "./roleIn";
import { type Runtime, rootOf } from "./runtime";
import { safePoint } from "./safePoint";
import { prepareTools } from "./serversOf";
import { withAgentSkills } from "./session/agentSkills";
import { treeReady } from "./session/fillAgent";
import { tellLive } from "./tellLive";

/** @param signal stops what waits for one task; by default only the run's own. */
export function createHost(run: Runtime, signal: AbortSignal = run.signal): TaskHost {
  const runtime: Runtime = { ...run, signal, decided: (approval) => run.decided(approval, signal) };
  const { log, store, ports } = runtime;
  return {
    ports,
    view: log.view,
    emit: (...facts) => log.append(...facts),
    emitUnsynced: (...facts) => log.appendUnsynced(...facts),
    synced: () => store.synced(),
    onFact: (listener) => log.subscribe(({ fact }) => listener(fact)),
    live: (event) => tellLive(runtime, event),
    putBlob: (text, durable) => store.putBlob(text, durable),
    getBlob: (hash) => store.getBlob(hash),
    decided(approval) {
      // A person may take their time.
      runtime.firstRequests.open();
      return runtime.decided(approval);
    },
    money: runtime.ledger,
    askForMoney(task, missing) {
      runtime.firstRequests.open();
      return askForMoney(runtime, task, missing);
    },
    provider: runtime.provider,
    requestSent(task) {
      runtime.firstRequests.sent(task);
      log.tellWatchers();
    },
    limiter: runtime.limiter,
    role(name) {
      const role = roleOfTask(log.view(), name);
      if (!role) throw new Error(`no role ${name}`);
      return role;
    },
    tool: (name) => toolOf(runtime, name),
    toolContext: (task, signal) => contextOf(runtime, task, signal),
    treeReady: (task, signal) => treeReady(runtime, task, signal),
    beforeEffect: (task) => beforeEffect(runtime, task),
    observeFiles: (task, work) => observeFiles(runtime, task, work),
    engineCall: (task, tool, input, toolCall) => engineCallOf(runtime, task, tool, input, toolCall),
    async safePoint(task, signal) {
      await runtime.gitWatch.settle(runtime);
      await safePoint(runtime, task, signal);
    },
    prepareTools: (task) => prepareTools(runtime, task),
    branch: (count) => runtime.live.branch(count),
    beingMade: () => runtime.live.beingMade(),
    ending: (task, tool, input, toolCall) => endingOf(runtime, task, tool, input, toolCall),
    redactText: runtime.redactText,
    redactDeep: runtime.redactDeep,
  };
}

/** A plan of agents has more to say than one of steps. */
function toolOf({ log, tools, servers }: Runtime, name: string): Tool | undefined {
  const isPlan = name === submitSessionPlan.name && log.view().settings.session;
  return isPlan ? submitSessionPlan : (tools.get(name) ?? servers.find(name));
}

function contextOf(runtime: Runtime, task: TaskView, signal: AbortSignal) {
  const view = runtime.log.view();
  const { run, settings } = view;
  const { commandWallMs, commandIdleMs } = settings.limits;
  const role = roleIn(view, task.role);
  const own = role && task.parent === null ? withAgentSkills(view, task.step, role) : (role ?? {});
  return {
    root: task.root,
    ...(task.rights.writeIn === undefined ? {} : { cwd: task.rights.writeIn }),
    signal,
    limits: { commandWallMs, commandIdleMs },
    lost: () => runtime.store.lost(),
    readOutput: (hash: string) => Buffer.from(runtime.store.getBlob(hash)).toString("utf8"),
    runTag: run,
    skills: skillsOf(settings.skills, own),
  };
}

/** Nothing is changed before the baseline is known, or old failures could not be told from new ones. */
function baselineMeasured({ log, signal, firstRequests }: Runtime): Promise<void> {
  if (log.view().baseline !== null) return Promise.resolve();
  const paused = () => new FailureError(failure("aborted", "The run was paused."));
  if (signal.aborted) return Promise.reject(paused());
  firstRequests.open();
  return new Promise((resolve, reject) => {
    const forget = log.subscribe(({ fact }) => {
      if (fact.type !== "baseline.measured") return;
      forget();
      resolve();
    });
    signal.addEventListener("abort", () => reject(paused()));
  });
}

/** A checkpoint stands before the first effect of every task: a step, or a round of debugging. */
async function beforeEffect(runtime: Runtime, task: TaskView): Promise<Failure | null> {
  const label = checkpointLabel(runtime.log.view(), task);
  // An agent has a tree of its own, in which nothing is measured.
  if (task.root === rootOf(runtime)) await baselineMeasured(runtime);
  await runtime.gitWatch.settle(runtime);
  const { checkpoints } = runtime.log.view();
  if (checkpoints.some((checkpoint) => checkpoint.label === label)) return null;
  const taken = await takeCheckpoint(
    runtime,
    label,
    { step: task.step, iteration: task.iteration },
    task.root,
  );
  return taken.ok ? null : taken.failure;
}

/** Snapshots around a shell command tell which files it changed, so that undo reaches them too. */
async function observeFiles<Value>(runtime: Runtime, task: TaskView, work: () => Promise<Value>) {
  const checkpoints = runtime.checkpoints(task.root);
  const before = await checkpoints.take("before a command", [], false);
  const value = await runtime.gitWatch.around(task.root, work);
  if (!before.ok) return { value, touched: [] };
  try {
    const after = await checkpoints.take("after a command", [], false);
    if (!after.ok || after.value.tree === before.value.tree) return { value, touched: [] };
    return { value, touched: demand(await checkpoints.changedPaths(before.value.tree, after.value.tree)) };
  } catch (thrown) {
    runtime.log.append({
      type: "notice.given",
      text: `Files changed by a command are not known: ${toFailure(thrown).message}`,
    });
    return { value, touched: [] };
  }
}
