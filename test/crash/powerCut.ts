// A disk whose power can be cut: what was written and not synced is gone then, as after a cut it may be. Names in folders
// count as synced with their file; the system may keep more than this, never less.
import { fstatSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { LogFileSystem } from "../../src/core/log/fileSystem";

export interface PowerCut {
  fileSystem: LogFileSystem;
  /** Takes from every run what its disk had not been told to keep. */
  cut(): void;
}

const logName = "events.jsonl";

/** @param folder of the runs; what stands in it now is on disk. */
export function createPowerCut(folder: string, disk: LogFileSystem): PowerCut {
  /** Bytes on disk for sure, by the file's number. */
  const kept = new Map<number, number>();
  for (const path of filesIn(folder)) kept.set(statSync(path).ino, statSync(path).size);

  const keep = ({ ino, size }: { ino: number; size: number }) => kept.set(ino, size);
  const fileSystem: LogFileSystem = {
    ...disk,
    fdatasyncSync(file) {
      disk.fdatasyncSync(file);
      keep(fstatSync(file));
    },
    async fdatasync(file) {
      const before = fstatSync(file);
      await disk.fdatasync(file);
      keep(before);
    },
  };
  return {
    fileSystem,
    cut() {
      for (const path of filesIn(folder)) {
        const size = kept.get(statSync(path).ino);
        if (path.endsWith(logName)) truncateSync(path, size ?? 0);
        else if (size === undefined) rmSync(path);
      }
    },
  };
}

/** Logs and texts of all runs. */
function filesIn(folder: string): string[] {
  const names = (path: string) => {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  };
  return names(folder).flatMap((run) => [
    ...names(join(folder, run))
      .filter((name) => name === logName)
      .map((name) => join(folder, run, name)),
    ...names(join(folder, run, "blobs")).map((name) => join(folder, run, "blobs", name)),
  ]);
}
