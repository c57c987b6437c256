// `tree [run]`: the tasks of a run, who works and who waits for what; with --watch as it changes, until the run rests.

import { isDriven } from "../../core/host/isDriven";
import type { RunView } from "../../protocol/run";
import { type TaskNode, taskTree } from "../../protocol/taskTree";
import { type TaskWatch, watchTasks } from "../../protocol/watch";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { type Host, refuse } from "../host";
import { watchTree } from "../live/treeWatch";
import { openEngine } from "../openEngine";
import { nothingRecorded } from "../sayRest";
import { treeLines } from "../text/treeLines";
import type { Verb } from "../verb";

export const tree: Verb = {
  name: "tree",
  about: "the tasks of a run: who works, who waits for what, what each costs",
  takes: "[run]",
  most: 1,
  options: [
    { name: "watch", about: "go on until the run has ended or paused, or nobody drives it any more" },
    { name: "json", about: "as JSON; with --watch one line for each change" },
  ],
  notes: [
    "▶ works, ↓ waits for its subtasks, ? waits for an answer, ‖ is paused, ! is worth a look, · has not begun.",
    "Below the tree stands what a person can do, as lines to type.",
  ],
  async run(input, host) {
    const handle = openEngine(host);
    const found = await findRun(handle.engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const run = found.value;
    const view = await handle.engine.view(run);
    if (!view) return refuse(host, nothingRecorded(run));
    const json = input.has("json");
    const lines = (now: RunView, driven: boolean) =>
      json ? [JSON.stringify(treeOf(now, host.now(), driven))] : linesOf(host, now, driven);
    if (input.has("watch")) return watchTree(host, handle, run, { lines, redraw: !json });
    host.print(lines(view, await isDriven(handle, run)).join("\n"));
    return exitCode.done;
  },
};

function linesOf(host: Host, view: RunView, driven: boolean): string[] {
  return treeLines(view, { now: host.now(), width: host.size()?.columns ?? null, driven });
}

/** The tree as data: a node has what is shown of it, and its children. */
function treeOf(view: RunView, now: number, driven: boolean) {
  const { run, status, outcome, settings } = view;
  const watches = new Map(watchTasks(view, now).map((watch) => [watch.task, watch]));
  const approvals = Object.values(view.approvals).flatMap(({ id, kind, title, task, hash, answer }) =>
    answer ? [] : [{ id, kind, title, hash, ...(task === undefined ? {} : { task }) }],
  );
  const tasks = taskTree(view).map((node) => nodeOf(node, watches));
  return { run, status, outcome, driven, capMicros: settings.capMicros, approvals, tasks };
}

interface Shown extends Omit<TaskNode, "task" | "children"> {
  task: string;
  role: string;
  model: string;
  title: string;
  status: string;
  turns: number;
  watch: Omit<TaskWatch, "task"> | null;
  children: Shown[];
}

function nodeOf({ task: view, children, ...node }: TaskNode, watches: Map<string, TaskWatch>): Shown {
  const { task, role, model, title, status, turns } = view;
  const { task: _, ...watch } = watches.get(task) ?? { task };
  return {
    task,
    role,
    model,
    title,
    status,
    turns,
    ...node,
    watch: "state" in watch ? watch : null,
    children: children.map((child) => nodeOf(child, watches)),
  };
}
