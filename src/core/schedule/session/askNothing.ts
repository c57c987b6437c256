// Asks what shall become of a session of which a person rejected so much that nothing is left to merge. As long as nobody
// answers, agents can be recreated or sent back to work, which takes the question back.
import { endIt, nothingQuestion } from "../../../protocol/nothingQuestion";
import { approvalOf, askApproval } from "../../agent/approve";
import type { Runtime } from "../runtime";
import { demandSession } from "./fleet";

export async function askNothing(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const session = demandSession(log.view());
  const id = nothingQuestion(session);
  const asides = Object.values(session.agents).flatMap(({ name, aside }) =>
    aside ? [`- ${name}: ${aside.text}`] : [],
  );
  const asked = approvalOf({
    kind: "question",
    about: id.slice("question:".length),
    title: "Nothing is left to merge: recreate an agent, request changes of one, or end the session",
    detail: asides.join("\n"),
    action: id,
    options: [endIt],
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  await askApproval(host, { ...asked, mustAsk: true });
}
