// Rows of tasks that went on side by side, brought into an order that does not depend on who was quicker: task by task, in
// the order they were made. Rows outside of such a time stay where they are.
import type { Fact, RunEvent } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";

export interface Row {
  event: RunEvent;
  lines: string[];
}

interface Span {
  from: number;
  to: number;
  tasks: Set<string>;
}

/** @param view of the whole run. */
export function groupRows(rows: Row[], view: RunView): Row[] {
  const owners = ownersOf(rows, view);
  const spans = overlaps(rows, owners);
  const order = (row: Row) => view.taskOrder.indexOf(owners.get(row.event) ?? "");
  let out: Row[] = [];
  for (const [index, row] of rows.entries()) {
    const span = spans.find(({ from, to }) => from <= index && index <= to);
    if (!span) out.push(row);
    else if (span.from === index) {
      const inside = rows.slice(span.from, span.to + 1);
      const isInside = (one: Row) => span.tasks.has(owners.get(one.event) ?? "");
      const others = inside.filter((one) => !isInside(one));
      const grouped = inside.filter(isInside).sort((a, b) => order(a) - order(b));
      out = [...out, ...others, ...grouped];
    }
  }
  return out;
}

/** Times in which more than one task was open that has none below it. */
function overlaps(rows: Row[], owners: Map<RunEvent, string>): Span[] {
  const spans: Span[] = [];
  for (const [index, { event }] of rows.entries()) {
    const task = owners.get(event);
    if (task === undefined) continue;
    const own = spans.find(({ tasks }) => tasks.has(task));
    if (own) own.to = index;
    else spans.push({ from: index, to: index, tasks: new Set([task]) });
  }
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) {
      last.to = Math.max(last.to, span.to);
      for (const task of span.tasks) last.tasks.add(task);
    } else merged.push(span);
  }
  return merged.filter(({ tasks }) => tasks.size > 1);
}

/** The leaf of the tree that each event is about; none for what is about the run or a task with subtasks. */
function ownersOf(rows: Row[], view: RunView): Map<RunEvent, string> {
  const tasks = Object.values(view.tasks);
  const parents = new Set(tasks.map(({ parent }) => parent));
  const owners = new Map<RunEvent, string>();
  let created: string | undefined;
  for (const { event } of [...rows].reverse()) {
    const { fact } = event;
    if (fact.type === "task.created") created = fact.task;
    const owner = fact.type === "plan.updated" ? created : ownerOf(fact, view);
    if (owner !== undefined && !parents.has(owner)) owners.set(event, owner);
  }
  if (view.session) ownRounds(rows, view, owners);
  return owners;
}

/** An agent is finished and settled once in each of its rounds, each of which has a task of its own. */
function ownRounds(rows: Row[], view: RunView, owners: Map<RunEvent, string>): void {
  const seen = new Map<string, number>();
  for (const event of new Set(rows.map((row) => row.event))) {
    const { fact } = event;
    const agent =
      fact.type === "agent.finished"
        ? fact.agent
        : fact.type === "step.settled"
          ? view.steps.find(({ id }) => id === fact.step)?.agent
          : undefined;
    if (agent === undefined) continue;
    const key = `${fact.type} ${agent}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    const task = agentTasks(view, agent)[round]?.task;
    if (task) owners.set(event, task);
    else owners.delete(event);
  }
}

function agentTasks(view: RunView, agent: string) {
  const step = view.session?.agents[agent]?.step;
  return Object.values(view.tasks).filter((task) => task.step === step && task.parent === null);
}

function ownerOf(fact: Fact, view: RunView): string | undefined {
  const tasks = Object.values(view.tasks);
  const begunBy = (approval: string) => {
    const step = approval.replace(/^subtask:/, "");
    return tasks.find((task) => task.step === step && task.parent === null)?.task;
  };
  switch (fact.type) {
    case "agent.placed":
      return agentTasks(view, fact.agent)[0]?.task;
    case "step.settled":
      return tasks.findLast((task) => task.step === fact.step)?.task;
    case "approval.asked":
      return fact.approval.task ?? begunBy(fact.approval.id);
    case "approval.given":
      return view.approvals[fact.approval]?.task ?? begunBy(fact.approval);
    case "toolCall.settled":
      return tasks.find(({ origin }) => origin === `call:${fact.toolCall}`)?.task ?? fact.task;
    case "model.settled":
      return fact.modelCall.split(".", 1)[0];
    case "turn.retried":
      return fact.turn.split(".", 1)[0];
    default:
      return "task" in fact && fact.task !== null ? fact.task : undefined;
  }
}
