// Which paths a task and those below it wrote since a checkpoint, and which somebody else wrote meanwhile: while one rests
// for an answer another may work. Read from the log.
import type { CheckpointView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { subtreeOf } from "./checkpointLabel";
import type { Runtime } from "./runtime";

export interface WrittenSince {
  own: ReadonlySet<string>;
  others: ReadonlySet<string>;
}

/** @returns null where nobody else was at work since, so that all changes are the task's. */
export async function writtenSince(
  { log, store }: Runtime,
  { id, at }: CheckpointView,
  task: TaskView,
): Promise<WrittenSince | null> {
  const view = log.view();
  const inside = new Set(subtreeOf(view, task).map((one) => one.task));
  // Who works in another folder writes nothing here.
  const isHere = (id: string) => view.tasks[id]?.root === task.root;
  const mayHaveWritten = ({ task: other, rights, startedAt, endedAt = Number.POSITIVE_INFINITY }: TaskView) =>
    !inside.has(other) &&
    isHere(other) &&
    (rights.write || rights.run) &&
    startedAt !== undefined &&
    endedAt >= at;
  if (!Object.values(view.tasks).some(mayHaveWritten)) return null;
  const own = new Set<string>();
  const others = new Set<string>();
  const intended = new Map<string, readonly { path: string }[]>();
  let since = false;
  for (const { fact } of (await store.read()).events) {
    if (fact.type === "checkpoint.taken" && fact.checkpoint === id) since = true;
    if (fact.type === "toolCall.intended") intended.set(fact.toolCall, fact.writes);
    if (!since || fact.type !== "toolCall.settled" || !isHere(fact.task)) continue;
    const writes = fact.outcome === "ok" ? (intended.get(fact.toolCall) ?? []) : [];
    for (const { path } of [...writes, ...fact.touched]) (inside.has(fact.task) ? own : others).add(path);
  }
  return { own, others };
}
