// Conflicts that a person resolves themselves, in the agent's own tree. The engine brings both sides there, waits, and looks
// that no mark is left before it takes the work.
import { giveUpAnswer, handQuestion, resolvedAnswer } from "../../../protocol/handQuestion";
import type { RunView, StepView } from "../../../protocol/run";
import type { AgentTree, AgentView } from "../../../protocol/session";
import { approvalOf, askApproval } from "../../agent/approve";
import type { Conflict } from "../../fleet/merge/conflict";
import type { Runtime } from "../runtime";
import {
  bringTogether,
  markedPaths,
  type Resolver,
  resolverOf,
  unmarkedConflicts,
  unmarkedWords,
} from "./bringTogether";
import { finishAgent } from "./finishAgent";
import { agentOfStep } from "./fleet";

/** The agent of a step whose conflicts a person wants to resolve; null where there is none. */
export function toResolveByHand(view: RunView, step: StepView): Resolver | null {
  const agent = resolverOf(view, step.id);
  return agent && isByHand(agent) ? agent : null;
}

/** Whether a person wants to resolve its conflicts and it has no tree for that any more. */
export function isTreeless(view: RunView, step: StepView): boolean {
  const agent = agentOfStep(view, step.id);
  return agent !== null && isByHand(agent) && agent.tree === null;
}

function isByHand({ reason, why }: AgentView): boolean {
  return reason === "conflict" && why === "";
}

/**
 * Asks until the person says that they have taken the marks out, and they have.
 * @returns false where the agent was begun anew meanwhile: its tree is gone, and the question with it.
 */
export async function resolveByHand(
  runtime: Runtime,
  step: StepView,
  agent: AgentView & { tree: AgentTree },
): Promise<boolean> {
  const { log } = runtime;
  await bringTogether(runtime, agent, agent.tree);
  const others = await unmarkedConflicts(runtime, agent.tree);
  for (let attempt = 1; ; attempt += 1) {
    const marked = await markedPaths(runtime, agent.tree);
    const asked = approvalOf({
      kind: "question",
      about: handQuestion(agent.name, agent.round, attempt),
      title: `Resolve the conflicts of ${agent.name} in ${agent.tree.path}`,
      detail: detailOf(agent.name, marked, others),
      action: `${agent.name}\n${agent.round}\n${attempt}`,
      options: [resolvedAnswer, giveUpAnswer],
    });
    const answer = await askApproval({ view: log.view, emit: log.append, decided: runtime.decided }, asked);
    if (agentOfStep(log.view(), step.id)?.round !== agent.round) return false;
    if (answer.verdict === "rejected" || answer.comment === giveUpAnswer) {
      const evidence = "its conflicts were not resolved";
      log.append({ type: "step.settled", step: step.id, status: "failed", evidence });
      return true;
    }
    if ((await markedPaths(runtime, agent.tree)).length > 0) continue;
    await finishAgent(runtime, step.id);
    return true;
  }
}

/** Git marks lines of text alone: what it left as one side has it, nobody would look at. */
function detailOf(agent: string, marked: readonly string[], others: readonly Conflict[]): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`);
  return [
    "Files with conflict marks:",
    ...list(marked.length > 0 ? marked : ["none; look at the files all the same"]),
    ...(others.length > 0 ? ["Conflicts without marks; look at what is there now:"] : []),
    ...list(others.map((one) => unmarkedWords(agent, one))),
    `Edit the files there, then answer: ${resolvedAnswer}.`,
  ].join("\n");
}
