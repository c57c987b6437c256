// How a session stands, for a terminal: its agents, what they did last, what waits, conflicts, merge, money. Pure.
import { type AgentRow, agentRows, sessionProgress, treeNotes } from "../../../protocol/agents";
import { firstOf } from "../../../protocol/firstOf";
import { pidWords } from "../../../protocol/machineWords";
import { isOfferedAgain } from "../../../protocol/mayOpenAgain";
import { formatMicros } from "../../../protocol/money";
import type { RunView } from "../../../protocol/run";
import { sandboxWords } from "../../../protocol/sandbox";
import { cleanLine } from "../../text/cleanText";
import { openApprovals, spentOf } from "../../text/runWords";
import { cutText } from "../../text/textWidth";
import { type Activity, activityLine } from "./activity";
import { boxTable } from "./boxTable";
import { conflictLines, conflictsOf } from "./conflictLines";
import { fitLines } from "./fitLines";
import { leftLines } from "./mergedLines";
import { pullRequestLines } from "./pullRequestLines";
import {
  dayAndTime,
  elapsedWords,
  isMerged,
  progressWord,
  sessionState,
  stateWord,
  titleLines,
} from "./sessionWords";
import { waitingLines } from "./waitingLines";

export interface StatusPlace {
  /** Milliseconds since 1970. */
  now: number;
  /** Columns of the terminal; null leaves lines whole. */
  width: number | null;
  /** Whether a process drives it. */
  driven: boolean;
  /** ` --session-id X`, or nothing where the session is the latest. */
  named: string;
}

/** From here on turns and money have columns of their own. */
const wideFrom = 100;

export function sessionLines(view: RunView, activity: readonly Activity[], place: StatusPlace): string[] {
  const { width, named } = place;
  const rows = agentRows(view, place.driven);
  const groups = conflictsOf(view);
  const sections = [
    [...titleLines("Agent Manager Status", width), ...headLines(view, place)],
    rows.length > 0 ? agentTable(view, rows, width) : [nobodyWords(view, place.driven)],
    placeTable(rows, width),
    noteLines(view, rows),
    treeNotes(view).map((note) => `In the worktrees: ${cleanLine(note)}`),
    activityLines(activity, width),
    groups.length > 0
      ? [
          "Conflicts:",
          ...conflictLines(groups).map((line) => `  ${line}`),
          `  Look closer: kilo-code agent-manager conflicts${named}`,
        ]
      : [],
    mergeLines(view, place.driven),
    waitingLines(view, named, false),
    nextLines(view, place),
  ];
  const lines = sections.flatMap((section) => (section.length > 0 ? [...section, ""] : [])).slice(0, -1);
  return fitLines(lines, width);
}

/** One line each: the whole of it is in `logs`. */
function activityLines(activity: readonly Activity[], width: number | null): string[] {
  if (activity.length === 0) return [];
  const lines = activity.map((one) => `  ${activityLine(one)}`);
  return ["Recent Activity:", ...(width === null ? lines : lines.map((line) => cutText(line, width)))];
}

function headLines(view: RunView, { now, driven }: StatusPlace): string[] {
  const { sign, word } = sessionState(view, driven);
  const until = view.endedAt ?? (view.status === "paused" || !driven ? view.at : now);
  const { done, all, percent } = sessionProgress(view);
  const money = `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)}`;
  const name = view.settings.session?.name;
  return [
    `Session: ${view.run}${name ? ` (${cleanLine(name)})` : ""}`,
    `Task: ${cleanLine(view.prompt.trim().split("\n", 1)[0] ?? "")}`,
    `Started: ${dayAndTime(view.startedAt)}`,
    `Elapsed: ${elapsedWords(until - view.startedAt)}`,
    `State: ${sign} ${word}${view.pause ? `: ${cleanLine(view.pause.message)}` : ""}`,
    ...(view.summary ? [`Result: ${cleanLine(view.summary)}`] : []),
    ...(all > 0 ? [`Progress: ${done} of ${all} agents done (${percent}%)`] : []),
    `Cost: ${money}`,
    ...(view.settings.sandbox ? [cleanLine(sandboxWords(view.settings.sandbox))] : []),
  ];
}

/** Why there are no agents. */
function nobodyWords(view: RunView, isDriven: boolean): string {
  if (view.status === "ended") return "It ended before it had agents.";
  if (openApprovals(view).some(({ kind }) => kind === "plan"))
    return "No agents yet: the plan waits for your answer.";
  const goesOn = isDriven && view.status === "running";
  return `No agents yet: the task is ${goesOn ? "being" : "not"} split.`;
}

function agentTable(view: RunView, rows: readonly AgentRow[], width: number | null): string[] {
  const isWide = width === null || width >= wideFrom;
  const head = ["Agent", "Task", "Status", "Progress", ...(isWide ? ["Turns", "Cost"] : [])];
  const cells = rows.map((row) => [
    row.name,
    row.title,
    stateWord(row.state, isMerged(view)),
    progressWord(row),
    ...(isWide ? [String(row.turns), formatMicros(row.micros)] : []),
  ]);
  return boxTable(head, cells, { width, right: [4, 5], shrink: [1, 3, 0] });
}

/** Where agents work that have a tree, and as what. */
function placeTable(rows: readonly AgentRow[], width: number | null): string[] {
  const placed = rows.filter(({ branch }) => branch !== null);
  if (placed.length === 0) return [];
  const cells = placed.map(({ name, role, branch, pid, machine = null, files, added, removed }) => [
    name,
    role,
    branch ?? "",
    pid === null ? "" : pidWords(pid, machine),
    files === 0 ? "" : added + removed === 0 ? String(files) : `${files} (+${added} −${removed})`,
  ]);
  const head = ["Agent", "Role", "Branch", "PID", "Files"];
  return boxTable(head, cells, { width, right: [3], shrink: [2, 1, 0, 3] });
}

/** Agents that share one line; who they all are is in the table. */
const mostTogether = 3;

/**
 * Why an agent is where it is, one line for each that has something to say. Those of whom nothing is wanted, and who wait
 * for the same, share one: a hundred agents may wait for a free place.
 */
function noteLines(view: RunView, rows: readonly AgentRow[]): string[] {
  const groups = new Map<string, AgentRow[]>();
  for (const row of rows) {
    const key = row.state === "waiting" || row.state === "stopped" ? `${row.state} ${row.note}` : row.name;
    if (row.note !== "") groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const names = firstOf(
      group.map(({ name }) => cleanLine(name)),
      mostTogether,
    );
    const word = stateWord(first.state, isMerged(view)).toLowerCase();
    return [`${names} (${word}): ${cleanLine(first.note)}`];
  });
}

function mergeLines(view: RunView, isDriven: boolean): string[] {
  const { merge } = view.session ?? {};
  if (!merge) return [];
  const goesOn = isDriven && view.status === "running";
  const state = merge.status === "ended" ? "has ended" : goesOn ? "is going on" : "was cut off";
  const last = merge.checked.at(-1);
  return [
    `Merge round ${merge.round} ${state} on ${merge.branch}: ${merge.landed.map(cleanLine).join(", ") || "nothing"} came together${
      merge.aside.length > 0 ? `, ${merge.aside.map(cleanLine).join(", ")} set aside` : ""
    }${last ? `; last checks ${last.verdict}` : ""}`,
    ...pullRequestLines(view),
    ...(view.undone ? [] : leftLines(view.session?.committed?.left, view)),
  ];
}

function nextLines(view: RunView, { driven, named }: StatusPlace): string[] {
  if (view.undone) return ["Its changes were undone."];
  if (view.status === "ended") {
    const again = isOfferedAgain(view)
      ? [`Try the pull request again: kilo-code agent-manager merge --approve${named}`]
      : [];
    return view.session?.committed
      ? [...again, `Clean up worktrees: kilo-code agent-manager cleanup${named}`]
      : [];
  }
  if (driven) return [];
  return [`Nobody drives it. Go on: kilo-code agent-manager resume${named}`];
}
