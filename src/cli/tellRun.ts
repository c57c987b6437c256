// Tells a run that another process drives something, through its inbox, and waits for the fact that shows what became of it.
// It drives nothing, takes nothing over, and says plainly where nobody is there to listen.
import { isDriven } from "../core/host/isDriven";
import type { Origin } from "../protocol/approval";
import type { RunCommand } from "../protocol/command";
import type { Fact, RunEvent } from "../protocol/event";
import { type Failure, failure, type Result } from "../protocol/failure";
import type { RunView } from "../protocol/run";
import { isSession, kindOf } from "../protocol/runKind";
import type { TaskView } from "../protocol/task";
import { chooseTask } from "./chooseTask";
import { exitCode } from "./exitCode";
import { findRun } from "./findRun";
import { type Host, refuse } from "./host";
import { type EngineHandle, openEngine } from "./openEngine";
import { personHere } from "./person";
import { readEvents } from "./readEvents";
import { nothingRecorded } from "./sayRest";
import { cleanLine } from "./text/cleanText";
import { goOnLine } from "./text/runLine";

/** A run that is driven somewhere, and who speaks to it. */
export interface Line {
  handle: EngineHandle;
  run: string;
  /** As it stood before anything was said. */
  view: RunView;
  origin: Origin;
}

export interface Wish {
  command: RunCommand;
  /** Whether a fact shows that the command was taken. */
  taken(fact: Fact): boolean;
  /** Whether a fact shows what the command was for; absent where being taken is all there is to see. */
  done?(fact: Fact): boolean;
}

export interface Told {
  taken: RunEvent;
  /** Null where it did not come in time: it is still to come. */
  done: RunEvent | null;
}

/** A driver looks into its inbox at least four times a second; a machine under load gets much more. */
const takenWithinMs = 15_000;
/** What is in flight has to end first: a shell command gets some seconds to. */
const doneWithinMs = 30_000;
const lookEveryMs = 500;

/**
 * @param wanted the run as a person names it.
 * @returns a failure for a run that is not there, has ended, or is driven by nobody.
 */
export async function openLine(host: Host, wanted: string | undefined): Promise<Result<Line>> {
  const line = await findLine(host, wanted);
  if (line.ok && !(await isDriven(line.value.handle, line.value.run)))
    return { ok: false, failure: nobodyDrives(line.value.run) };
  return line;
}

/** The run as in {@link openLine}, whether anybody drives it or not. */
export async function findLine(host: Host, wanted: string | undefined): Promise<Result<Line>> {
  const handle = openEngine(host);
  const found = await findRun(handle.engine, wanted);
  if (!found.ok) return found;
  const run = found.value;
  const origin = personHere(host, run);
  if (!origin.ok) return origin;
  const view = await handle.engine.view(run);
  if (!view) return { ok: false, failure: nothingRecorded(run) };
  if (view.status === "ended") {
    const message = `The ${kindOf(run)} ${run} has ended (${view.outcome ?? "ended"}); there is nothing left to tell it.`;
    return { ok: false, failure: failure("invalid-input", message) };
  }
  return { ok: true, value: { handle, run, view, origin: origin.value } };
}

/**
 * Sends it and waits, bounded; the log alone decides what is said.
 * @returns why the driver did not take it, in its own words where it said so.
 */
export async function tellRun(host: Host, line: Line, wish: Wish): Promise<Result<Told>> {
  const { handle, run, view, origin } = line;
  const sent = await handle.engine.send(run, wish.command, origin);
  if (!sent.ok) return sent;
  const isRefused = (fact: Fact) => fact.type === "command.refused" && fact.id === sent.left;
  const fits = (fact: Fact) => wish.taken(fact) || isRefused(fact);
  const taken = await waitFor(host, line, view.seq, fits, takenWithinMs);
  if (!taken.ok) return taken;
  if (!taken.value) return { ok: false, failure: notTaken(line) };
  const { fact } = taken.value;
  if (fact.type === "command.refused") return { ok: false, failure: fact.failure };
  const { done: isDone } = wish;
  if (!isDone) return { ok: true, value: { taken: taken.value, done: null } };
  // What is still to come is no failure: it was taken, and the run goes on without whoever said it.
  const done = await waitFor(host, line, view.seq, isDone, doneWithinMs);
  return { ok: true, value: { taken: taken.value, done: done.ok ? done.value : null } };
}

/** Facts that show that a task took what a person said. */
type TakenByTask =
  | "task.cancelRequested"
  | "task.pauseRequested"
  | "task.restarted"
  | "task.resumed"
  | "task.steered";

/** Fits a fact about a task that was made from what this very process said. */
export function ownFact(type: TakenByTask, task: string, own: Origin): (fact: Fact) => boolean {
  return (fact) => fact.type === type && fact.task === task && isOwn(fact.origin, own);
}

/** Whether a fact was made from what this very process said. */
export function isOwn(origin: Origin | undefined, own: Origin): boolean {
  return origin?.kind === "person" && origin.pid === own.pid;
}

/** The run as in {@link openLine}, and one of its tasks as in {@link chooseTask}. */
export async function openTaskLine(
  host: Host,
  wanted: string | undefined,
  task: string | undefined,
): Promise<Result<{ line: Line; task: TaskView }>> {
  const line = await openLine(host, wanted);
  if (!line.ok) return line;
  const chosen = chooseTask(line.value.view, task);
  return chosen.ok ? { ok: true, value: { line: line.value, task: chosen.value } } : chosen;
}

/** @returns null where it did not come in time. */
async function waitFor(
  host: Host,
  { handle, run }: Line,
  after: number,
  fits: (fact: Fact) => boolean,
  withinMs: number,
): Promise<Result<RunEvent | null>> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let brokenOff = false;
  const forget = host.onInterrupt(() => {
    brokenOff = true;
    stop();
  });
  const timer = setTimeout(stop, withinMs);
  const look = setInterval(() => {
    // A driver says how the run stands before it gives the lock back, and the log is read again below.
    void isDriven(handle, run).then((driven) => (driven ? undefined : stop()), stop);
  }, lookEveryMs);
  try {
    const listener = ({ fact }: RunEvent) => {
      if (fits(fact) || isOver(fact)) stop();
    };
    const followed = await handle.engine.follow(run, after, listener, controller.signal);
    if (!followed.ok) return followed;
  } finally {
    forget();
    clearTimeout(timer);
    clearInterval(look);
  }
  const events = await readEvents(handle.engine, run);
  if ("code" in events) return { ok: false, failure: events };
  const fresh = events.filter(({ seq }) => seq > after);
  const found = fresh.find(({ fact }) => fits(fact));
  if (found) return { ok: true, value: found };
  if (brokenOff) {
    const message = "Broken off before the run took this, so it has no effect.";
    return { ok: false, failure: failure("aborted", message) };
  }
  const over = fresh.findLast(({ fact }) => isOver(fact));
  if (over) return { ok: false, failure: overBefore(run, over.fact) };
  return (await isDriven(handle, run))
    ? { ok: true, value: null }
    : { ok: false, failure: nobodyDrives(run) };
}

function isOver({ type }: Fact): boolean {
  return type === "run.ended" || type === "run.paused";
}

function nobodyDrives(run: string): Failure {
  return failure("not-allowed", `Nobody drives this ${kindOf(run)}; go on with it first: ${goOnLine(run)}`);
}

function notTaken({ run }: Line): Failure {
  const look = isSession(run)
    ? `kilo-code agent-manager status --session-id ${run}`
    : `kilo-code tree ${run}`;
  const message = `The ${kindOf(run)} ${run} did not answer within ${takenWithinMs / 1000} s; look at it with \`${look}\` before you try again.`;
  return failure("aborted", message);
}

function overBefore(run: string, fact: Fact): Failure {
  if (fact.type === "run.paused") {
    const message = `The ${kindOf(run)} ${run} paused before it took this: ${cleanLine(fact.message)} Go on: ${goOnLine(run)}`;
    return failure("not-allowed", message);
  }
  return failure("invalid-input", `The ${kindOf(run)} ${run} ended before it took this.`);
}

/**
 * Tells the run, then prints what became of it: one sentence, or the facts as JSON.
 * @param sentence gets whether that was seen which the command was for.
 * @returns the exit code.
 */
export async function tellAndSay(
  host: Host,
  line: Line,
  json: boolean,
  { sentence, ...wish }: Wish & { sentence(isDone: boolean): string },
): Promise<number> {
  const told = await tellRun(host, line, wish);
  if (!told.ok) return refuse(host, told.failure);
  return sayTold(host, json, line.run, told.value, sentence(told.value.done !== null));
}

/** Says that what was wished is so already; there are no facts to print. */
export function sayStanding(
  host: Host,
  json: boolean,
  who: { run: string } | { session: string },
  sentence: string,
): number {
  host.say(sentence);
  if (json) host.print(JSON.stringify({ ...who, taken: null, done: null, text: sentence }));
  return exitCode.done;
}

/** Prints what became of it: one sentence, or the facts as JSON. */
export function sayTold(host: Host, json: boolean, run: string, told: Told, sentence: string): number {
  const { taken, done } = told;
  host.print(json ? JSON.stringify({ run, taken, done, text: sentence }) : sentence);
  return exitCode.done;
}
