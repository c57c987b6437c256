// `cancel <run>`: ends a run for good, or one task with all below it; the task's parent is told and goes on.
import { failure } from "../../protocol/failure";
import type { TaskView } from "../../protocol/task";
import { confirm } from "../ask/confirm";
import { chooseTask } from "../chooseTask";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { isOwn, type Line, openLine, sayTold, tellRun } from "../tellRun";
import type { Verb } from "../verb";

export const cancel: Verb = {
  name: "cancel",
  about: "end a run for good, or one of its tasks with all below it",
  takes: "[run]",
  most: 1,
  options: [
    { name: "task", value: "task", about: "only this task, such as t3; its parent is told and goes on" },
    { name: "reason", value: "why", about: "for a task: what its parent is told" },
    { name: "yes", about: "do not ask before a whole run is ended" },
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "A cancelled run cannot be resumed; `kilo-code pause` can be taken back. Its changes stay: `kilo-code undo`.",
  ],
  async run(input, host) {
    const wanted = input.value("task");
    const reason = input.value("reason")?.trim();
    if (wanted === undefined && reason !== undefined) {
      const cause = "--reason is what the parent of a task is told: name the task with --task.";
      return refuse(host, failure("invalid-input", cause));
    }
    const line = await openLine(host, input.words[0]);
    if (!line.ok) return refuse(host, line.failure);
    const json = input.has("json");
    if (wanted === undefined) return cancelRun(host, line.value, input.has("yes"), json);
    const chosen = chooseTask(line.value.view, wanted);
    if (!chosen.ok) return refuse(host, chosen.failure);
    return cancelTask(host, line.value, chosen.value, reason, json);
  },
};

async function cancelRun(host: Host, line: Line, sure: boolean, json: boolean): Promise<number> {
  const { run, origin } = line;
  if (!sure && (await confirm(host, `End the run ${run} for good?`)) === "no") {
    host.say("Nothing was cancelled.");
    return exitCode.failed;
  }
  const told = await tellRun(host, line, {
    command: { type: "run.stop" },
    taken: (fact) => fact.type === "run.stopRequested" && isOwn(fact.origin, origin),
    done: ({ type }) => type === "run.ended",
  });
  if (!told.ok) return refuse(host, told.failure);
  const changed = `What it changed stays; take it back: kilo-code undo ${run}`;
  const sentence = told.value.done
    ? `The run ${run} was cancelled. ${changed}`
    : `The run ${run} is ending; what is in flight takes its time. ${changed}`;
  return sayTold(host, json, run, told.value, sentence);
}

async function cancelTask(
  host: Host,
  line: Line,
  { task, cancelWanted }: TaskView,
  reason: string | undefined,
  json: boolean,
): Promise<number> {
  const { run, origin } = line;
  if (cancelWanted !== undefined) {
    host.say(`${task} is being cancelled already.`);
    return exitCode.done;
  }
  const told = await tellRun(host, line, {
    command: { type: "task.cancel", task, ...(reason ? { message: reason } : {}) },
    taken: (fact) => fact.type === "task.cancelRequested" && fact.task === task && isOwn(fact.origin, origin),
    done: (fact) => fact.type === "task.ended" && fact.task === task,
  });
  if (!told.ok) return refuse(host, told.failure);
  const sentence = told.value.done
    ? `${task} was cancelled, and all below it.`
    : `${task} is being cancelled; it ends when what it does now can be ended.`;
  return sayTold(host, json, run, told.value, sentence);
}
