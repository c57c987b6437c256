// Facts of one task, for an agent that goes on after a restart: from memory where the task began here, else from the log.
import type { Fact } from "../../protocol/event";
import type { RunLog } from "../log/runLog";
import type { RunStore } from "../log/store";
import type { Runtime } from "./runtime";

/** The task a fact belongs to; a request's settlement names it by its turn. */
function taskOf(fact: Fact): string | null {
  if (fact.type === "model.settled") return fact.modelCall.slice(0, fact.modelCall.indexOf("."));
  return "task" in fact && typeof fact.task === "string" ? fact.task : null;
}

/** Facts of one task: remembered since this driver took over where the task began then, else read from the log. */
export function historyOf(store: RunStore, log: RunLog): Runtime["history"] {
  const remembered = new Map<string, Fact[]>();
  log.subscribe(({ fact }) => {
    if (fact.type === "task.created") remembered.set(fact.task, []);
    const task = taskOf(fact);
    if (task) remembered.get(task)?.push(fact);
    if (fact.type === "task.started") remembered.delete(fact.task);
  });
  return async (task) => {
    const known = remembered.get(task);
    if (known) return [...known];
    const { events } = await store.read();
    return events.map(({ fact }) => fact).filter((fact) => taskOf(fact) === task);
  };
}
