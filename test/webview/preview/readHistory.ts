// The logs of released versions as runs for a pane: their events, and their turns whole.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "../../../src/protocol/event";
import { rebuiltTurns } from "../../history/rebuiltTurns";
import type { PreviewRun } from "./previewHost";

const folder = join(import.meta.dirname, "..", "..", "history");

/** @param log a log's name without its ending: `v0.1.0-happy-path`. */
export async function readHistory(log: string): Promise<PreviewRun> {
  const path = join(folder, `${log}.jsonl`);
  const turns = await rebuiltTurns(path, join(folder, "blobs"));
  return { events: readEvents(path), turn: (wanted) => turns.find(({ turn }) => turn === wanted) ?? null };
}

/** Events of a log that is known to be whole. */
export function readEvents(path: string): RunEvent[] {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RunEvent);
}
