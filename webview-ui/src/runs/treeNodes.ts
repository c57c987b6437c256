// The run as a tree: planner's task with the plan's steps beneath it, what carries them out, and the rounds of proof and
// repair that follow. Pure; a step and its first task are one row.
import type { Micros } from "../../../src/protocol/money";
import type { RunView, StepView } from "../../../src/protocol/run";
import type { Lane } from "../../../src/protocol/settings";
import type { TaskView } from "../../../src/protocol/task";

export type RowStatus =
  | "waiting"
  | "asking"
  | "running"
  | "paused"
  | "done"
  | "failed"
  | "cancelled"
  | "dropped";

export interface TreeNode {
  /** `t3`, or `s2` for a step that has no task yet. */
  id: string;
  /** The task the trace opens at; null for a step without one. */
  task: string | null;
  title: string;
  role: string;
  lane: Lane;
  model: string | null;
  status: RowStatus;
  micros: Micros;
  children: TreeNode[];
}

const laneOfKind: Record<StepView["kind"], Lane> = { change: "coder", verify: "debugger" };

export function treeNodes(view: RunView): TreeNode[] {
  const asking = new Set(
    Object.values(view.approvals).flatMap(({ answer, task, step, kind }) =>
      answer ? [] : [task ?? (kind === "subtask" ? step : undefined) ?? ""],
    ),
  );
  const nodes = new Map<string, TreeNode>();
  for (const id of view.taskOrder) {
    const task = view.tasks[id];
    if (task) nodes.set(id, taskNode(view, task, asking));
  }
  const roots: TreeNode[] = [];
  const steps = stepNodes(view, nodes, asking);
  for (const [id, node] of nodes) {
    const task = view.tasks[id];
    if (!task || steps.owned.has(id)) continue;
    const parent = task.parent === null ? undefined : nodes.get(task.parent);
    if (parent) parent.children.push(node);
    else roots.push(node);
    if (task.purpose === "plan") node.children.push(...steps.of(id));
  }
  return [...roots, ...steps.rest()];
}

/** Steps stand under the planner's task that made them; further tasks of a step stand under the step. */
function stepNodes(view: RunView, nodes: Map<string, TreeNode>, asking: ReadonlySet<string>) {
  const owned = new Set<string>();
  const planners = view.taskOrder.filter((id) => view.tasks[id]?.purpose === "plan");
  const current = new Set(view.plan?.steps.map(({ id }) => id) ?? []);
  const made = view.steps.map((step, index) => {
    const tasks = view.taskOrder.filter(
      (id) => view.tasks[id]?.step === step.id && view.tasks[id]?.parent === null,
    );
    for (const id of tasks) owned.add(id);
    const [first, ...others] = tasks.flatMap((id) => nodes.get(id) ?? []);
    const node = first ?? bareStep(view, step, asking);
    node.title = `${index + 1} ${step.title}`;
    node.children.push(...others);
    if (step.status !== "running" && step.status !== "waiting") node.status = step.status;
    const planner = current.has(step.id) ? planners.at(-1) : planners[0];
    return { planner, node };
  });
  const isPlanned = new Set(planners);
  return {
    owned,
    of: (planner: string) => made.filter((one) => one.planner === planner).map(({ node }) => node),
    rest: () => made.filter((one) => !isPlanned.has(one.planner ?? "")).map(({ node }) => node),
  };
}

function bareStep(view: RunView, step: StepView, asking: ReadonlySet<string>): TreeNode {
  const binding = view.settings.models[step.role];
  return {
    id: step.id,
    task: null,
    title: step.title,
    role: step.kind === "verify" ? "verification" : step.role,
    lane: laneOfKind[step.kind],
    model: step.model ?? (step.kind === "verify" ? null : (binding?.id ?? null)),
    status: asking.has(step.id) ? "asking" : step.status,
    micros: 0,
    children: [],
  };
}

function taskNode(view: RunView, task: TaskView, asking: ReadonlySet<string>): TreeNode {
  const open = task.endedAt === undefined;
  const halted = open && view.status === "paused";
  return {
    id: task.task,
    task: task.task,
    title: titleOf(task),
    role: task.role,
    lane: task.lane,
    model: task.model,
    status: open && asking.has(task.task) ? "asking" : halted ? "paused" : task.status,
    micros: task.micros,
    children: [],
  };
}

const purposes: Partial<Record<TaskView["purpose"], string>> = { plan: "Plan", report: "Report" };

function titleOf(task: TaskView): string {
  const own = purposes[task.purpose];
  if (own) return own;
  if (task.purpose === "debug") return `Iteration ${task.iteration}: ${task.title}`;
  return task.title;
}

/** Rows in the order they are seen, with their depth; children of closed rows are left out. */
export function visibleRows(
  roots: readonly TreeNode[],
  closed: ReadonlySet<string>,
): { node: TreeNode; depth: number; parent: string | null }[] {
  const rows: { node: TreeNode; depth: number; parent: string | null }[] = [];
  const add = (nodes: readonly TreeNode[], depth: number, parent: string | null) => {
    for (const node of nodes) {
      rows.push({ node, depth, parent });
      if (!closed.has(node.id)) add(node.children, depth + 1, node.id);
    }
  };
  add(roots, 1, null);
  return rows;
}

/** The task that works now: the last one that started and has not ended; null where there is none. */
export function activeTask(view: RunView): TaskView | null {
  const id = view.taskOrder.findLast((one) => {
    const task = view.tasks[one];
    return task !== undefined && task.endedAt === undefined && task.status !== "waiting";
  });
  return id === undefined ? null : (view.tasks[id] ?? null);
}
