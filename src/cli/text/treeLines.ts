// The tree of a run's tasks for a terminal: who works, who rests and for what, what each costs, and what a person can do.
// Pure. A line begins with what matters, so that a narrow terminal cuts off the least of it.
import type { ApprovalView } from "../../protocol/approval";
import { modelName } from "../../protocol/modelWords";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { kindOf } from "../../protocol/runKind";
import { unwatchedWord } from "../../protocol/standingWord";
import { flatTree, isOpen, type TaskNode, taskTree } from "../../protocol/taskTree";
import { type TaskWatch, type WatchState, watchTasks } from "../../protocol/watch";
import { cleanLine } from "./cleanText";
import { cureLine } from "./cureLine";
import { formatAge, formatClock } from "./duration";
import { goOnLine } from "./runLine";
import { openApprovals, runState, spentOf } from "./runWords";
import { cutText } from "./textWidth";
import { visibleLine } from "./visibleText";

/** Terminals narrower than this show no models, and then no costs. */
const roomForModels = 100;
const roomForCosts = 60;
/** The most tasks that are explained below the tree. */
const mostExplained = 12;

const marks: Record<WatchState, string> = {
  working: "▶",
  "waits-for-approval": "?",
  "asks-parent": "?",
  "waits-for-subtasks": "↓",
  paused: "‖",
  "model-slow": "!",
  "command-slow": "!",
  silent: "!",
};
const endMarks: Record<string, string> = { done: "✓", failed: "✗", cancelled: "✗" };
const words: Record<WatchState, string> = {
  working: "works",
  "waits-for-approval": "waits for an answer",
  "asks-parent": "asks its parent",
  "waits-for-subtasks": "waits for subtasks",
  paused: "paused",
  "model-slow": "model is slow",
  "command-slow": "command is slow",
  silent: "silent",
};
/** What goes on by itself and needs no words of its own. */
const quiet: WatchState[] = ["working", "waits-for-subtasks", "waits-for-approval"];

export interface TreeWishes {
  /** Milliseconds since 1970. */
  now: number;
  /** Columns of the terminal; null leaves lines whole. */
  width: number | null;
  /** Whether somebody drives the run. */
  driven: boolean;
}

/** Lines to type are left whole: half a command helps nobody. */
export function treeLines(view: RunView, wishes: TreeWishes): string[] {
  const { now, width, driven } = wishes;
  const roots = taskTree(view);
  const watches = watchesOf(view, now, roots);
  const wide = width ?? Number.POSITIVE_INFINITY;
  const { sign, word } = runState(view, driven);
  const until = view.endedAt ?? (view.status === "paused" || !driven ? view.at : now);
  const money = `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)}`;
  const told = (task: string) => {
    const watch = watches.get(task);
    // A log whose driver is gone says no more than what each did last.
    return driven || (watch && isQuestion(watch)) ? watch : undefined;
  };
  const tasks = taskLines(roots, (node) => taskLine(node, told(node.task.task), now, wide));
  return [
    `${sign} ${view.run}  ${word}  ${formatClock(until - view.startedAt)}  ${money}`,
    ...(tasks.length > 0 ? tasks : ["  no task yet"]),
  ]
    .map((line) => cutText(line, wide))
    .concat(needs(view, [...watches.values()], driven));
}

/**
 * The tasks that have not ended, each below its parent, for a live view; none where no task made another.
 * @param most lines; what does not fit is counted in the last one.
 */
export function openTaskLines(view: RunView, now: number, most: number): string[] {
  // Most runs have no subtask, and a live view is drawn often.
  if (most < 2 || !Object.values(view.tasks).some(({ parent, endedAt }) => parent !== null && !endedAt))
    return [];
  const roots = openNodes(taskTree(view));
  const watches = watchesOf(view, now, roots);
  const lines = taskLines(roots, (node) => {
    const { task } = node;
    const watch = watches.get(task.task);
    const state = watch ? stateOf(node, watch, now) : "";
    const mark = watch ? markOf(node, watch) : "·";
    return `${mark} ${task.task} ${cleanLine(task.role)} ${state} · ${cleanLine(task.title)}`;
  });
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `  … ${lines.length - most + 1} more tasks`];
}

function openNodes(nodes: readonly TaskNode[]): TaskNode[] {
  return nodes.flatMap((node) =>
    isOpen(node.task) ? [{ ...node, children: openNodes(node.children) }] : openNodes(node.children),
  );
}

function watchesOf(view: RunView, now: number, roots: readonly TaskNode[]): Map<string, TaskWatch> {
  return new Map(watchTasks(view, now, roots).map((watch) => [watch.task, watch]));
}

/**
 * Each node's line behind the branches that lead to it.
 * @param line what is written of a node.
 */
export function taskLines(roots: readonly TaskNode[], line: (node: TaskNode) => string): string[] {
  const last = new Set<TaskNode>();
  const nodes = flatTree(roots);
  for (const { children } of nodes) {
    const end = children.at(-1);
    if (end) last.add(end);
  }
  // Whether more follows at each level of the path to the node that is drawn now.
  const more: boolean[] = [];
  return nodes.map((node) => {
    more.length = node.depth;
    const above = more.slice(1).map((goesOn) => (goesOn ? "│  " : "   "));
    const own = node.depth === 0 ? "" : last.has(node) ? "└─ " : "├─ ";
    more[node.depth] = !last.has(node);
    return `  ${above.join("")}${own}${line(node)}`;
  });
}

/** `▶ t3 coder (claude-sonnet-4-6) works 12 s · $0.03, $0.47 of $0.50 left · Handler`. */
function taskLine(node: TaskNode, watch: TaskWatch | undefined, now: number, width: number): string {
  const { task } = node;
  const model = width >= roomForModels ? ` (${modelName(task.model)})` : "";
  const state = watch
    ? stateOf(node, watch, now)
    : `${unwatchedWord(task)}${task.endReason && task.endReason !== task.status ? ` (${task.endReason})` : ""}`;
  const mark = watch ? markOf(node, watch) : (endMarks[task.status] ?? "·");
  const cost = width >= roomForCosts ? ` · ${costOf(node)}` : "";
  return `${mark} ${task.task} ${cleanLine(`${task.role}${model}`)} ${state}${cost} · ${cleanLine(task.title)}`;
}

/** It waits for somebody's answer, whoever drives the run. */
function isQuestion({ state }: TaskWatch): boolean {
  return state === "waits-for-approval" || state === "asks-parent" || state === "paused";
}

/** `works 12 s`, with what somebody asked of it that has not happened yet. */
function stateOf({ task, rest }: TaskNode, { state, since }: TaskWatch, now: number): string {
  const word = rest?.kind === "turn" ? "has not begun" : words[state];
  const cancelled = task.cancelWanted === undefined ? "" : ", is being cancelled,";
  const paused = !cancelled && task.pauseWanted && state !== "paused" ? ", will be paused," : "";
  return `${word}${cancelled}${paused} ${formatAge(now - since)}`;
}

function markOf({ task, active }: TaskNode, { state }: TaskWatch): string {
  if (state === "working" && !active) return "·";
  return task.cancelWanted === undefined ? marks[state] : "✗";
}

function costOf({ micros, totalMicros, purse }: TaskNode): string {
  const below = totalMicros > micros ? ` (${formatMicros(totalMicros)} with all below)` : "";
  const share = purse ? `, ${formatMicros(purse.left)} of ${formatMicros(purse.share)} left` : "";
  return `${formatMicros(micros)}${below}${share}`;
}

/** What a person can do: the answers that are waited for, then the tasks that do not get on, each with its cure. */
function needs(view: RunView, watches: readonly TaskWatch[], driven: boolean): string[] {
  if (view.status === "ended") return [];
  const open = openApprovals(view);
  const stuck = watches.filter(({ state }) => !quiet.includes(state));
  // A run that rests, or that nobody drives, has one cure for all.
  if (view.status === "paused" || !driven) {
    const why = view.pause
      ? `paused: ${cleanLine(view.pause.message)}`
      : `nobody drives this ${kindOf(view.run)}`;
    return ["", ...open.map(asked), `  ${why}`, `      ${goOnLine(view.run)}`];
  }
  const lines = [
    ...open.flatMap((approval) => [
      asked(approval),
      `      ${cureLine(view.run, { kind: "answer", approval: approval.id })}`,
    ]),
    ...stuck
      .slice(0, mostExplained)
      .flatMap(({ task, explanation, cures }) => [
        `  ! ${task}: ${cleanLine(explanation)}`,
        ...cures.map((cure) => `      ${cureLine(view.run, cure)}`),
      ]),
    ...(stuck.length > mostExplained ? [`  and ${stuck.length - mostExplained} more`] : []),
  ];
  return lines.length > 0 ? ["", ...lines] : [];
}

function asked({ kind, title }: ApprovalView): string {
  return `  ? ${kind}: ${visibleLine(title)}`;
}
