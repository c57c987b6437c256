// Carries a run that is driven here to its end or its rest: shows it, asks, hears Ctrl+C, reports, gives the exit code.
import type { DriverEnd, Engine } from "../core/engine";
import type { ApprovalKind, Origin } from "../protocol/approval";
import type { LiveEvent, RunEvent } from "../protocol/event";
import { createQuestions } from "./ask/answering";
import type { Prompter } from "./ask/prompter";
import { exitCode, exitCodeOfRun } from "./exitCode";
import { type Host, refuse } from "./host";
import type { RunDisplay } from "./live/runDisplay";
import { sayRest } from "./sayRest";

export interface Drive {
  host: Host;
  engine: Engine;
  run: string;
  origin: Origin;
  display: RunDisplay;
  /** Null where nobody can be asked. */
  prompter: Prompter | null;
  approved: readonly ApprovalKind[];
  json: boolean;
  requireVerified: boolean;
  /** Hands over the engine's live events from here on. */
  onLive(listener: (event: LiveEvent) => void): void;
}

/** @returns the exit code; the run has ended or paused durably then. */
export async function driveRun(drive: Drive): Promise<number> {
  const { host, engine, run, display } = drive;
  const settled = engine.settled(run);
  const interrupted = watchInterrupts(drive);
  const questions = createQuestions({
    ...drive,
    say: host.say,
    pauseDisplay: display.pause,
    resumeDisplay: display.resume,
    brokenOff: interrupted.now,
  });
  const seen = createSeen();
  const unanswered = new Set<string>();
  // Not for what a rule has answered by then: a look copies the whole run.
  const lookSoon = onceSoon(() => {
    if (unanswered.size > 0) void askOpen();
  });
  const controller = new AbortController();
  const following = engine.follow(run, 0, take, controller.signal);

  function take(event: RunEvent): void {
    display.event(event);
    const { fact } = event;
    if (fact.type === "approval.given") {
      unanswered.delete(fact.approval);
      questions.answered(fact.approval);
    }
    if (fact.type === "approval.asked") unanswered.add(fact.approval.id);
    if (fact.type === "approval.asked" || fact.type === "run.resumed") lookSoon();
    seen.tell(event.seq);
  }
  /** The view decides what is open: a rule may have answered with the next fact. */
  async function askOpen(wanted?: readonly string[]): Promise<void> {
    if (!drive.prompter && drive.approved.length === 0) return;
    const view = await engine.view(run);
    if (view?.status !== "running") return;
    for (const id of wanted ?? Object.keys(view.approvals)) {
      const approval = view.approvals[id];
      if (approval && !approval.answer) questions.ask(approval);
    }
  }
  drive.onLive((event) => {
    if (event.type === "live.waiting") void askOpen(event.approvals);
    else display.live(event);
  });

  const end = await settled;
  questions.end();
  const view = await engine.view(run);
  if (view) await Promise.race([seen.reached(view.seq), following]);
  controller.abort();
  const followed = await following;
  display.end();
  interrupted.forget();
  if (!followed.ok) return refuse(host, followed.failure);
  return rest(drive, end, interrupted.signal());
}

/** Once for all that is told in one go. */
function onceSoon(work: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      work();
    });
  };
}

async function rest(drive: Drive, end: DriverEnd | null, signal: string | null): Promise<number> {
  const { host, engine, run, json, requireVerified } = drive;
  const view = await engine.view(run);
  if (!view) return exitCode.failed;
  await sayRest({ host, engine, view, json, requireVerified });
  if (end?.kind === "paused" && view.status === "running") host.say(end.pause.message);
  return signal && view.status !== "ended" ? codeOfSignal(signal) : exitCodeOfRun(view, requireVerified);
}

/** As shells count them. */
function codeOfSignal(signal: string): number {
  return signal === "SIGTERM" ? 143 : signal === "SIGHUP" ? 129 : exitCode.interrupted;
}

/** The first signal pauses the run durably, the second ends the program at once. */
function watchInterrupts({ host, engine, display }: Drive) {
  let first: string | null = null;
  const onSignal = (signal: string) => {
    if (first !== null) {
      display.end();
      host.kill(exitCode.interrupted);
      return;
    }
    first = signal;
    display.end();
    host.say("Pausing… (Ctrl+C again ends at once)");
    void engine.close();
  };
  const forget = host.onInterrupt(onSignal);
  return { forget, signal: () => first, now: () => onSignal("SIGINT") };
}

/** Waits for an event to have been handed out. */
function createSeen() {
  let last = 0;
  let waiting: { seq: number; resolve: () => void } | null = null;
  return {
    tell(seq: number) {
      last = seq;
      if (waiting && seq >= waiting.seq) waiting.resolve();
    },
    reached: (seq: number) =>
      new Promise<void>((resolve) => {
        if (last >= seq) resolve();
        else waiting = { seq, resolve };
      }),
  };
}
