// `cancel <run>`: ends a run for good, or one task with all below it; the task's parent is told and goes on.
import { failure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { kindOf } from "../../protocol/runKind";
import type { TaskView } from "../../protocol/task";
import { stillDriven } from "../agentManager/stillDriven";
import { confirm } from "../ask/confirm";
import { type Host, refuse } from "../host";
import { readEvents } from "../readEvents";
import {
  findLine,
  isOwn,
  type Line,
  openTaskLine,
  ownFact,
  sayStanding,
  sayTold,
  tellAndSay,
  tellRun,
} from "../tellRun";
import { cleanLine } from "../text/cleanText";
import { undoLine } from "../text/runLine";
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
    const json = input.has("json");
    if (wanted === undefined) {
      const line = await findLine(host, input.words[0]);
      return line.ok ? cancelRun(host, line.value, input.has("yes"), json) : refuse(host, line.failure);
    }
    const opened = await openTaskLine(host, input.words[0], wanted);
    if (!opened.ok) return refuse(host, opened.failure);
    return cancelTask(host, opened.value.line, opened.value.task, reason, json);
  },
};

/** What is left of it, and what to do about that. */
function leftOf(view: RunView): string {
  const { run, worktree, session } = view;
  if (session) {
    const agents = Object.values(session.agents).filter(({ tree }) => tree !== null);
    if (agents.length === 0) return "No agent had begun.";
    const did = agents.some((agent) => (agent.result?.files ?? 0) > 0 || isChanged(agent.files));
    const what = did ? "What its agents did stays in their worktrees" : "Its agents changed nothing";
    return `${what}; take ${did ? "these" : "their worktrees"} away: kilo-code agent-manager cleanup --session-id ${run}`;
  }
  const where = worktree ? ` in its worktree, ${cleanLine(worktree.path)}` : "";
  return isChanged(view.files)
    ? `What it changed stays${where}; take it back: ${undoLine(run)}`
    : `It changed nothing${where}.`;
}

function isChanged(files: RunView["files"]): boolean {
  return Object.values(files).some(({ before, after }) => before !== after);
}

async function cancelRun(host: Host, line: Line, sure: boolean, json: boolean): Promise<number> {
  const { run, origin } = line;
  const kind = kindOf(run);
  if (!sure && (await confirm(host, `End the ${kind} ${run} for good?`)) === "no")
    return refuse(host, failure("aborted", "Nothing was cancelled."));
  if (!(await stillDriven(line))) return endResting(host, line, json);
  const told = await tellRun(host, line, {
    command: { type: "run.stop" },
    taken: (fact) => fact.type === "run.stopRequested" && isOwn(fact.origin, origin),
    done: ({ type }) => type === "run.ended",
  });
  if (!told.ok) return refuse(host, told.failure);
  const words = told.value.done
    ? await cancelledWords(line)
    : `The ${kind} ${run} is ending; what is in flight takes its time. What it has changed by then stays.`;
  return sayTold(host, json, run, told.value, words);
}

/** As it stands now: it may have worked on since it was looked at. */
async function cancelledWords({ handle, run, view }: Line): Promise<string> {
  const now = (await handle.engine.view(run)) ?? view;
  return `The ${kindOf(run)} ${run} was cancelled. ${leftOf(now)}`;
}

/** Nobody drives it, so it is ended here. A wish in its inbox is read before anything is begun: no model is asked. */
async function endResting(host: Host, line: Line, json: boolean): Promise<number> {
  const { handle, run, view, origin } = line;
  const { engine } = handle;
  const wished = await engine.send(run, { type: "run.stop" }, origin);
  const opened = wished.ok ? await engine.resume(run, { origin }) : wished;
  if (!opened.ok) return refuse(host, opened.failure);
  const end = await engine.settled(run);
  await engine.close();
  const events = await readEvents(engine, run);
  if ("code" in events) return refuse(host, events);
  const fresh = events.filter(({ seq }) => seq > view.seq);
  const taken = fresh.find(({ fact }) => fact.type === "run.stopRequested");
  const done = fresh.find(({ fact }) => fact.type === "run.ended");
  if (taken && done) return sayTold(host, json, run, { taken, done }, await cancelledWords(line));
  const why = end?.kind === "paused" ? end.pause.message : "what it left open could not be settled.";
  return refuse(host, failure("aborted", `The ${kindOf(run)} ${run} was not cancelled: ${why}`));
}

async function cancelTask(
  host: Host,
  line: Line,
  { task, cancelWanted }: TaskView,
  reason: string | undefined,
  json: boolean,
): Promise<number> {
  if (cancelWanted !== undefined)
    return sayStanding(host, json, { run: line.run }, `${task} is being cancelled already.`);
  return tellAndSay(host, line, json, {
    command: { type: "task.cancel", task, ...(reason ? { message: reason } : {}) },
    taken: ownFact("task.cancelRequested", task, line.origin),
    done: (fact) => fact.type === "task.ended" && fact.task === task,
    sentence: (isDone) =>
      isDone
        ? `${task} was cancelled, and all below it.`
        : `${task} is being cancelled; it ends when what it does now can be ended.`,
  });
}
