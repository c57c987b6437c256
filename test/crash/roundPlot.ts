// The round of planner, coder, verification and debugger as a plot, with a person who answers everything at once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Approval } from "../../src/protocol/approval";
import type { PersonsEngine } from "./asPerson";
import type { Play } from "./player";
import { ledgerFile, plantSeed, plotReply, plotSettings, prompt } from "./plot";
import type { Plot } from "./plots";

const origin = { kind: "person", via: "test" } as const;

/** Whether a command whose outcome nobody knows shall be run again: never, or after a look at the ledger. */
export function runAgain(play: Play): "approved" | "rejected" {
  if (play.person === "leaves") return "rejected";
  return readFileSync(join(play.home, "work", ledgerFile), "utf8").includes("op-1") ? "rejected" : "approved";
}

function verdictOn(play: Play, approval: Approval): "approved" | "rejected" {
  return approval.title.startsWith("Run again?") ? runAgain(play) : "approved";
}

/** Answers every question, those from before a restart too; an answered one is not changed by that. */
function watch(play: Play, engine: PersonsEngine, run: string, signal: AbortSignal) {
  void engine.follow(
    run,
    0,
    ({ fact }) => {
      if (fact.type !== "approval.asked") return;
      const { id, hash } = fact.approval;
      const verdict = verdictOn(play, fact.approval);
      const answer = { type: "approval.give" as const, approval: id, hash, verdict, scope: "once" as const };
      // After this event's own publishing is over.
      setImmediate(() => void engine.send(run, answer, origin));
    },
    signal,
  );
  return () => {};
}

export const roundPlot: Plot = {
  prompt,
  role: null,
  verified: true,
  settings: plotSettings,
  plant: plantSeed,
  reply: plotReply,
  watch,
};
