// The merge of a session in one line: what it waits for, how far it is, what came of it. Pure.
import type { AgentState } from "../../../src/protocol/agents";
import type { AsidePicture, SessionPicture } from "../../../src/protocol/agentsWire";
import { counted } from "../../../src/protocol/counted";
import { firstOf } from "../../../src/protocol/firstOf";
import { asideWords, type StateWords, shortened } from "./agentWords";

const atWork = new Set<AgentState>(["waiting", "starting", "working", "asking", "paused", "stopped"]);

export function mergeWords(picture: SessionPicture): StateWords {
  const { merge, mergeApproval, committed, progress, status, aside, undone, agents, endedAt } = picture;
  if (undone) return { icon: "discard", word: "The merge was undone.", tone: "info" };
  if (committed && !mergeApproval?.outside) return committedWords(committed);
  if (mergeApproval) {
    if (mergeApproval.outside)
      return { icon: "bell", word: `Waits for you: ${mergeApproval.title}.`, tone: "waiting" };
    const left = aside.length > 0 ? `; ${counted(aside.length, "agent")} set aside` : "";
    const files = mergeApproval.files > 0 ? `, ${counted(mergeApproval.files, "file")}` : "";
    const landed = counted(merge?.landed.length ?? 0, "agent");
    return { icon: "bell", word: `Waits for you: the merge of ${landed}${files}${left}.`, tone: "waiting" };
  }
  if (merge) {
    const far = `round ${merge.round}: ${merge.landed.length} of ${progress.all} agents`;
    if (merge.status === "running" && endedAt !== null)
      return { icon: "debug-pause", word: `The merge rests, ${far}.`, tone: "waiting" };
    if (merge.status === "running")
      return { icon: "sync", word: `Merges, ${far}.`, tone: "running", turns: true };
    return { icon: "git-merge", word: `Merged on ${merge.branch}, ${far}.`, tone: "info" };
  }
  if (status === "ended") return { icon: "dash", word: "Nothing was merged.", tone: "info" };
  const open = agents.filter(({ state }) => atWork.has(state)).length;
  if (agents.length === 0) return { icon: "git-merge", word: "The plan is being made.", tone: "info" };
  if (open === 0)
    return { icon: "git-merge", word: "All agents have ended; nothing is merged yet.", tone: "info" };
  return {
    icon: "git-merge",
    word: `The merge begins when ${open === 1 ? "1 more agent has" : `${open} more agents have`} ended.`,
    tone: "info",
  };
}

function committedWords(committed: NonNullable<SessionPicture["committed"]>): StateWords {
  const { commit, written, blocked, onBranch, notMerged } = committed;
  if (blocked.length > 0) {
    const [first] = blocked;
    const more = blocked.length > 1 ? ` and ${blocked.length - 1} more` : "";
    return {
      icon: "close",
      word: `Your folder is as it was: ${first?.path ?? ""} (${first?.why ?? ""})${more} stands in the way.`,
      tone: "failed",
    };
  }
  if (onBranch !== undefined)
    return { icon: "check", word: `It stands on ${onBranch}; your folder is as it was.`, tone: "ok" };
  if (notMerged !== undefined) {
    const files =
      written > 0 ? `Merged into your folder as uncommitted changes: ${counted(written, "file")}. ` : "";
    return { icon: "warning", word: `${files}${notMerged}`, tone: "waiting" };
  }
  const where = commit ? `as commit ${commit.slice(0, 10)}` : "as uncommitted changes";
  return {
    icon: "check",
    word: `Merged into your folder ${where}: ${counted(written, "file")}.`,
    tone: "ok",
  };
}

export function waitingWords(waiting: SessionPicture["waiting"]): string {
  const [first] = waiting;
  const title = shortened(first?.title ?? "", 160);
  return waiting.length === 1
    ? `A question waits for you${kindOf(first?.kind)}: ${title}`
    : `${waiting.length} questions wait for you, first${kindOf(first?.kind)}: ${title}`;
}

function kindOf(kind: string | undefined): string {
  return kind === undefined || kind === "question" ? "" : ` (${kind})`;
}

/**
 * Warnings that nothing else says: none of a session that is over, nor of an agent that is set aside for conflicts or
 * whose conflicts a person resolves, nor of two that landed, whose conflicts are resolved.
 */
export function openWarnings({
  warnings,
  aside,
  status,
  agents: all,
}: Pick<SessionPicture, "warnings" | "aside" | "status" | "agents">): SessionPicture["warnings"] {
  if (status === "ended") return [];
  const byHand = all.flatMap(({ name, resolving }) => (resolving ? [name] : []));
  const told = [...byHand, ...aside.flatMap(({ agent, kind }) => (kind === "conflict" ? [agent] : []))];
  const landed = all.flatMap(({ name, state }) => (state === "landed" ? [name] : []));
  return warnings.filter(
    ({ agents }) =>
      !agents.some((agent) => told.includes(agent)) && !agents.every((agent) => landed.includes(agent)),
  );
}

const pairsShown = 3;
const pathsShown = 3;

/** Why an agent is set aside: whom it conflicts with and in which files, or what was found out. */
export function asideText({ kind, text, conflicts, with: others }: AsidePicture): string {
  const whom = others.length > 0 ? ` with ${others.join(", ")}` : "";
  const what = asideWords[kind] ?? "not merged";
  const paths = [...new Set(conflicts.flatMap((one) => one.paths))];
  if (kind === "conflict" && paths.length > 0) return `${what}${whom} in ${firstOf(paths, pathsShown)}`;
  // What a person said of it begins with that word itself.
  if (text.startsWith(what)) return shortened(text, 300);
  return `${what}${whom}${text === "" ? "" : `: ${shortened(text, 300)}`}`;
}

export function warningWords(warnings: SessionPicture["warnings"]): string {
  const pairs = warnings.slice(0, pairsShown).map(({ agents, conflicts }) => {
    const paths = [...new Set(conflicts.flatMap((one) => one.paths))].slice(0, 2).join(", ");
    return `${agents[0]} and ${agents[1]}${paths === "" ? "" : ` (${paths})`}`;
  });
  const more = warnings.length > pairsShown ? ` and ${warnings.length - pairsShown} more pairs` : "";
  return `Would conflict as they are now: ${pairs.join("; ")}${more}.`;
}
