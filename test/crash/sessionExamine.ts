// What must hold of any session's log, however often its driver or its agents' processes died: each agent's result comes
// once a round, lands once, and the whole is applied once.
import type { Fact } from "../../src/protocol/event";
import { examineFamily } from "../tree/examine";
import type { Examine } from "./theatre";

export const examineSession: Examine = (outcome, { events, view }) => {
  examineFamily(outcome, events, view);
  const facts = events.map(({ fact }) => fact);
  const of = <Type extends Fact["type"]>(type: Type) =>
    facts.filter((fact): fact is Extract<Fact, { type: Type }> => fact.type === type);
  const { lost, doubled, wrong } = outcome;
  for (const { name, round, worker, tree, aside, landed } of Object.values(view.session?.agents ?? {})) {
    const begun = 1 + of("agent.reopened").filter(({ agent }) => agent === name).length;
    if (begun !== round) wrong.push(`${name} is in round ${round} and was begun ${begun} times`);
    const results = of("agent.finished").filter(({ agent }) => agent === name).length;
    if (results < begun) lost.push(`${name} was begun ${begun} times and has ${results} results`);
    if (results > begun) doubled.push(`${name} was begun ${begun} times and has ${results} results`);
    const trees = of("agent.placed").filter(({ agent }) => agent === name).length;
    const removed = of("agent.removed").filter(({ agent }) => agent === name).length;
    if (trees !== removed + 1) doubled.push(`${name} was placed ${trees} times and removed ${removed} times`);
    if (worker) wrong.push(`${name} still has process ${worker.pid}`);
    if (!tree) lost.push(`${name} has no tree`);
    if (!aside && !view.session?.merge?.landed.includes(name)) lost.push(`that ${name} landed is not told`);
    if (!aside !== (landed !== null)) wrong.push(`${name} is set aside, or it landed`);
  }
  for (const { agent, archived } of of("agent.removed"))
    if (archived.length === 0) lost.push(`where the work of ${agent} is kept is not told`);
  once(
    doubled,
    "landed",
    of("merge.landed").map(({ round, agent }) => `${agent} in round ${round}`),
  );
  once(
    doubled,
    "was set aside",
    of("merge.setAside").map(({ round, agent }) => `${agent} in round ${round}`),
  );
  once(
    doubled,
    "ended",
    of("merge.ended").map(({ round }) => `merge round ${round}`),
  );
  once(
    doubled,
    "was made",
    of("session.based").map(() => "the base"),
  );
  once(
    doubled,
    "was accepted",
    of("plan.accepted").map(() => "the plan"),
  );
  once(
    doubled,
    "was applied",
    of("session.applied").map(() => "the result"),
  );
  if (of("session.applied").length === 0) lost.push("the result was not applied");
};

function once(doubled: string[], what: string, names: string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) doubled.push(`${name} ${what} twice`);
    seen.add(name);
  }
}
