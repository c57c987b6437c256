// Plays the table in one dialect, a few runs side by side in one process: most of a run's time is spent waiting for git.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { ScriptDialect } from "../../../src/demo/modelServer/script";
import { playground } from "../../crash/playground";
import { full, tally } from "../tally";
import type { FaultRow } from "./faultRow";
import { playCase } from "./play";
import { table } from "./table";

const seeds = 20;
const sideBySide = 3;

const dialects = ["anthropic", "openai-chat", "openai-responses"] as const;

/**
 * Plays every row that the dialect knows with every seed; fails with the list of lost cases. Without `full`, each row is
 * played once, in one of the dialects.
 */
export async function playTable(dialect: ScriptDialect): Promise<void> {
  const isMine = (_: FaultRow, at: number) => full || at % dialects.length === dialects.indexOf(dialect);
  const rows = table.filter(isMine).filter(({ only = dialect }) => only === dialect);
  const cases = rows.flatMap((row, at) =>
    full ? Array.from({ length: seeds }, (_, seed) => ({ row, seed })) : [{ row, seed: (7 * at) % seeds }],
  );
  const lost = await playAll(dialect, cases);
  tally({
    what: `model API faults, ${dialect}: ${rows.length} scripts${full ? ` × ${seeds} seeds` : ""}`,
    tried: cases.length,
    lost: lost.length,
  });
  expect(lost).toEqual([]);
}

async function playAll(dialect: ScriptDialect, cases: { row: FaultRow; seed: number }[]): Promise<string[]> {
  const home = mkdtempSync(join(playground(), "kilo-faults-"));
  const lost: string[] = [];
  const left = [...cases.entries()];
  const play = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [at, { row, seed }] = next;
      const wrong = await playCase(row, dialect, seed, join(home, String(at)));
      if (wrong.length > 0) lost.push(`${row.name}, seed ${seed}: ${wrong.join("; ")}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: sideBySide }, play));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return lost;
}
