// The words of an approval's card: what is asked, what the buttons say, what may be allowed for longer. Pure.
import type { Approval, ApprovalKind } from "../../../src/protocol/approval";
import { isRunAgain } from "../../../src/protocol/runAgain";

interface KindWords {
  /** What is asked, for the card's head. */
  name: string;
  approve: string;
  /** Opens the reason where it ends with an ellipsis. */
  reject: string;
  /** Asks for the reason. */
  why: string;
}

const plain = { approve: "Approve", reject: "Reject…", why: "Why not? The agent reads this." };

const words: Record<ApprovalKind, KindWords> = {
  plan: { ...plain, name: "Plan", why: "What shall the planner change?" },
  subtask: { ...plain, name: "New subtask" },
  completion: {
    name: "Subtask done",
    approve: "Accept",
    reject: "Ask for changes…",
    why: "What shall be changed? The agent reads this.",
  },
  command: { ...plain, name: "Shell command" },
  edit: { ...plain, name: "Edit" },
  merge: { ...plain, name: "Bring the result home", approve: "Apply" },
  budget: { ...plain, name: "Budget", approve: "Raise the cap", reject: "Stop here" },
  trust: { ...plain, name: "Trust" },
  mcp: { ...plain, name: "MCP server" },
  question: { ...plain, name: "Question", approve: "Answer", reject: "Let the agent decide" },
};

type Told = Pick<Approval, "kind"> & Partial<Pick<Approval, "id" | "subject">>;

/** Words of a card; of a run that is paused, approving says that it also resumes. */
export function cardWords(approval: Told, resumes: boolean): KindWords {
  const { kind } = approval;
  const found = outwardWords(approval) ?? words[kind] ?? { ...plain, name: kind };
  return resumes ? { ...found, approve: `${found.approve} and resume` } : found;
}

/** Of what leaves this machine, or stays where it is though it is called a merge; null for all else. */
function outwardWords({ id = "", subject }: Told): KindWords | null {
  const push = { ...plain, name: "Push and pull request", approve: "Push" };
  if (id.startsWith("merge:pull request:")) return push;
  if (subject?.kind === "command" && subject.network) return { ...plain, name: "Network", approve: "Allow" };
  if (subject?.kind !== "merge" || !subject.outside) return null;
  return subject.outside.words === null ? { ...plain, name: "Keep the result", approve: "Keep" } : push;
}

/** The title without what the card's head says already. */
export function headline({ title }: Pick<Approval, "title">): string {
  return title.replace(/^(?:Start step \S+|Start a subtask in \S+|Accept (?:step \S+|t\d+)): (?=\S)/, "");
}

/** The engine's own question about a shell command it lost sight of: a yes or a no. */
export function asksAgain({ id, kind }: Pick<Approval, "id" | "kind">): boolean {
  return kind === "question" && isRunAgain(id);
}

const alone: ApprovalKind[] = ["plan", "merge", "budget", "trust", "mcp", "question"];

/** Why an approval is asked each time, or null where one answer may hold for the rest of the run. */
export function aloneBecause(approval: Told & Pick<Approval, "mustAsk">): string | null {
  const { kind, mustAsk } = approval;
  if (mustAsk) return "This one is a person's, each time.";
  return alone.includes(kind) ? `${cardWords(approval, false).name}: asked each time.` : null;
}

/** Kinds whose answer a setting may give; a merge is always looked at. */
const settable: ApprovalKind[] = ["plan", "subtask", "completion", "command", "edit"];

/** The setting that answers a kind for good, in a sentence; null where none may. */
export function alwaysSentence({ kind, mustAsk }: Pick<Approval, "kind" | "mustAsk">): string | null {
  if (mustAsk || !settable.includes(kind)) return null;
  return `To allow this kind always, set kilo.orchestrator.approve.${kind} to "auto" in the settings. It holds for runs that start after; what is never allowed stays so.`;
}
