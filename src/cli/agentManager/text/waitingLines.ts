// What a session waits for from a person, each with the line that answers it. Pure.
import type { ApprovalView } from "../../../protocol/approval";
import { isHandQuestion } from "../../../protocol/handQuestion";
import { endIt, isNothingQuestion } from "../../../protocol/nothingQuestion";
import type { RunView } from "../../../protocol/run";
import { isRunAgain } from "../../../protocol/runAgain";
import { openApprovals } from "../../text/runWords";
import { visibleLine } from "../../text/visibleText";

/** The line that answers an approval. @param named ` --session-id X`, or nothing where the session is the latest. */
export function answerLine(view: RunView, { id, kind }: ApprovalView, named: string): string {
  if (isResult({ kind, id })) return `kilo-code agent-manager merge --approve${named}`;
  const agent = resolvedBy(view, id);
  if (agent !== null) return `kilo-code agent-manager resolve --agent ${agent}${named}`;
  if (isNothingQuestion(id)) return `kilo-code approve ${view.run} ${id} --answer "${endIt}"`;
  const words = kind === "question" && !isRunAgain(id) ? ' --answer "<text>"' : "";
  const shown = visibleLine(id);
  return `kilo-code approve ${view.run} ${/\s/.test(shown) ? `"${shown}"` : shown}${words}`;
}

/** The agent whose conflicts a person resolves by hand and says so with this answer; null for other questions. */
export function resolvedBy({ session }: RunView, id: string): string | null {
  return session?.order.find((name) => isHandQuestion(id, name)) ?? null;
}

/** Whether it is the result of a session that comes into the user's tree; a push is asked about by itself. */
export function isResult({ kind, id }: Pick<ApprovalView, "kind" | "id">): boolean {
  return kind === "merge" && id.startsWith("merge:result:");
}

/** Open questions that no sealed rule answers by itself. */
export function forPerson(view: RunView): ApprovalView[] {
  const { approve } = view.settings;
  return openApprovals(view).filter(({ kind, mustAsk }) => mustAsk || approve[kind] !== "auto");
}

/** The same as data, with the line that answers each. */
export function waitingOf(view: RunView, named: string) {
  const open = view.status === "ended" ? [] : openApprovals(view);
  return open.map((approval) => {
    const { id, kind, title, hash } = approval;
    return { id, kind, title, hash, answer: answerLine(view, approval, named) };
  });
}

/** @param sayRests whether to say that the session has to go on first. */
export function waitingLines(view: RunView, named: string, sayRests = view.status === "paused"): string[] {
  if (view.status === "ended") return [];
  const open = openApprovals(view);
  if (open.length === 0) return [];
  return [
    "Waiting for you:",
    ...open.flatMap((approval) => [
      `  ? ${approval.kind}: ${visibleLine(approval.title)}`,
      `      ${answerLine(view, approval, named)}`,
    ]),
    ...(sayRests ? [`  Nobody drives it now: kilo-code agent-manager resume${named}`] : []),
  ];
}
