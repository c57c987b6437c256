// Runs of 40 turns in which every tenth request goes wrong in some way that may pass: all but one in a hundred have to
// be done, every edit once, and what the faults cost is told.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ScriptFault, ScriptReply } from "../../../src/demo/modelServer/script";
import { playground } from "../../crash/playground";
import { full, tally } from "../tally";
import type { FaultRow, Hit, Played } from "./faultRow";
import { playCase } from "./play";
import { edits, type PlannedCall, type Work } from "./work";

const turns = 40;
const dialects = ["anthropic", "openai-chat", "openai-responses"] as const;
const runs = full ? 201 : 6;
const sideBySide = 3;
/** Of a hundred runs, how many have to be done. */
const aim = 99;
const share = 0.1;

const line = (at: number) => `line ${at}\n`;
const textAfter = (count: number) => `${Array.from({ length: count }, (_, at) => line(at)).join("")}END\n`;

/** A look at the file, an edit in every turn, and the end. */
const longWork: Work = {
  ...edits,
  answers: [
    ...edits.answers.slice(0, 1),
    ...Array.from({ length: turns - 2 }, (_, at): PlannedCall[] => [
      {
        name: "edit_file",
        input: { path: "ledger.txt", search: "END", replace: `${line(at)}END` },
        good: "Edited",
      },
    ]),
    ...edits.answers.slice(-1),
  ],
  states: Array.from({ length: turns - 1 }, (_, count) => JSON.stringify([textAfter(count), null])),
};

const fault =
  (made: ScriptFault) =>
  ({ planned }: Hit): ScriptReply => ({ ...planned, fault: made });
const status = (code: number, headers = {}) => fault({ kind: "status", status: code, headers });

const mixed: ((hit: Hit) => ScriptReply)[] = [
  status(429, { "retry-after": "5" }),
  status(429),
  status(500),
  status(503),
  status(529),
  fault({ kind: "reset" }),
  fault({ kind: "html" }),
  (hit) => fault({ kind: "disconnect", afterEvents: hit.between(0, hit.events.length) })(hit),
  (hit) => fault({ kind: "disconnect", afterBytes: hit.between(0, 900) })(hit),
  (hit) => fault({ kind: "end-early", afterEvents: hit.between(0, hit.events.length) })(hit),
  (hit) => fault({ kind: "malformed", afterEvents: hit.between(0, hit.events.length - 3) })(hit),
  (hit) =>
    fault({
      kind: "error-event",
      afterEvents: hit.between(1, hit.events.length - 3),
      type: "overloaded_error",
      message: "Too many.",
    })(hit),
];

interface Spend {
  done: number;
  faults: number;
  answered: number;
  lost: number;
}

/** The faults of one run, and what they cost. */
function rowOf(spend: Spend): FaultRow {
  return {
    name: "mixed faults",
    work: longWork,
    anywhere: true,
    times: "always",
    unreached: true,
    ends: "typed",
    fault: (hit) => {
      if (hit.random() >= share) return null;
      const pick = mixed[hit.between(0, mixed.length - 1)];
      return pick ? pick(hit) : null;
    },
    look: (played) => book(played, spend),
    settings: (settings) => {
      settings.capMicros = 10_000_000;
    },
  };
}

function book({ events, view, hits }: Played, spend: Spend): string[] {
  spend.faults += hits;
  if (view.outcome === "done") spend.done += 1;
  for (const { fact } of events) {
    if (fact.type !== "model.settled") continue;
    if (fact.failure) spend.lost += fact.micros;
    else spend.answered += fact.micros;
  }
  return [];
}

it("runs of 40 turns come to their end under 10 % mixed faults", {
  timeout: full ? 1_200_000 : 120_000,
}, async () => {
  const home = mkdtempSync(join(playground(), "kilo-long-runs-"));
  const spend: Spend = { done: 0, faults: 0, answered: 0, lost: 0 };
  const lost: string[] = [];
  const left = Array.from({ length: runs }, (_, seed) => seed);
  const play = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const dialect = dialects[seed % dialects.length] ?? "anthropic";
      const wrong = await playCase(rowOf(spend), dialect, seed, join(home, String(seed)));
      if (wrong.length > 0) lost.push(`run ${seed}, ${dialect}: ${wrong.join("; ")}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: sideBySide }, play));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const complete = (100 * spend.done) / runs;
  const added = (100 * spend.lost) / spend.answered;
  tally({
    what: `runs of ${turns} turns, every tenth request a fault`,
    tried: runs,
    lost: lost.length,
    note: `${complete.toFixed(1)} % done without a pause (aim ${aim}); ${spend.faults} faults; booked for answers that broke off: ${added.toFixed(0)} % of what the others cost`,
  });
  expect(lost).toEqual([]);
  expect(complete).toBeGreaterThanOrEqual(aim);
});
