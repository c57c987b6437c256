// What a person may do to runs in this window: start, answer, resume, undo, remove. Each is carried out by the engine of
// the run; refusals are sentences. Nothing is started, and no check runs, before the folder is trusted.
import * as vscode from "vscode";
import type { FindSecret } from "../core/config/credentials";
import type { Engine } from "../core/engine";
import type { EngineHandle } from "../core/host/openEngineAt";
import type { Origin } from "../protocol/approval";
import type { Reply, RunCommand } from "../protocol/command";
import { type Failure, type FailureCode, failure, type Result, toFailure } from "../protocol/failure";
import { firstLine } from "../protocol/firstLine";
import { isSession } from "../protocol/runKind";
import type { PullRequestView } from "../protocol/session";
import type { OwnBook } from "./book/createBook";
import { type Engines, type RunsPlace, realFolders } from "./book/engines";
import { driverOf } from "./book/followedRuns";
import type { SessionStart, StartWish } from "./kiloHost";
import { warnOfRefusal } from "./lateRefusal";
import { pickFolder } from "./pickFolder";
import { startRun } from "./startRun";
import { unsavedIn, unsavedWords } from "./unsavedIn";

export interface RunDoorParts {
  context: vscode.ExtensionContext;
  engines: Engines;
  book: OwnBook;
  remember(prompt: string): Promise<void>;
  findSecret(): Promise<FindSecret>;
}

/** Who speaks here. */
export const personHere: Origin = { kind: "person", via: "vscode" };

/** Commands that must be read before anything more is begun. */
const holdsBack: ReadonlySet<RunCommand["type"]> = new Set([
  "run.stop",
  "task.cancel",
  "task.pause",
  "task.restart",
]);

type Refusal = { ok: false; failure: Failure };

export function refusal(code: FailureCode, message: string): Refusal {
  return { ok: false, failure: failure(code, message) };
}

/** Needed once a run begins, not when the window comes up; nobody waits for it. */
async function tellBeside(handle: EngineHandle, run: string): Promise<void> {
  const { sayBeside } = await import("./sayBeside");
  await sayBeside(handle, run);
}

export class RunDoors {
  constructor(private readonly parts: RunDoorParts) {}

  start(wish: StartWish): Promise<Reply<{ run: string }>> {
    return this.settle(async () => {
      const place = await this.startPlace(wish.folder);
      if (!place.ok) return place;
      const { folder, runs } = place;
      const handle = await this.parts.engines.of(runs);
      const { engine } = handle;
      const started = await startRun(this.parts.context, engine, { ...wish, folder, origin: personHere });
      if (!started.ok) return started;
      void tellBeside(handle, started.run);
      await this.parts.book.touched(started.run, runs);
      await this.parts.book.choose(started.run);
      await this.parts.remember(wish.prompt);
      return started;
    });
  }

  resume(run: string): Promise<Reply<{ run: string }>> {
    return this.settle(async () => {
      const refused = untrusted();
      if (refused) return refused;
      const place = this.parts.book.placeOf(run);
      if (!place) return unknownRun(run);
      const handle = await this.parts.engines.of(place);
      const { engine } = handle;
      const resumed = isSession(run)
        ? await this.resumeSession(run, engine)
        : await engine.resume(run, { origin: personHere });
      if (!resumed.ok) return resumed;
      void tellBeside(handle, run);
      await this.parts.book.touched(run, place);
      return resumed;
    });
  }

  startSession({ task, folder: wanted, file }: SessionStart): Promise<Reply<{ run: string }>> {
    return this.settle(async () => {
      const place = await this.startPlace(wanted);
      if (!place.ok) return place;
      const { folder, runs } = place;
      const handle = await this.parts.engines.of(runs);
      const { engine } = handle;
      const { startSession } = await import("./agents/driveSession");
      const started = await startSession(this.parts.context, engine, { task, folder, file }, personHere);
      if (!started.ok) return started;
      void tellBeside(handle, started.run);
      await this.parts.book.touched(started.run, runs);
      await this.parts.book.choose(started.run);
      return started;
    });
  }

  cleanSession(run: string): Promise<Reply<{ removed: number; kept: string[] }>> {
    return this.settle(async () => {
      const refused = untrusted();
      if (refused) return refused;
      const found = await this.find(run);
      if (!found) return unknownRun(run);
      const { cleanSession } = await import("./agents/endSession");
      return cleanSession(found);
    });
  }

  async lookAtPullRequest(run: string): Promise<Result<PullRequestView | null>> {
    const found = vscode.workspace.isTrusted ? await this.find(run) : null;
    if (!found) return { ok: true, value: null };
    const { lookAtPullRequest } = await import("./agents/pullRequestNow");
    return lookAtPullRequest(found, this.parts.findSecret);
  }

  /** What was pushed or opened already is found, never made twice. */
  openPullRequestAgain(run: string): Promise<Reply> {
    return this.settle(async () => {
      const refused = untrusted();
      if (refused) return refused;
      const found = await this.find(run);
      if (!found) return unknownRun(run);
      const { openPullRequestAgain } = await import("./agents/pullRequestAgain");
      const opened = await openPullRequestAgain(found, await this.parts.findSecret(), personHere);
      await this.parts.book.touched(run, found.place);
      return opened.ok ? { ok: true, seq: found.view.seq } : opened;
    });
  }

  private async resumeSession(run: string, engine: Engine): Promise<Reply<{ run: string }>> {
    const opened = await this.parts.book.open(run);
    if (!opened) return unknownRun(run);
    const { resumeSession } = await import("./agents/driveSession");
    const resumed = await resumeSession(this.parts.context, engine, opened.view, personHere);
    if (resumed.ok || resumed.failure.code !== "log-locked") return resumed;
    // Another window or terminal was first: the session goes on, as was wished.
    const now = await this.parts.book.open(run);
    return now?.view.status === "running" ? { ok: true, run } : resumed;
  }

  /** An answer to a run that nobody drives resumes it first: only a driver can take it. */
  send(run: string, command: RunCommand): Promise<Reply> {
    return this.settle(async () => {
      const found = await this.find(run);
      if (!found) return unknownRun(run);
      const { engine, view, driver } = found;
      if (view.status === "ended") return refusal("invalid-input", "This run has ended.");
      if (driver !== "nobody") {
        // What goes through the inbox is not answered: a session is asked first whether it would take it.
        const refused =
          driver === "elsewhere" && isSession(run) ? await notTaken(engine, run, command) : null;
        if (refused) return refused;
        const sent = await engine.send(run, command, personHere);
        if (sent.ok) warnOfRefusal(engine, run, view.seq, sent.left);
        return sent;
      }
      if (command.type === "run.pause")
        return refusal("invalid-input", "Nobody drives this run at the moment.");
      // What holds work back waits in the inbox, so that nothing is begun before it is read.
      if (holdsBack.has(command.type)) {
        const sent = await engine.send(run, command, personHere);
        const resumed = sent.ok ? await this.resume(run) : sent;
        return resumed.ok ? sent : resumed;
      }
      const resumed = await this.resume(run);
      return resumed.ok ? engine.send(run, command, personHere) : resumed;
    });
  }

  undo(run: string, to: string | null): Promise<Reply> {
    return this.settle(async () => {
      const refused = untrusted();
      if (refused) return refused;
      const found = await this.find(run);
      if (!found) return unknownRun(run);
      if (found.driver !== "nobody")
        return refusal("log-locked", "Pause or stop the run before its changes are undone.");
      const unsaved = unsavedIn(found.view);
      if (unsaved.length > 0)
        return refusal("conflict", `Nothing was undone, ${unsavedWords(unsaved)}, then undo again.`);
      const undone = isSession(run)
        ? await (await import("./agents/endSession")).undoSession(found, personHere)
        : await found.engine.undo(run, to, personHere);
      if (!undone.ok) return undone;
      await this.parts.book.touched(run, found.place);
      return { ok: true, seq: found.view.seq };
    });
  }

  remove(run: string): Promise<Reply> {
    return this.settle(async () => {
      const found = await this.find(run);
      if (!found) return unknownRun(run);
      const { view, driver, engine } = found;
      if (driver !== "nobody")
        return refusal("log-locked", "This run is being driven; stop it before it is deleted.");
      const agreed = await vscode.window.showWarningMessage(
        "Delete this run?",
        {
          modal: true,
          detail: `${firstLine(view.prompt, 120)}\n\nIts log is removed; files it changed stay as they are, and can no longer be undone.`,
        },
        "Delete",
      );
      if (agreed !== "Delete") return refusal("aborted", "The run was kept.");
      const removed = await engine.remove(run);
      if (removed.ok) await this.parts.book.removed(run);
      return removed;
    });
  }

  private async find(run: string) {
    const { book, engines } = this.parts;
    const opened = await book.open(run);
    const place = book.placeOf(run);
    if (!opened || !place) return null;
    const handle = await engines.of(place);
    // Asked of the lock at this moment: what the book knows may be a moment old.
    const driver = await driverOf(handle, run);
    return { view: opened.view, place, engine: handle.engine, runs: handle.runs, driver };
  }

  private async startPlace(
    folder: string | null,
  ): Promise<{ ok: true; folder: string; runs: RunsPlace } | Refusal> {
    const refused = untrusted();
    if (refused) return refused;
    const folders = realFolders();
    if (folders.length === 0) {
      const open = vscode.workspace.workspaceFolders ?? [];
      return refusal(
        "invalid-input",
        open.length > 0
          ? "Runs need files on a disk: a virtual workspace cannot be worked in."
          : "Open a folder first: a run works in one.",
      );
    }
    const chosen =
      folder ??
      (folders.length === 1 ? (folders[0] ?? null) : await pickFolder("Which folder shall the run work in?"));
    if (chosen === null) return refusal("aborted", "No folder was chosen, so nothing was started.");
    const runs = folders.includes(chosen) ? this.parts.engines.placeOf(chosen) : null;
    if (!runs) return refusal("invalid-input", `${chosen} is no folder of this window.`);
    return { ok: true, folder: chosen, runs };
  }

  private async settle<One extends { ok: true }>(work: () => Promise<One | Refusal>): Promise<One | Refusal> {
    try {
      return await work();
    } catch (thrown) {
      return { ok: false, failure: toFailure(thrown) };
    }
  }
}

function untrusted(): Refusal | null {
  if (vscode.workspace.isTrusted) return null;
  return refusal("not-trusted", "This folder is not trusted, so nothing is started in it. Trust it first.");
}

async function notTaken(engine: Engine, run: string, command: RunCommand): Promise<Refusal | null> {
  const asked = await engine.ask(run, { type: "admits", command });
  const problem = asked.ok && asked.answer.type === "admits" ? asked.answer.failure : null;
  return problem ? { ok: false, failure: problem } : null;
}

function unknownRun(run: string): Refusal {
  return refusal("not-found", `The run ${run} is not here any more.`);
}
