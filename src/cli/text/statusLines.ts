// A run as a tree for a terminal: state, money, steps, tasks, what waits. Pure.
import { counted } from "../../protocol/counted";
import { modelName } from "../../protocol/modelWords";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { sandboxWords } from "../../protocol/sandbox";
import { standingWord } from "../../protocol/standingWord";
import type { TaskView } from "../../protocol/task";
import { tasksOf } from "../../protocol/taskTree";
import { answerLine } from "../agentManager/text/waitingLines";
import { cleanLine } from "./cleanText";
import { formatClock } from "./duration";
import { goOnLine } from "./runLine";
import { openApprovals, progressOf, runState, spentOf } from "./runWords";
import { cutText } from "./textWidth";
import { visibleLine } from "./visibleText";

function stateIn(view: RunView, status: string): { sign: string; word: string } {
  const word = standingWord(status, view.status === "ended");
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
 * Lines to type are left whole: half a command helps nobody.
 * @param now milliseconds since 1970.
 * @param width columns of the terminal; null leaves lines whole.
 * @param driven whether somebody drives the run.
 */
export function statusLines(view: RunView, now: number, width: number | null, driven = true): string[] {
  const { sign, word } = runState(view, driven);
  const isCutOff = view.status === "running" && !driven;
  const until = view.endedAt ?? (view.status === "paused" || isCutOff ? view.at : now);
  const wide = width ?? Number.POSITIVE_INFINITY;
  const lines = [
    `${sign} ${view.run}  ${word}  ${formatClock(until - view.startedAt)}`,
    `  ${cleanLine(view.prompt)}`,
    `  ${figures(view)}`,
    ...(view.pause ? [`  paused: ${cleanLine(view.pause.message)}`] : []),
    ...(view.settings.sandbox ? [`  ${cleanLine(sandboxWords(view.settings.sandbox))}`] : []),
    ...(view.summary ? [`  ${cleanLine(view.summary)}`] : []),
    ...tree(view),
  ];
  return [
    ...lines.map((line) => cutText(line, wide)),
    ...waiting(view, isCutOff, wide),
    ...(isCutOff ? [`  nobody drives it; go on with it: ${goOnLine(view.run)}`] : []),
  ];
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
      for (const task of tasksOf(view).filter((one) => one.step === step.id && one.parent === null)) {
        lines.push(...branch(view, task, 4, told));
      }
    }
  };
  let stepsTold = view.steps.length === 0;
  for (const task of tasksOf(view).filter((one) => one.parent === null && one.step === null)) {
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
  const children = tasksOf(view).filter((one) => one.parent === task.task);
  return [line, ...children.flatMap((child) => branch(view, child, indent + 2, told))];
}

/** Each question with the line that answers it; a run that rests, or that nobody drives, has one cure for all. */
function waiting(view: RunView, isCutOff: boolean, width: number): string[] {
  const { run, status } = view;
  const open = openApprovals(view);
  if (open.length === 0 || status === "ended") return [];
  const isHeard = status !== "paused" && !isCutOff;
  const named = ` --session-id ${run}`;
  const which = open.length > 1 ? { one: " to one", id: " <approval>" } : { one: "", id: "" };
  return [
    "  waits for an answer:",
    ...open.flatMap((approval) => [
      cutText(`    ? ${approval.kind}: ${visibleLine(approval.title)}`, width),
      ...(isHeard ? [`      answer with: ${answerLine(view, approval, named)}`] : []),
    ]),
    ...(isHeard ? [`  say no${which.one}: kilo-code reject ${run}${which.id} --reason "<why>"`] : []),
    ...(status === "paused" ? [`  answer with: ${goOnLine(run)}`] : []),
  ];
}
