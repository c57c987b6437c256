// What a session waits for from a person, each with the line that answers it. Pure.
import type { ApprovalView } from "../../../protocol/approval";
import type { RunView } from "../../../protocol/run";
import { openApprovals } from "../../text/runWords";
import { visibleLine } from "../../text/visibleText";

/** The line that answers an approval. @param named ` --session-id X`, or nothing where the session is the latest. */
export function answerLine(view: RunView, { id, kind }: ApprovalView, named: string): string {
  if (kind === "merge") return `kilo-code agent-manager merge --approve${named}`;
  const agent = resolvedBy(view, id);
  if (agent !== null) return `kilo-code agent-manager resolve --agent ${agent}${named}`;
  const words = kind === "question" && !id.endsWith(":again") ? ' --answer "<text>"' : "";
  return `kilo-code approve ${view.run} ${visibleLine(id)}${words}`;
}

/** The agent whose conflicts a person resolves by hand and says so with this answer; null for other questions. */
export function resolvedBy({ session }: RunView, id: string): string | null {
  return session?.order.find((name) => id.startsWith(`question:resolve:${name}:`)) ?? null;
}

export function waitingLines(view: RunView, named: string): string[] {
  if (view.status === "ended") return [];
  const open = openApprovals(view);
  if (open.length === 0) return [];
  return [
    "Waiting for you:",
    ...open.flatMap((approval) => [
      `  ? ${approval.kind}: ${visibleLine(approval.title)}`,
      `      ${answerLine(view, approval, named)}`,
    ]),
    ...(view.status === "paused" ? [`  Nobody drives it now: kilo-code agent-manager resume${named}`] : []),
  ];
}
