// After a crash: settles what a dead driver left open, by effect class, before anything runs. Design section 4.
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Approval } from "../../protocol/approval";
import type { Fact, FileEffect } from "../../protocol/event";
import { failure } from "../../protocol/failure";
import { ownNamed } from "../../protocol/ownNamed";
import type { OpenModelCall, OpenToolCall, RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { approvalOf, askApproval } from "../agent/approve";
import type { Checkpoints } from "../git/checkpoints";
import { mendCutOffMoves, mendCutOffWrite } from "../tools/cutOffWrite";
import { hashAt, madeEffects } from "../tools/hashAt";
import { temporaryFile } from "../tools/spot";
import { checkpointBefore } from "./checkpointLabel";
import { type Runtime, rootOf } from "./runtime";

/**
 * Facts that settle open model calls and file writes. A model call may have been billed, so its whole reservation is
 * booked; a file's bytes tell whether its write was done. Reads, checks and endings stay open and are done again.
 */
export async function settleOpen(view: RunView): Promise<Fact[]> {
  const why = "The driver ended during this request; it is booked at its reservation.";
  const facts: Fact[] = Object.values(view.openModelCalls).map((call) => bookedFact(call, why));
  for (const call of Object.values(view.openToolCalls)) {
    if (call.effect === "write") facts.push(...(await settleWrite(view, call)));
  }
  return facts;
}

/** A request whose end nobody saw. */
function bookedFact({ modelCall, reserved }: OpenModelCall, why: string): Fact {
  return {
    type: "model.settled",
    modelCall,
    usage: null,
    micros: reserved,
    answeredBy: null,
    stop: null,
    failure: failure("unknown-outcome", why),
    firstMs: null,
    ms: 0,
    wire: null,
  };
}

/** What the requests of one task set aside, after a fault of the engine in the middle of one: booked, as after a crash. */
export function bookRequests({ log, ledger }: Runtime, task: string): Fact[] {
  const open = Object.values(log.view().openModelCalls).filter((call) => call.task === task);
  const held = new Set(ledger.reservations().map(({ id }) => id));
  for (const { modelCall, reserved } of open) if (held.has(modelCall)) ledger.settle(modelCall, reserved);
  const why = "The engine failed during this request; it is booked at its reservation.";
  return open.map((call) => bookedFact(call, why));
}

/**
 * Asks about shell commands whose outcome nobody knows: again, or leave it. Never again by itself. Agents of a session have
 * trees of their own, so only the task that had such a command is held back until its answer; elsewhere all wait.
 */
export async function askAboutCommands(runtime: Runtime): Promise<void> {
  const { openToolCalls, session, tasks } = runtime.log.view();
  const open = Object.values(openToolCalls).filter(({ effect }) => effect === "command");
  const asked: [OpenToolCall, Approval][] = [];
  for (const call of open)
    asked.push([call, runAgain(call, await timesIntended(runtime, call), tasks[call.task])]);
  // All at once: a fleet has one command for each agent.
  const answers = asked.map(([call, approval]) => askAboutCommand(runtime, call, approval));
  if (!session) {
    await Promise.all(answers);
    return;
  }
  for (const task of new Set(open.map((call) => call.task))) {
    const own = answers.filter((_, index) => asked[index]?.[0].task === task);
    // Each of its questions is one that a person is waited for.
    const ended = runtime.live.branch(own.length);
    for (const answer of own) void answer.then(ended, ended);
    runtime.live.holdBack(task, Promise.all(own));
  }
}

function runAgain(call: OpenToolCall, times: number, task: TaskView | undefined): Approval {
  const line = call.targets.join(" ");
  return approvalOf({
    kind: "question",
    // An answer is used once: a second run that was cut off too is another question.
    about: `${call.toolCall}:again${times > 1 ? `:${times}` : ""}`,
    title: `Run again? ${line}`,
    detail: `The run was interrupted while this ran, so nobody knows whether it finished:\n${line}\nApprove to run it again; reject to go on without.`,
    action: line,
    toolCall: call.toolCall,
    ...(task ? { task } : {}),
    options: ["run again", "leave it"],
  });
}

async function askAboutCommand(runtime: Runtime, call: OpenToolCall, approval: Approval): Promise<void> {
  const { log } = runtime;
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  const answer = await askApproval(host, approval);
  if (answer.verdict === "approved") return;
  const why = answer.comment ? ` The user says: ${answer.comment}` : "";
  const text = `The run was interrupted while this ran; whether it finished is not known.${why} Look before you run it again.`;
  const touched = await touchedByTask(runtime, call.task);
  // Its task was ended, or begun anew, while it was asked about: that has settled it.
  if (!log.view().openToolCalls[call.toolCall]) return;
  log.append({ ...settledCall(call, "interrupted", text, "interrupted"), touched });
}

/** What one task's calls left open when it was stopped in the middle: cut off, with whatever they left in the folder. */
export async function interruptedCalls(runtime: Runtime, task: string): Promise<Fact[]> {
  const view = runtime.log.view();
  const open = Object.values(view.openToolCalls).filter((call) => call.task === task);
  const facts: Fact[] = [];
  for (const call of open) {
    const text = "The task was ended while this was under way.";
    const fact = settledCall(call, "interrupted", text, "interrupted");
    if (call.effect === "command") fact.touched = await touchedByTask(runtime, task);
    if (call.effect === "write")
      fact.touched = await madeEffects(view.tasks[task]?.root ?? view.root, call.writes);
    facts.push(fact);
  }
  return facts;
}

/** For a run that is only taken over to be ended: nobody is asked, and what a command was doing counts as cut off. */
export async function leaveCommands(runtime: Runtime): Promise<void> {
  const tasks = new Set(Object.values(runtime.log.view().openToolCalls).map(({ task }) => task));
  for (const task of tasks) runtime.log.append(...(await interruptedCalls(runtime, task)));
}

/** For an undo without a resume: open commands count as cut off, with whatever they left. */
export async function settleCommands(view: RunView, checkpoints: Checkpoints): Promise<Fact[]> {
  const open = Object.values(view.openToolCalls).filter((call) => call.effect === "command");
  if (open.length === 0) return [];
  const touched = await touchedSince(view, checkpoints);
  return open.map((call, index) => ({
    ...settledCall(call, "interrupted", "The run was interrupted while this ran.", "interrupted"),
    touched: index === 0 ? touched : [],
  }));
}

/** {@link touchedSince} in the folder a task works in; an agent of a session has one of its own. */
async function touchedByTask(runtime: Runtime, id: string): Promise<FileEffect[]> {
  const view = runtime.log.view();
  const task = view.tasks[id];
  const agent = Object.values(view.session?.agents ?? {}).find(
    ({ tree }) => tree && tree.path === task?.root,
  );
  if (!task || !agent) return touchedSince(view, runtime.checkpoints(rootOf(runtime)));
  return touchedSince(view, runtime.checkpoints(task.root), {
    from: checkpointBefore(view, task)?.tree,
    files: agent.files,
  });
}

/** What changed since the last checkpoint, beyond what the run is known to have written. */
async function touchedSince(
  view: RunView,
  checkpoints: Checkpoints,
  { from, files } = { from: view.checkpoints.at(-1)?.tree, files: view.files },
): Promise<FileEffect[]> {
  const now = await checkpoints.take("after an interruption");
  if (from === undefined || !now.ok) return [];
  const changed = await checkpoints.changedPaths(from, now.value.tree);
  return changed.ok ? changed.value.filter(({ path, after }) => ownNamed(files, path)?.after !== after) : [];
}

/** How often a call was begun; more than once after a person said to run it again. */
async function timesIntended(runtime: Runtime, call: OpenToolCall): Promise<number> {
  const facts = await runtime.history(call.task);
  return facts.filter((fact) => fact.type === "toolCall.intended" && fact.toolCall === call.toolCall).length;
}

/** A write that was cut off leaves its temporary file beside the target; nothing else has such a name. */
async function removeLeftovers(root: string, call: OpenToolCall): Promise<void> {
  for (const folder of new Set(call.writes.map(({ path }) => dirname(join(root, path))))) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (temporaryFile.test(name)) await rm(join(folder, name), { force: true });
  }
}

async function settleWrite(view: RunView, call: OpenToolCall): Promise<Fact[]> {
  const root = view.tasks[call.task]?.root ?? view.root;
  await removeLeftovers(root, call);
  mendCutOffMoves(root, call.writes);
  const copies = call.writes.flatMap((effect) => mendCutOffWrite(root, effect) ?? []);
  const states = await Promise.all(call.writes.map((effect) => stateOf(root, effect)));
  if (states.every((state) => state === "before")) return [];
  if (states.every((state) => state === "after")) {
    const seen = call.writes.flatMap(({ path, after }) => (after === null ? [] : [{ path, hash: after }]));
    return [
      {
        ...settledCall(call, "ok", "Done (just before an interruption).", "done before the interruption"),
        seen,
      },
    ];
  }
  const kept = copies.length > 0 ? ` The old content is kept in ${copies.join(", ")}.` : "";
  const text = `The run was interrupted while this was done, and the files are in neither the old nor the new state. Read them again.${kept}`;
  return [
    { ...settledCall(call, "error", text, "interrupted"), touched: await madeEffects(root, call.writes) },
  ];
}

async function stateOf(root: string, effect: FileEffect): Promise<"before" | "after" | "other"> {
  const now = await hashAt(join(root, effect.path));
  if (now === effect.after) return "after";
  return now === effect.before ? "before" : "other";
}

/** The settlement of a call that somebody else than its task brings to an end. */
export function settledCall(
  call: OpenToolCall,
  outcome: "ok" | "error" | "interrupted",
  text: string,
  note: string,
) {
  const { toolCall, task, turn, callId, name } = call;
  return {
    type: "toolCall.settled" as const,
    toolCall,
    task,
    turn,
    callId,
    name,
    outcome,
    output: { text },
    note,
    touched: [] as FileEffect[],
    seen: [],
    full: null,
    exitCode: null,
    ms: 0,
  };
}
