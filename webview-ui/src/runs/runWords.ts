// A run's state in a sign and words, for lists and heads. Pure. "Verified" is said only where the engine said it.
import { sessionProgress } from "../../../src/protocol/agents";
import { counted } from "../../../src/protocol/counted";
import { countedSteps } from "../../../src/protocol/countedSteps";
import type { RunView } from "../../../src/protocol/run";
import type { RowState } from "../../../src/protocol/trace";
import type { RunSummary } from "../../../src/protocol/wire";

export interface RunState {
  state: RowState;
  word: string;
}

type Figures = Pick<
  RunSummary,
  "status" | "driver" | "outcome" | "verified" | "undone" | "pause" | "waiting" | "decision"
>;

const pauses: Record<string, string> = {
  person: "paused",
  cap: "paused at the cap",
  provider: "paused: the provider does not answer",
  approval: "paused: waits for you",
  host: "unfinished",
  storage: "paused: cannot write its log",
};

export function runState(run: Figures): RunState {
  const known = stateOf(run);
  return run.undone ? { ...known, word: `${known.word}, undone` } : known;
}

function stateOf(run: Figures): RunState {
  if (run.status === "ended") return endState(run);
  if (isUnfinished(run)) {
    const word = run.status === "paused" ? (pauses[run.pause ?? ""] ?? "paused") : "unfinished";
    return { state: "waiting", word };
  }
  if (run.status === "paused") return { state: "waiting", word: pauses[run.pause ?? ""] ?? "paused" };
  if (run.waiting > 0) return { state: "waiting", word: "waits for you" };
  return { state: "running", word: run.driver === "elsewhere" ? "running elsewhere" : "running" };
}

function endState({ outcome, verified, decision }: Figures): RunState {
  if (outcome === "failed") return { state: "failed", word: "failed" };
  if (outcome === "conflicts") return { state: "failed", word: "conflicts" };
  if (outcome === "cancelled") return { state: "info", word: "stopped" };
  if (decision === "chat") return { state: "ok", word: "answered" };
  return verified ? { state: "ok", word: "verified" } : { state: "info", word: "not verified" };
}

/** Not ended, and nobody drives it: it goes on only when somebody resumes it. */
export function isUnfinished({ status, driver }: Pick<RunSummary, "status" | "driver">): boolean {
  return status !== "ended" && driver === "nobody";
}

/** `2/4 steps`: done of those that count; of a session its agents, as the Agents view counts them. */
export function progressWords(view: RunView): string | null {
  if (view.session) {
    const { done, all } = sessionProgress(view);
    return all === 0 ? null : `${done} of ${counted(all, "agent")}`;
  }
  const steps = countedSteps(view);
  if (steps.length === 0) return null;
  return `${steps.filter(({ status }) => status === "done").length}/${steps.length} steps`;
}

const decisions = { orchestrate: "orchestrated", single: "single", chat: "chat" };

export function decisionWord(decision: RunSummary["decision"]): string {
  return decision === null ? "" : decisions[decision];
}

/** Characters of a title in a list: more than a wide sidebar shows. */
const longestHead = 200;

/** The first line of a prompt or title, as much of it as a list may show. */
export function promptHead(prompt: string): string {
  const head =
    prompt
      .trimStart()
      .slice(0, longestHead + 1)
      .split("\n", 1)[0]
      ?.trimEnd() ?? "";
  return head.length > longestHead ? `${head.slice(0, longestHead)}…` : head;
}
