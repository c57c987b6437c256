// The tree of a run's tasks, as every screen shows it: who made whom, who works, who rests and for what, what each costs.
// Pure, and linear in the tasks, however deep they nest; it reads a view and changes nothing in it.
import type { ApprovalView } from "./approval";
import type { ApprovalId, TaskId } from "./ids";
import type { Micros } from "./money";
import type { RunView } from "./run";
import type { TaskView } from "./task";

/** Why a task that has not ended does not work. */
export type TaskRest =
  | { kind: "approval"; approvals: ApprovalId[] }
  | { kind: "parent"; parent: TaskId | null; question: string }
  /** Somebody paused this task. */
  | { kind: "person" }
  | { kind: "subtasks"; tasks: TaskId[] }
  /** It was made and has not begun. */
  | { kind: "turn" }
  /** Its provider serves it no more; others go on. */
  | { kind: "provider"; message: string }
  /** The whole run rests. */
  | { kind: "run"; message: string };

export interface TaskNode {
  task: TaskView;
  /** Its subtasks, in the order they were made. */
  children: TaskNode[];
  /** Levels below a root of this tree; 0 for a root. */
  depth: number;
  /** It works now. */
  active: boolean;
  /** Null for a task that works or has ended. */
  rest: TaskRest | null;
  /** Its own requests. */
  micros: Micros;
  /** Its own and those of all tasks below it. */
  totalMicros: Micros;
  /** Its share of the money and what is left of it; null where it draws from the run's purse, like its parent. */
  purse: { share: Micros; left: Micros } | null;
}

/** @returns the tasks that no other task made, in order. A task whose parent is not there stands among them. */
export function taskTree(view: RunView): TaskNode[] {
  const asked = approvalsByTask(view);
  const nodes = new Map<TaskId, TaskNode>();
  const roots: TaskNode[] = [];
  for (const task of tasksOf(view)) {
    const parent = task.parent === null ? undefined : nodes.get(task.parent);
    const node: TaskNode = {
      task,
      children: [],
      depth: parent ? parent.depth + 1 : 0,
      active: false,
      rest: null,
      micros: task.micros,
      totalMicros: task.micros,
      purse: purseOf(view, task),
    };
    nodes.set(task.task, node);
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  // A parent is made before its children: from the last to the first, every sum is whole when it goes up.
  for (const node of [...nodes.values()].reverse()) {
    const parent = node.depth > 0 ? nodes.get(node.task.parent ?? "") : undefined;
    if (parent) parent.totalMicros += node.totalMicros;
    node.rest = restOf(view, node, asked.get(node.task.task) ?? []);
    node.active = isOpen(node.task) && node.rest === null;
  }
  return roots;
}

/** All nodes of a tree, each before its children, as lines of a list. */
export function flatTree(roots: readonly TaskNode[]): TaskNode[] {
  const flat: TaskNode[] = [];
  const next = [...roots].reverse();
  for (let node = next.pop(); node; node = next.pop()) {
    flat.push(node);
    for (let at = node.children.length - 1; at >= 0; at -= 1) {
      const child = node.children[at];
      if (child) next.push(child);
    }
  }
  return flat;
}

/** Whether a task has not ended. */
export function isOpen({ endedAt }: Pick<TaskView, "endedAt">): boolean {
  return endedAt === undefined;
}

/** All tasks in the order they were made. */
export function tasksOf({ taskOrder, tasks }: Pick<RunView, "taskOrder" | "tasks">): TaskView[] {
  return taskOrder.flatMap((id) => tasks[id] ?? []);
}

/** The task that made this one; null for a root and an unknown task. */
export function parentOf(view: RunView, task: TaskId): TaskView | null {
  const parent = view.tasks[task]?.parent ?? null;
  return parent === null ? null : (view.tasks[parent] ?? null);
}

/** The subtasks of a task, in the order they were made. */
export function childrenOf(view: RunView, task: TaskId): TaskView[] {
  return tasksOf(view).filter(({ parent }) => parent === task);
}

/** All tasks of the same parent in the order they were made, this one among them; of a root, the roots. */
export function siblingsOf(view: RunView, task: TaskId): TaskView[] {
  if (!view.tasks[task]) return [];
  const parent = parentOf(view, task)?.task ?? null;
  return tasksOf(view).filter((one) => (parentOf(view, one.task)?.task ?? null) === parent);
}

/** From the root down to the task itself: the breadcrumbs. Empty for an unknown task. */
export function pathOf(view: RunView, task: TaskId): TaskView[] {
  const path: TaskView[] = [];
  const seen = new Set<TaskId>();
  for (let next = view.tasks[task] ?? null; next && !seen.has(next.task); next = parentOf(view, next.task)) {
    seen.add(next.task);
    path.push(next);
  }
  return path.reverse();
}

/** Approvals that wait for an answer, by the task they are about; oldest first. */
export function approvalsByTask({ approvals }: Pick<RunView, "approvals">): Map<TaskId, ApprovalView[]> {
  const byTask = new Map<TaskId, ApprovalView[]>();
  for (const approval of Object.values(approvals)) {
    if (approval.answer || approval.task === undefined) continue;
    const known = byTask.get(approval.task);
    if (known) known.push(approval);
    else byTask.set(approval.task, [approval]);
  }
  return byTask;
}

/** The purse of a task bears its name; any other is the run's, or its parent's. A purse above may hold less than is left here. */
function purseOf(view: RunView, { task, purse: name }: TaskView): TaskNode["purse"] {
  const purse = name === task ? view.purses[name] : undefined;
  return purse ? { share: purse.cap, left: purse.cap - purse.spent - purse.reserved } : null;
}

/** What a person can do something about goes before what goes on by itself. */
function restOf(
  view: RunView,
  { task, children }: TaskNode,
  approvals: readonly ApprovalView[],
): TaskRest | null {
  if (!isOpen(task) || view.status === "ended") return null;
  if (approvals.length > 0) return { kind: "approval", approvals: approvals.map(({ id }) => id) };
  if (task.asking) return { kind: "parent", parent: task.parent, question: task.asking.question };
  if (task.status === "paused" && task.pauseWanted) return { kind: "person" };
  if (task.unserved !== undefined && view.status !== "paused")
    return { kind: "provider", message: task.unserved };
  const open = children.flatMap((child) => (isOpen(child.task) ? [child.task.task] : []));
  // With subtasks that have all ended it is about to take up their results.
  if (task.status === "paused")
    return children.length > 0 ? { kind: "subtasks", tasks: open } : { kind: "person" };
  if (view.status === "paused") return { kind: "run", message: view.pause?.message ?? "" };
  return task.status === "waiting" ? { kind: "turn" } : null;
}
