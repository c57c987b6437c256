// The lines of all runs on disk, newest first, read cheaply and kept by size and time of their logs, over restarts too.
// Never opens an engine, never follows, never writes into a run.
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunsPlace } from "./engines";
import { type Skimmed, skimLog } from "./skimLog";

export interface RunLine {
  place: RunsPlace;
  /** Of its log, when it was read. */
  size: number;
  changedMs: number;
  line: Skimmed;
}

/** Runs beyond this many of one folder are not listed: the oldest. */
const mostRuns = 200;

export interface RunLines {
  /** By run. */
  readonly lines: ReadonlyMap<string, RunLine>;
  /**
   * Looks at all logs again; reads those that changed.
   * @param isFollowed runs whose line is made of their view; their logs are not read.
   * @returns every run on disk.
   */
  look(places: RunsPlace[], isFollowed: (run: string) => boolean): Promise<ReadonlySet<string>>;
  forget(run: string): void;
}

type Kept = Record<string, Pick<RunLine, "size" | "changedMs" | "line">>;

/**
 * @param cache a file for what was read; null keeps nothing.
 * @param list runs of a folder, newest first.
 */
export function createRunLines(cache: string | null, list: (path: string) => Promise<string[]>): RunLines {
  const lines = new Map<string, RunLine>();
  let kept: Promise<Kept> | null = null;

  async function lookAt(place: RunsPlace, run: string): Promise<boolean> {
    const path = join(place.path, run, "events.jsonl");
    const found = await stat(path).catch(() => null);
    if (!found) return lines.delete(run);
    const { size, mtimeMs: changedMs } = found;
    const isSame = (one?: Kept[string]) => one?.size === size && one.changedMs === changedMs;
    if (isSame(lines.get(run))) return false;
    kept ??= readKept(cache);
    const before = (await kept)[run];
    const line = before && isSame(before) ? before.line : await skimLog(path).catch(() => null);
    if (!line) return lines.delete(run);
    lines.set(run, { place, size, changedMs, line });
    return true;
  }

  async function look(places: RunsPlace[], isFollowed: (run: string) => boolean) {
    let changed = false;
    const seen = new Set<string>();
    for (const place of places) {
      const runs = await list(place.path);
      for (const run of runs) seen.add(run);
      for (const run of runs.slice(0, mostRuns)) {
        if (!isFollowed(run) && (await lookAt(place, run))) changed = true;
      }
    }
    for (const run of lines.keys()) if (!seen.has(run)) changed = lines.delete(run) || changed;
    if (changed && cache) await keep(cache, lines);
    return seen;
  }

  return { lines, look, forget: (run) => void lines.delete(run) };
}

async function readKept(cache: string | null): Promise<Kept> {
  if (!cache) return {};
  try {
    return JSON.parse(await readFile(cache, "utf8"));
  } catch {
    return {};
  }
}

async function keep(cache: string, lines: ReadonlyMap<string, RunLine>): Promise<void> {
  const kept: Kept = {};
  for (const [run, { size, changedMs, line }] of lines) kept[run] = { size, changedMs, line };
  try {
    await mkdir(dirname(cache), { recursive: true, mode: 0o700 });
    await writeFile(cache, JSON.stringify(kept), { mode: 0o600 });
  } catch {
    // What cannot be kept is read again next time.
  }
}
