// The question that stands while a person resolves an agent's conflicts by hand, in the agent's own worktree. Plain data.
import type { ApprovalView } from "./approval";
import type { RunView } from "./run";

/** The answers to choose: a question is answered with words, not with a verdict. */
export const resolvedAnswer = "resolved";
export const giveUpAnswer = "give up";

const kind = "question:";
const before = (agent: string) => `resolve:${agent}:`;

/**
 * @param attempt from 1; asked once more where marks are left.
 * @returns what follows the kind in the question's id.
 */
export function handQuestion(agent: string, round: number, attempt: number): string {
  return `${before(agent)}${round}:${attempt}`;
}

/** Whether an approval, by its id, is the question about this agent. */
export function isHandQuestion(id: string, agent: string): boolean {
  return id.startsWith(kind + before(agent));
}

/** The open questions about an agent: the engine asks one at a time. */
export function openHandQuestions({ approvals }: Pick<RunView, "approvals">, agent: string): ApprovalView[] {
  return Object.values(approvals).filter(({ id, answer }) => !answer && isHandQuestion(id, agent));
}
