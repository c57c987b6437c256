// The fold of tasks, turns, model calls and tool calls, and with them of money and of files written by tools.
import type { FactOf, FactType, FileEffect, FoldTable } from "./event";
import { foldGiven } from "./foldSession";
import { addUsage, noUsage, type Purse } from "./money";
import { ownNamed, setNamed } from "./ownNamed";
import type { RunView } from "./run";
import type { TaskView } from "./task";

const nothing = () => {};

export const taskFolds = {
  "task.created": createTask,
  "task.started": (view, fact, at) =>
    withTask(view, fact.task, (task) => {
      task.status = "running";
      task.startedAt ??= at;
    }),
  "task.ended": (view, fact, at) =>
    withTask(view, fact.task, (task) => {
      task.status = fact.status;
      task.endedAt = at;
      if (fact.result) task.result = fact.result;
      if (fact.failure) task.failure = fact.failure;
      if (fact.reason) task.endReason = fact.reason;
      delete task.asking;
      delete task.pauseWanted;
      delete task.restsSince;
      delete task.retry;
      delete task.unserved;
    }),
  "task.paused": (view, fact, at) =>
    withTask(view, fact.task, (task) => {
      task.status = "paused";
      task.restsSince = at;
      if (fact.failure) task.unserved = fact.failure.message;
    }),
  "task.resumed": (view, fact) =>
    withTask(view, fact.task, (task) => {
      // One that was only wanted to rest before it began still has to begin.
      if (task.status !== "waiting") task.status = "running";
      // A person's wish outlives the rest that subtasks ask for.
      if (fact.origin.kind === "person") delete task.pauseWanted;
      delete task.restsSince;
      delete task.unserved;
    }),
  "task.pauseRequested": (view, fact) =>
    withTask(view, fact.task, (task) => {
      task.pauseWanted = true;
    }),
  "task.cancelRequested": (view, fact) =>
    withTask(view, fact.task, (task) => {
      task.cancelWanted = fact.message;
    }),
  "task.asked": (view, { task: id, toolCall, question }, at) =>
    withTask(view, id, (task) => {
      task.asking = { toolCall, question, at };
    }),
  "task.answered": (view, fact) =>
    withTask(view, fact.task, (task) => {
      delete task.asking;
    }),
  "task.roleSwitched": (view, fact) =>
    withTask(view, fact.task, (task) => {
      task.role = fact.to;
      if (fact.lane) task.lane = fact.lane;
      task.model = fact.model;
      task.rights = fact.rights;
    }),
  "turn.started": (view, fact) =>
    withTask(view, fact.task, (task) => {
      if (task.lastTurn !== fact.turn) task.turns += 1;
      task.lastTurn = fact.turn;
    }),
  "model.called": (view, { type: _, ...call }, at) => {
    view.openModelCalls[call.modelCall] = { ...call, at };
    if (call.attempt === 1) delete view.tasks[call.task]?.retry;
    eachPurse(view, call.purse, (purse) => {
      purse.reserved += call.reserved;
    });
  },
  "model.settled": settleModelCall,
  "turn.retried": (view, { turn, attempt, waitMs, failure }, at) => {
    view.retries += 1;
    withTask(view, turn.slice(0, turn.indexOf(".")), (task) => {
      const { message, code } = failure;
      task.retry = { at, dueAt: at + waitMs, message, attempt, code };
    });
  },
  "toolCall.intended": (view, fact, at) => {
    const { toolCall, task, turn, callId, name, effect, targets, writes } = fact;
    view.openToolCalls[toolCall] = { toolCall, task, turn, callId, name, effect, targets, writes, at };
  },
  "toolCall.settled": settleToolCall,
  "task.steered": nothing,
  "task.restarted": nothing,
  "task.condensed": nothing,
  "message.added": nothing,
  "turn.ended": nothing,
} satisfies Partial<FoldTable<FactType>>;

function withTask(view: RunView, id: string, change: (task: TaskView) => void): void {
  const task = view.tasks[id];
  if (task) change(task);
}

function createTask(view: RunView, fact: FactOf<"task.created">, at: number): void {
  const { type: _, packet: __, ...task } = fact;
  view.tasks[task.task] = {
    ...task,
    status: "waiting",
    createdAt: at,
    turns: 0,
    usage: { ...noUsage },
    micros: 0,
    toolCalls: 0,
  };
  view.taskOrder.push(task.task);
  const step = task.step ? view.steps.find((candidate) => candidate.id === task.step) : undefined;
  if (step?.status === "waiting") {
    step.status = "running";
    step.task = task.task;
  }
  foldGiven(view, task);
}

function eachPurse(view: RunView, name: string, change: (purse: Purse) => void): void {
  for (let next: string | undefined = name; next !== undefined; ) {
    const purse: Purse | undefined = view.purses[next];
    if (!purse) return;
    change(purse);
    next = purse.parent;
  }
}

function settleModelCall(view: RunView, fact: FactOf<"model.settled">): void {
  const call = view.openModelCalls[fact.modelCall];
  if (!call) return;
  delete view.openModelCalls[fact.modelCall];
  eachPurse(view, call.purse, (purse) => {
    purse.reserved -= call.reserved;
    purse.spent += fact.micros;
  });
  const task = view.tasks[call.task];
  if (!task) return;
  delete task.retry;
  if (fact.failure?.code === "provider-output-overrun") view.refusedModels.push(task.model);
  const usage = fact.usage ?? noUsage;
  task.usage = addUsage(task.usage, usage);
  task.micros += fact.micros;
  const model = fact.answeredBy ?? task.model;
  let spend = view.spend.find((entry) => entry.role === task.role && entry.model === model);
  if (!spend) {
    spend = { role: task.role, model, calls: 0, usage: { ...noUsage }, micros: 0 };
    view.spend.push(spend);
  }
  spend.calls += 1;
  spend.usage = addUsage(spend.usage, usage);
  spend.micros += fact.micros;
}

function settleToolCall(view: RunView, fact: FactOf<"toolCall.settled">): void {
  const intent = view.openToolCalls[fact.toolCall];
  delete view.openToolCalls[fact.toolCall];
  const task = view.tasks[fact.task];
  if (task) {
    task.toolCalls += 1;
    if (intent?.effect === "check" && fact.exitCode !== null)
      recordCheck(task, intent.targets.join(" "), fact.exitCode);
  }
  const files = filesAt(view, task?.root);
  if (intent && fact.outcome === "ok") for (const effect of intent.writes) recordIn(files, effect);
  for (const effect of fact.touched) recordIn(files, effect);
}

/** An agent's effects are on its own tree, not on the folder the run brings its result to. */
export function filesAt(view: RunView, root: string | undefined): RunView["files"] {
  const agents = Object.values(view.session?.agents ?? {});
  return agents.find(({ tree }) => tree !== null && tree.path === root)?.files ?? view.files;
}

function recordCheck(task: TaskView, command: string, exitCode: number): void {
  const others = (task.checks ?? []).filter((check) => check.command !== command);
  task.checks = [...others, { command, exitCode }];
}

/** @param root of the agent whose tree it is in; the run's own where it is not given. */
export function recordEffect(view: RunView, effect: FileEffect, root?: string): void {
  recordIn(filesAt(view, root), effect);
}

/** Keeps the first `before` and the last `after` of each path: what undo compares with. */
function recordIn(files: RunView["files"], { path, before, after }: FileEffect): void {
  const known = ownNamed(files, path);
  if (known) known.after = after;
  else setNamed(files, path, { path, before, after });
}
