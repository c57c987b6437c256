// All runs of one repository on disk: make, find, list, and remove ended ones when space is short.
// Never removes a run that is in progress or being driven, and never follows a name out of its folder.

import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure, type Result } from "../../protocol/failure";
import { errorCode, nodeFileSystem, storageFailure } from "./fileSystem";
import { createJsonlStore, logName, makeLogFile, type StoreOptions } from "./jsonlStore";
import { makePrivateFolder, syncFolder } from "./privateFile";
import { runBytes } from "./runBytes";
import { createRunLock, lockTiming } from "./runLock";
import { checkRunName, isRunName, runExists } from "./runName";
import { logHead, newestFirst, runStart } from "./runStart";
import type { RunStore, StoreFolder } from "./store";

const removedPrefix = ".removed-";

/**
 * The store in `folder` (`~/.kilo/runs/<hash>`), which is made with its first run.
 * Its promises reject with FailureError: `invalid-input` for a bad or used run id, `storage-failed`.
 */
export function createStoreFolder(folder: string, options: StoreOptions = {}): StoreFolder {
  const storeOf = (run: string): RunStore => createJsonlStore(join(folder, run), options);

  function list(): { run: string; bytes: number }[] {
    const runs = runNames(folder).map((run) => ({ run, bytes: runBytes(join(folder, run)) }));
    return newestFirst(runs, (run) => runStart(run, () => logHead(join(folder, run, logName))));
  }

  async function retain(maxBytes: number, isEnded: (run: string) => Promise<boolean>): Promise<string[]> {
    sweepRemoved(folder);
    const runs = list();
    let total = runs.reduce((sum, each) => sum + each.bytes, 0);
    const removed: string[] = [];
    for (const { run, bytes } of runs.reverse()) {
      if (total <= maxBytes) break;
      // One whose end cannot be told stays.
      if (!(await isEnded(run).catch(() => false))) continue;
      if (!(await removeRun(folder, run, options)).ok) continue;
      total -= bytes;
      removed.push(run);
    }
    return removed;
  }

  return {
    create: (run) => storing("The run could not be made", async () => makeRun(folder, run, storeOf)),
    find: (run) =>
      storing("The run could not be looked for", async () =>
        isRunName(run) && isFolder(join(folder, run)) ? storeOf(run) : null,
      ),
    remove: (run) =>
      storing("The run could not be removed", async () =>
        isRunName(run) && isFolder(join(folder, run)) ? removeRun(folder, run, options) : unknownRun(run),
      ),
    list: () => storing("The runs could not be listed", async () => list()),
    retain: (maxBytes, isEnded) =>
      storing("Old runs could not be removed", async () => retain(maxBytes, isEnded)),
  };
}

async function storing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw new FailureError(storageFailure(what, thrown));
  }
}

function makeRun(folder: string, run: string, storeOf: (run: string) => RunStore): RunStore {
  checkRunName(run);
  makePrivateFolder(folder);
  const path = join(folder, run);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") throw runExists(run);
    throw thrown;
  }
  for (const part of ["", "blobs", "inbox", "lock"]) makePrivateFolder(join(path, part));
  makeLogFile(path);
  syncFolder(folder);
  return storeOf(run);
}

function runNames(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isRunName(entry.name))
      .map((entry) => entry.name);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return [];
    throw thrown;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Takes the run's lock, so that nobody resumes it meanwhile, moves it out of sight and removes it. */
async function removeRun(folder: string, run: string, options: StoreOptions): Promise<Result<void>> {
  const timing = { ...lockTiming, ...options };
  const lock = createRunLock(join(folder, run, "lock"), timing, options.fileSystem ?? nodeFileSystem);
  const taken = await lock.take(timing.now());
  if (!taken.ok) return taken;
  try {
    const aside = join(folder, `${removedPrefix}${run}-${randomBytes(4).toString("hex")}`);
    try {
      renameSync(join(folder, run), aside);
    } catch {
      // Windows moves no folder with an open file in it, and the lock is one.
      lock.release();
      renameSync(join(folder, run), aside);
    }
    rmSync(aside, { recursive: true, force: true });
    return { ok: true, value: undefined };
  } finally {
    lock.release();
  }
}

function unknownRun(run: string): Result<never> {
  return { ok: false, failure: failure("not-found", `There is no run ${run} here.`) };
}

/** What a killed removal left. */
function sweepRemoved(folder: string): void {
  if (!isFolder(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(removedPrefix)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
