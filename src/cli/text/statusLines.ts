// A run as a tree for a terminal: state, money, steps, tasks, what waits. Pure.

import { modelName } from "../../protocol/modelWords";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { sandboxWords } from "../../protocol/sandbox";
import type { TaskView } from "../../protocol/task";
import { cleanLine } from "./cleanText";
import { formatClock } from "./duration";
import { goOnLine } from "./runLine";
import { openApprovals, progressOf, runState, spentOf } from "./runWords";
import { cutText } from "./textWidth";
import { visibleLine } from "./visibleText";

const signs: Record<string, string> = {
  waiting: "·",
  running: "…",
  paused: "?",
  done: "✓",
  failed: "✗",
  cancelled: "✗",
  dropped: "-",
};

/**
 * @param now milliseconds since 1970.
 * @param width columns of the terminal; null leaves lines whole.
 */
export function statusLines(view: RunView, now: number, width: number | null): string[] {
  const { sign, word } = runState(view);
  const until = view.endedAt ?? (view.status === "paused" ? view.at : now);
  const lines = [
    `${sign} ${view.run}  ${word}  ${formatClock(until - view.startedAt)}`,
    `  ${cleanLine(view.prompt)}`,
    `  ${figures(view)}`,
    ...(view.pause ? [`  paused: ${cleanLine(view.pause.message)}`] : []),
    ...(view.settings.sandbox ? [`  ${cleanLine(sandboxWords(view.settings.sandbox))}`] : []),
    ...(view.summary ? [`  ${cleanLine(view.summary)}`] : []),
    ...tree(view),
    ...waiting(view),
  ];
  return width === null ? lines : lines.map((line) => cutText(line, width));
}

function figures(view: RunView): string {
  const parts = [
    ...(view.route ? [view.route.decision] : []),
    ...(view.steps.length > 0 ? [progressOf(view)] : []),
    ...(view.iteration > 0 ? [`iteration ${view.iteration}/${view.settings.maxIterations}`] : []),
    `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)}`,
    ...reserved(view),
  ];
  return parts.join("  ·  ");
}

function reserved(view: RunView): string[] {
  const micros = view.purses.run?.reserved ?? 0;
  return micros > 0 ? [`${formatMicros(micros)} reserved`] : [];
}

/** Steps with their tasks below them; tasks of no step stand by themselves, in the order they were made. */
function tree(view: RunView): string[] {
  const lines: string[] = [];
  const told = new Set<string>();
  const tellSteps = () => {
    for (const step of view.steps) {
      const name = step.kind === "verify" ? "verify" : step.role;
      const why = step.evidence && step.status !== "done" ? ` (${cleanLine(step.evidence)})` : "";
      lines.push(
        `  ${signs[step.status]} ${step.id} ${cleanLine(step.title)} [${name}]: ${step.status}${why}`,
      );
      for (const task of tasksOf(view, (one) => one.step === step.id && one.parent === null)) {
        lines.push(...branch(view, task, 4, told));
      }
    }
  };
  let stepsTold = view.steps.length === 0;
  for (const task of tasksOf(view, (one) => one.parent === null && one.step === null)) {
    if (!stepsTold && task.purpose !== "plan" && task.purpose !== "route") {
      tellSteps();
      stepsTold = true;
    }
    lines.push(...branch(view, task, 2, told));
  }
  if (!stepsTold) tellSteps();
  return lines;
}

function branch(view: RunView, task: TaskView, indent: number, told: Set<string>): string[] {
  if (told.has(task.task)) return [];
  told.add(task.task);
  const model = modelName(task.model);
  const why = task.failure ? `: ${cleanLine(task.failure.message)}` : "";
  const turns = `${task.turns} ${task.turns === 1 ? "turn" : "turns"}`;
  const line = `${" ".repeat(indent)}${signs[task.status]} ${task.task} ${task.role} (${model}) ${task.status}, ${turns}, ${formatMicros(task.micros)}${why}`;
  const children = tasksOf(view, (one) => one.parent === task.task);
  return [line, ...children.flatMap((child) => branch(view, child, indent + 2, told))];
}

function tasksOf(view: RunView, fits: (task: TaskView) => boolean): TaskView[] {
  return view.taskOrder.flatMap((id) => {
    const task = view.tasks[id];
    return task && fits(task) ? [task] : [];
  });
}

function waiting(view: RunView): string[] {
  const open = openApprovals(view);
  if (open.length === 0 || view.status === "ended") return [];
  return [
    "  waits for an answer:",
    ...open.map(({ kind, title }) => `    ? ${kind}: ${visibleLine(title)}`),
    view.status === "paused"
      ? `  answer with: ${goOnLine(view.run)}`
      : `  answer with: kilo-code approve ${view.run}, or kilo-code reject ${view.run} --reason "<why>"`,
  ];
}
