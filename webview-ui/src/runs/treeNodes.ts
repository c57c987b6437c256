// The run as a tree: planner's task with the plan's steps beneath it, what carries them out, their subtasks, and the
// rounds of proof and repair that follow. Pure; a step and its first task are one row.
import type { Micros } from "../../../src/protocol/money";
import type { RunView, StepView } from "../../../src/protocol/run";
import type { Lane } from "../../../src/protocol/settings";
import type { TaskView } from "../../../src/protocol/task";
import { flatTree, type TaskNode, taskTree } from "../../../src/protocol/taskTree";
import { endWord, openWord } from "./taskWords";

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
  /** What the status means here: `waits for 2 subtasks`. */
  word: string;
  micros: Micros;
  /** With all below it. */
  totalMicros: Micros;
  /** Its share of the money; null where it draws from its parent's. */
  purse: { spent: Micros; cap: Micros } | null;
  children: TreeNode[];
}

const laneOfKind: Record<StepView["kind"], Lane> = { change: "coder", verify: "debugger" };

export function treeNodes(view: RunView): TreeNode[] {
  const nodes = new Map<string, TreeNode>();
  for (const node of flatTree(taskTree(view))) nodes.set(node.task.task, taskNode(view, node));
  const roots: TreeNode[] = [];
  const steps = stepNodes(view, nodes);
  for (const id of view.taskOrder) {
    const [node, task] = [nodes.get(id), view.tasks[id]];
    if (!node || !task || steps.owned.has(id)) continue;
    const parent = task.parent === null ? undefined : nodes.get(task.parent);
    (parent?.children ?? roots).push(node);
  }
  for (const { planner, node } of steps.made) {
    // What a task of the tree carries out stands where that task stands.
    if (view.tasks[node.id]?.parent != null) continue;
    const under = planner === undefined ? undefined : nodes.get(planner);
    (under?.children ?? roots).push(node);
  }
  return roots;
}

/** Steps stand under the task that planned them; further tasks of a step stand under its first. */
function stepNodes(view: RunView, nodes: Map<string, TreeNode>) {
  const owned = new Set<string>();
  const planners = view.taskOrder.filter((id) => plans(view.tasks[id]));
  const current = new Set(view.plan?.steps.map(({ id }) => id) ?? []);
  const byStep = topTasks(view);
  const asking = askingSteps(view);
  const made = view.steps.map((step, index) => {
    const tasks = byStep.get(step.id) ?? [];
    const [first, ...others] = tasks.flatMap(({ task }) => nodes.get(task) ?? []);
    const node = first ?? bareStep(view, step, asking);
    for (const { task, parent } of tasks) if (parent === null) owned.add(task);
    node.title = `${index + 1} ${step.title}`;
    node.children.push(...others.filter(({ id }) => owned.has(id)));
    if (step.status !== "running" && step.status !== "waiting") {
      // Why its task ended says more than that the step failed.
      if (node.status !== step.status) node.word = step.status;
      node.status = step.status;
    }
    return { planner: current.has(step.id) ? planners.at(-1) : planners[0], node };
  });
  return { owned, made };
}

/** A planner, or an orchestrator at the root, which plans as it goes. */
function plans(task: TaskView | undefined): boolean {
  return task?.purpose === "plan" || (task?.parent === null && task.role === "orchestrator");
}

/** Tasks by their step, without those whose parent works on the same step. */
function topTasks(view: RunView): Map<string, TaskView[]> {
  const byStep = new Map<string, TaskView[]>();
  for (const id of view.taskOrder) {
    const task = view.tasks[id];
    if (!task || task.step === null) continue;
    if (task.parent !== null && view.tasks[task.parent]?.step === task.step) continue;
    const known = byStep.get(task.step);
    if (known) known.push(task);
    else byStep.set(task.step, [task]);
  }
  return byStep;
}

/** Steps a person is asked about before they have a task. */
function askingSteps({ approvals }: RunView): Set<string> {
  return new Set(
    Object.values(approvals).flatMap(({ answer, task, step, kind }) =>
      !answer && task === undefined && kind === "subtask" && step !== undefined ? [step] : [],
    ),
  );
}

function bareStep(view: RunView, step: StepView, asking: ReadonlySet<string>): TreeNode {
  const binding = view.settings.models[step.role];
  const status = asking.has(step.id) ? "asking" : step.status;
  return {
    id: step.id,
    task: null,
    title: step.title,
    role: step.kind === "verify" ? "verification" : step.role,
    lane: laneOfKind[step.kind],
    model: step.model ?? (step.kind === "verify" ? null : (binding?.id ?? null)),
    status,
    word: status === "asking" ? "waits for you" : status,
    micros: 0,
    totalMicros: 0,
    purse: null,
    children: [],
  };
}

function taskNode(view: RunView, node: TaskNode): TreeNode {
  const { task, micros, totalMicros } = node;
  const purse = node.purse ? view.purses[task.task] : undefined;
  return {
    id: task.task,
    task: task.task,
    title: titleOf(task),
    role: task.role,
    lane: task.lane,
    model: task.model,
    status: statusOf(node),
    word: task.endedAt === undefined ? openWord(node) : endWord(task),
    micros,
    totalMicros,
    purse: purse ? { spent: purse.spent, cap: purse.cap } : null,
    children: [],
  };
}

function statusOf({ task, rest }: TaskNode): RowStatus {
  if (task.endedAt !== undefined || !rest) return task.status;
  if (rest.kind === "approval") return "asking";
  return rest.kind === "turn" ? "waiting" : "paused";
}

const purposes: Partial<Record<TaskView["purpose"], string>> = { plan: "Plan", report: "Report" };

function titleOf(task: TaskView): string {
  const own = purposes[task.purpose];
  if (own) return own;
  if (task.purpose === "debug") return `Iteration ${task.iteration}: ${task.title}`;
  return task.title;
}
