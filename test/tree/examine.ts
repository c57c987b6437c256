// What must hold of a family's log, however often its host died: every result comes back once, nothing is made or ended
// twice, the purses add up, the parent is who it was.
import type { Fact, RunEvent } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import type { TaskView } from "../../src/protocol/task";

export interface Findings {
  lost: string[];
  doubled: string[];
  stuck: string[];
  wrong: string[];
}

/** Calls that are answered with a subtask's end or question. */
const waiting = new Set(["new_task", "answer_task", "cancel_task"]);

export function examineFamily(findings: Findings, events: readonly RunEvent[], view: RunView): void {
  const facts = events.map(({ fact }) => fact);
  examineCalls(findings, facts);
  examineTasks(findings, facts, view);
  examineMoney(findings, facts, view);
  examineParents(findings, facts);
}

/** How often each name comes up. */
function tally(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function moreThanOnce(names: string[]): string[] {
  return [...tally(names)].flatMap(([name, count]) => (count > 1 ? [`${name} ${count} times`] : []));
}

function examineCalls({ lost, doubled }: Findings, facts: Fact[]): void {
  const settled = facts.flatMap((fact) => (fact.type === "toolCall.settled" ? [fact.toolCall] : []));
  for (const twice of moreThanOnce(settled)) doubled.push(`a call was answered ${twice}`);
  const known = new Set(settled);
  const begun = facts.filter((fact) => fact.type === "toolCall.intended");
  for (const { name, toolCall } of begun)
    if (waiting.has(name) && !known.has(toolCall)) lost.push(`${name} ${toolCall} has no answer`);
}

function examineTasks({ lost, doubled, stuck }: Findings, facts: Fact[], view: RunView): void {
  const created = facts.flatMap((fact) => (fact.type === "task.created" ? [fact] : []));
  const ended = facts.flatMap((fact) => (fact.type === "task.ended" ? [fact.task] : []));
  for (const twice of moreThanOnce(created.map(({ origin }) => origin)))
    doubled.push(`a task was made ${twice}`);
  for (const twice of moreThanOnce(ended)) doubled.push(`a task ended ${twice}`);
  for (const { task } of created) if (!ended.includes(task)) stuck.push(`${task} never ended`);
  const up = facts.flatMap((fact) =>
    fact.type === "toolCall.settled" && waiting.has(fact.name) && "text" in fact.output
      ? [fact.output.text]
      : [],
  );
  for (const task of Object.values(view.tasks)) examineResult({ lost, doubled }, task, up);
}

/** The words of a subtask that was done stand in one answer to its parent, and in no other. */
function examineResult(
  { lost, doubled }: Pick<Findings, "lost" | "doubled">,
  task: TaskView,
  up: string[],
): void {
  const { result, parent } = task;
  // What the orchestrator says to an agent's question is no result of a subtask.
  if (parent === null || !result || result.handOff || task.purpose === "chat") return;
  const count = up.filter((text) => text.startsWith(result.text)).length;
  if (count === 0) lost.push(`the result of ${task.task} (${result.text}) never came back`);
  if (count > 1) doubled.push(`the result of ${task.task} (${result.text}) came back ${count} times`);
}

/** Each purse has spent what its tasks and the purses that draw from it have. */
function examineMoney({ wrong }: Findings, facts: Fact[], view: RunView): void {
  const purseOf = new Map(
    facts.flatMap((fact) => (fact.type === "model.called" ? [[fact.modelCall, fact.purse] as const] : [])),
  );
  const spent = new Map<string, number>();
  for (const fact of facts) {
    if (fact.type !== "model.settled") continue;
    for (let name = purseOf.get(fact.modelCall); name !== undefined; name = view.purses[name]?.parent)
      spent.set(name, (spent.get(name) ?? 0) + fact.micros);
  }
  for (const [name, purse] of Object.entries(view.purses)) {
    if (purse.spent !== (spent.get(name) ?? 0))
      wrong.push(`purse ${name} has ${purse.spent}, its calls cost ${spent.get(name) ?? 0}`);
    if (purse.reserved !== 0) wrong.push(`purse ${name} still holds ${purse.reserved} back`);
  }
  for (const twice of moreThanOnce(
    facts.flatMap((fact) => (fact.type === "model.settled" ? [fact.modelCall] : [])),
  ))
    wrong.push(`a request was booked ${twice}`);
}

/** Every turn of a task has the model, the system text and the tools of its first. */
function examineParents({ wrong }: Findings, facts: Fact[]): void {
  const switched = new Set(facts.flatMap((fact) => (fact.type === "task.roleSwitched" ? [fact.task] : [])));
  const first = new Map<string, string>();
  for (const fact of facts) {
    if (fact.type !== "turn.started" || switched.has(fact.task)) continue;
    const who = `${fact.model} ${fact.system} ${fact.tools}`;
    if (who !== (first.get(fact.task) ?? who)) wrong.push(`${fact.turn} was asked as somebody else`);
    first.set(fact.task, who);
  }
}
