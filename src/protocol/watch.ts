// The watchdog: what each open task does or waits for right now, since when, and what a person can do about it.
// Told from facts alone, so that every screen and a later look at the log say the same. It never changes anything.
import type { ApprovalView } from "./approval";
import { firstOf } from "./firstOf";
import type { ApprovalId, TaskId, Timestamp, TurnId } from "./ids";
import type { OpenModelCall, OpenToolCall, RunView } from "./run";
import type { TaskView } from "./task";
import { approvalsByTask, flatTree, isOpen, type TaskNode, taskTree } from "./taskTree";

export type WatchState =
  | "working"
  | "waits-for-approval"
  | "waits-for-subtasks"
  | "asks-parent"
  | "paused"
  | "model-slow"
  | "command-slow"
  | "silent";

/** Something a person can do; a terminal names the verb, a screen has a button. */
export type Cure =
  | { kind: "answer"; approval: ApprovalId }
  | { kind: "steer"; task: TaskId }
  | { kind: "cancel"; task: TaskId }
  /** Goes on with a task that was paused. */
  | { kind: "unpause"; task: TaskId }
  /** From the beginning of this turn. */
  | { kind: "restart"; task: TaskId; turn: TurnId }
  /** Goes on with the whole run. */
  | { kind: "resume" };

export interface TaskWatch {
  task: TaskId;
  state: WatchState;
  since: Timestamp;
  /** One sentence. */
  explanation: string;
  /** The best one first; none where nothing needs to be done. */
  cures: Cure[];
}

/**
 * An answer that takes longer is worth a look. Most requests, long ones with much thinking included, have answered by
 * then; a provider that sends nothing at all is given up after three minutes and asked again by the engine itself.
 */
export const modelSlowMs = 90_000;

/**
 * The part of its idle limit after which a command is called slow. No fact tells when it last printed something, so the
 * time since it began is all there is: half the limit warns before the limit ends it, and leaves a common build alone.
 */
export const commandSlowShare = 0.5;

/**
 * A task with nothing open writes its next fact within moments. A minute is more than a checkpoint of a large folder or
 * a busy machine needs, and short enough to be told before a person wonders.
 */
export const silentMs = 60_000;

/**
 * One for each task that has not ended; a task before its subtasks.
 * @param now milliseconds since 1970, by the clock of whoever looks.
 * @param roots the run's tree, where the caller has it already.
 */
export function watchTasks(
  view: RunView,
  now: Timestamp,
  roots: readonly TaskNode[] = taskTree(view),
): TaskWatch[] {
  if (view.status === "ended") return [];
  const open = { approvals: approvalsByTask(view), ...openCalls(view) };
  return flatTree(roots).flatMap((node) =>
    isOpen(node.task) ? [{ task: node.task.task, ...watchOf(view, node, open, now) }] : [],
  );
}

type Watched = Omit<TaskWatch, "task">;

interface Open {
  approvals: Map<TaskId, ApprovalView[]>;
  models: Map<TaskId, OpenModelCall>;
  commands: Map<TaskId, OpenToolCall>;
}

/** The oldest open request and the oldest open command of each task. */
function openCalls(view: RunView): Pick<Open, "models" | "commands"> {
  const models = new Map<TaskId, OpenModelCall>();
  const commands = new Map<TaskId, OpenToolCall>();
  for (const call of Object.values(view.openModelCalls)) {
    if (!models.has(call.task)) models.set(call.task, call);
  }
  for (const call of Object.values(view.openToolCalls)) {
    if (!isCommand(call) || commands.has(call.task)) continue;
    commands.set(call.task, call);
  }
  return { models, commands };
}

function isCommand({ effect }: OpenToolCall): boolean {
  return effect === "command" || effect === "check";
}

function watchOf(view: RunView, node: TaskNode, open: Open, now: Timestamp): Watched {
  const { task, rest } = node;
  const [approval] = open.approvals.get(task.task) ?? [];
  if (approval) return waitsForApproval(approval);
  if (rest) return resting(view, node, rest);
  const model = open.models.get(task.task);
  if (model) return atModel(task, model, now);
  const command = open.commands.get(task.task);
  if (command) return atCommand(view, task, command, now);
  if (task.retry) return betweenTries(task, task.retry, now);
  if (now - view.at > silentMs) return silent(view, task, now);
  return { state: "working", since: view.at, explanation: "It works.", cures: [] };
}

function waitsForApproval({ id, kind, title, askedAt }: ApprovalView): Watched {
  return {
    state: "waits-for-approval",
    since: askedAt,
    explanation: `It waits for an answer (${kind}): ${title}`,
    cures: [{ kind: "answer", approval: id }],
  };
}

function resting(view: RunView, { task }: TaskNode, rest: NonNullable<TaskNode["rest"]>): Watched {
  const since = task.restsSince ?? view.at;
  const cancel: Cure = { kind: "cancel", task: task.task };
  switch (rest.kind) {
    case "parent": {
      const asked = rest.parent === null ? "a person" : rest.parent;
      const explanation = `It asked ${asked}: ${rest.question}`;
      const steer: Cure[] = rest.parent === null ? [] : [{ kind: "steer", task: rest.parent }];
      return {
        state: "asks-parent",
        since: task.asking?.at ?? since,
        explanation,
        cures: [...steer, cancel],
      };
    }
    case "subtasks": {
      const explanation = `It waits for ${subtasks(rest.tasks)}.`;
      return { state: "waits-for-subtasks", since, explanation, cures: [] };
    }
    case "provider": {
      const explanation = `It rests while others go on: ${rest.message}`;
      const again: Cure[] =
        task.lastTurn === undefined ? [] : [{ kind: "restart", task: task.task, turn: task.lastTurn }];
      return { state: "paused", since, explanation, cures: [...again, cancel] };
    }
    case "run": {
      const explanation = `The whole run is paused: ${rest.message}`;
      return { state: "paused", since: view.at, explanation, cures: [{ kind: "resume" }] };
    }
    case "turn":
      return {
        state: "working",
        since: task.createdAt,
        explanation: "It has not begun; it waits for its turn.",
        cures: [],
      };
    default: {
      const cures: Cure[] = [{ kind: "unpause", task: task.task }, cancel];
      return { state: "paused", since, explanation: "It was paused and waits to be told to go on.", cures };
    }
  }
}

function subtasks(ids: readonly TaskId[]): string {
  if (ids.length === 0) return "the results of its subtasks";
  return `its ${ids.length === 1 ? "subtask" : "subtasks"} ${firstOf(ids, 5)}`;
}

function atModel(task: TaskView, call: OpenModelCall, now: Timestamp): Watched {
  const { at, attempt } = call;
  const tried = attempt > 1 ? ` (try ${attempt})` : "";
  if (now - at < modelSlowMs) {
    return { state: "working", since: at, explanation: `${task.model} answers${tried}.`, cures: [] };
  }
  return {
    state: "model-slow",
    since: at,
    explanation: `${task.model} has not finished its answer for ${lengthOf(now - at)}${tried}.`,
    cures: [restartOf(task), { kind: "cancel", task: task.task }],
  };
}

/** The provider did not answer, and the engine waits before it asks again. */
function betweenTries(task: TaskView, retry: NonNullable<TaskView["retry"]>, now: Timestamp): Watched {
  const left = retry.dueAt - now;
  const next = left > 0 ? `the next try is in ${lengthOf(left)}` : "the next try is due";
  return {
    state: "model-slow",
    since: retry.at,
    explanation: `${task.model} could not answer (${retry.message}); ${next}.`,
    cures: [{ kind: "cancel", task: task.task }],
  };
}

function atCommand(view: RunView, task: TaskView, call: OpenToolCall, now: Timestamp): Watched {
  const { limits } = view.settings;
  const [idle, wall] =
    call.effect === "check"
      ? [limits.checkIdleMs, limits.checkWallMs]
      : [limits.commandIdleMs, limits.commandWallMs];
  const { at, name } = call;
  const line = call.targets[0]?.split("\n", 1)[0] ?? name;
  if (now - at < idle * commandSlowShare) {
    return { state: "working", since: at, explanation: `It runs ${line}.`, cures: [] };
  }
  const bound = `it is ended after ${lengthOf(idle)} without output, or after ${lengthOf(wall)} in all`;
  return {
    state: "command-slow",
    since: at,
    explanation: `It has run ${line} for ${lengthOf(now - at)}; ${bound}.`,
    cures: [{ kind: "cancel", task: task.task }, restartOf(task)],
  };
}

function silent(view: RunView, task: TaskView, now: Timestamp): Watched {
  return {
    state: "silent",
    since: view.at,
    explanation: `Nothing happened for ${lengthOf(now - view.at)}: no request, no command and no question is open.`,
    cures: [restartOf(task), { kind: "cancel", task: task.task }],
  };
}

/** From its last turn; a task without one can only be told what to do. */
function restartOf(task: TaskView): Cure {
  return task.lastTurn === undefined
    ? { kind: "steer", task: task.task }
    : { kind: "restart", task: task.task, turn: task.lastTurn };
}

/** `45 s`, `3 min`, `2 h`. */
function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
