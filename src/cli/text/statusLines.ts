// A run as a tree for a terminal: state, money, steps, tasks, what waits. Pure.
import { counted } from "../../protocol/counted";
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

/** What was under way when its run ended goes on no more. */
function stateIn(view: RunView, status: string): { sign: string; word: string } {
  const word = view.status === "ended" && status === "running" ? "stopped" : status;
  return { sign: signs[word] ?? "·", word };
}

const signs: Record<string, string> = {
  waiting: "·",
  running: "…",
  paused: "?",
  done: "✓",
  failed: "✗",
  cancelled: "✗",
  dropped: "-",
  stopped: "-",
};

/**
 * @param now milliseconds since 1970.
 * @param width columns of the terminal; null leaves lines whole.
 * @param driven whether somebody drives the run.
 */
export function statusLines(view: RunView, now: number, width: number | null, driven = true): string[] {
  const { sign, word } = runState(view, driven);
  const isCutOff = view.status === "running" && !driven;
  const until = view.endedAt ?? (view.status === "paused" || isCutOff ? view.at : now);
  const lines = [
    `${sign} ${view.run}  ${word}  ${formatClock(until - view.startedAt)}`,
    `  ${cleanLine(view.prompt)}`,
    `  ${figures(view)}`,
    ...(view.pause ? [`  paused: ${cleanLine(view.pause.message)}`] : []),
    ...(view.settings.sandbox ? [`  ${cleanLine(sandboxWords(view.settings.sandbox))}`] : []),
    ...(view.summary ? [`  ${cleanLine(view.summary)}`] : []),
    ...tree(view),
    ...waiting(view, isCutOff),
    ...(isCutOff ? [`  nobody drives it; go on with it: ${goOnLine(view.run)}`] : []),
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
      const { sign, word } = stateIn(view, step.status);
      lines.push(`  ${sign} ${step.id} ${cleanLine(step.title)} [${name}]: ${word}${why}`);
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
  const turns = counted(task.turns, "turn");
  const { sign, word } = stateIn(view, task.status);
  const line = `${" ".repeat(indent)}${sign} ${task.task} ${task.role} (${model}) ${word}, ${turns}, ${formatMicros(task.micros)}${why}`;
  const children = tasksOf(view, (one) => one.parent === task.task);
  return [line, ...children.flatMap((child) => branch(view, child, indent + 2, told))];
}

function tasksOf(view: RunView, fits: (task: TaskView) => boolean): TaskView[] {
  return view.taskOrder.flatMap((id) => {
    const task = view.tasks[id];
    return task && fits(task) ? [task] : [];
  });
}

function answerLine({ run, status }: RunView): string {
  return status === "paused"
    ? `  answer with: ${goOnLine(run)}`
    : `  answer with: kilo-code approve ${run}, or kilo-code reject ${run} --reason "<why>"`;
}

function waiting(view: RunView, isCutOff: boolean): string[] {
  const open = openApprovals(view);
  if (open.length === 0 || view.status === "ended") return [];
  return [
    "  waits for an answer:",
    ...open.map(({ kind, title }) => `    ? ${kind}: ${visibleLine(title)}`),
    ...(isCutOff ? [] : [answerLine(view)]),
  ];
}
