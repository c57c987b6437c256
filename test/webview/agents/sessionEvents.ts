// The facts of a small session, up to where its agents work.
import { testSession } from "../../fakes/testSession";
import { EventWriter } from "../preview/eventWriter";

/** A session of two agents, the second after the first, each with a task; the first with a subtask. */
export function begunSession(): EventWriter {
  const writer = new EventWriter(1_000_000);
  writer.start("Add users", { session: testSession() });
  const step = (id: string, agent: string, after: string[]) => ({
    id,
    agent,
    title: `The part of ${agent}`,
    role: "coder",
    kind: "change" as const,
    instructions: "",
    after,
    files: [],
    criteria: [{ text: "npm test passes", check: "npm test" }],
  });
  const plan = {
    summary: "",
    steps: [step("s1", "database", []), step("s2", "api", ["s1"])],
    risks: [],
    contractChanges: [],
  };
  writer.emit({ type: "plan.accepted", plan, changed: false, replan: false });
  writer.turn(writer.task({ role: "coder", lane: "coder", title: "database", step: "s1" }));
  const below = writer.task({
    role: "tester",
    lane: "debugger",
    title: "below it",
    purpose: "subtask",
    step: "s1",
  });
  for (const { fact } of writer.events) {
    if (fact.type === "task.created" && fact.task === below) Object.assign(fact, { parent: "t1", depth: 1 });
  }
  writer.turn(below);
  writer.turn(writer.task({ role: "coder", lane: "coder", title: "api", step: "s2" }));
  return writer;
}
