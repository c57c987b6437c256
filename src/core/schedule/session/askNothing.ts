// Asks what shall become of a session of which nothing is left to merge: all of it was rejected, failed or was set aside. As
// long as nobody answers, agents can be restarted, recreated or sent back to work, which takes the question back.
import { endIt, nothingQuestion } from "../../../protocol/nothingQuestion";
import type { RunView } from "../../../protocol/run";
import type { SessionView } from "../../../protocol/session";
import { approvalOf, askApproval } from "../../agent/approve";
import { currentSteps } from "../graph";
import type { Runtime } from "../runtime";
import { demandSession } from "./fleet";

export async function askNothing(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const session = demandSession(log.view());
  const id = nothingQuestion(session);
  const asked = approvalOf({
    kind: "question",
    about: id.slice("question:".length),
    title: `Nothing is left to merge: ${cure(session)}, or end the session`,
    detail: whyOfEach(log.view()).join("\n"),
    action: id,
    options: [endIt],
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  await askApproval(host, { ...asked, mustAsk: true });
}

/** Changes can be asked of an agent that was done only. */
function cure({ agents }: SessionView): string {
  const isAnyDone = Object.values(agents).some(({ result, aside }) => result !== null || aside !== null);
  return isAnyDone ? "recreate an agent, request changes of one" : "restart or recreate an agent";
}

function whyOfEach(view: RunView): string[] {
  const failed = currentSteps(view).filter(({ status }) => status === "failed");
  return Object.values(demandSession(view).agents).flatMap(({ name, step, aside }) => {
    const lost = failed.find(({ id }) => id === step);
    const why = aside?.text ?? (lost ? (lost.evidence ?? "failed") : null);
    return why === null ? [] : [`- ${name}: ${why}`];
  });
}
