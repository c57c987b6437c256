// A run of any length for measurements: steps of some turns each, a verification now and then, lanes side by side.
import type { RunEvent } from "../../../src/protocol/event";
import { EventWriter, type NewTurn } from "./eventWriter";

const words =
  "the handler reads a cursor and returns the next page with its items so that old clients keep working while `nextCursor` stays null on the last page".split(
    " ",
  );

/** The same text for the same number. */
function text(number: number): string {
  const length = 6 + ((number * 7) % 34);
  return Array.from(
    { length },
    (_, at) => words[(number * 13 + at * (1 + (number % 3))) % words.length],
  ).join(" ");
}

function turnOf(number: number): NewTurn {
  const calls = Array.from({ length: number % 4 }, (_, at) => ({
    name: ["read_file", "edit_file", "search_files", "run_command"][(number + at) % 4] ?? "read_file",
    target: `src/part${number % 90}/file${(number + at) % 30}.ts`,
    note: at === 2 && number % 11 === 0 ? "the text was not found" : `+${number % 40} −${number % 9}`,
    failed: at === 2 && number % 11 === 0,
  }));
  return { text: number % 5 === 0 ? "" : text(number), calls, ms: 800 + ((number * 131) % 9000) };
}

/**
 * @param cards how many turns at least.
 * @param startedAt milliseconds since 1970.
 * @param end whether the run is over.
 */
export function longRun(cards: number, startedAt = Date.now() - 7_200_000, end = true): RunEvent[] {
  const log = new EventWriter(startedAt);
  log.start("Move every module of the billing service to the new ledger.", { capMicros: 5_000_000_000 });
  log.emit({
    type: "run.routed",
    decision: "orchestrate",
    estimatedLines: 9000,
    reasons: ["a repo-wide change"],
    forced: null,
  });
  for (let made = 0; made < cards; ) made = round(log, made, cards);
  if (end)
    log.emit({
      type: "run.ended",
      outcome: "done",
      verified: true,
      summary: "all checks are green",
      report: { text: "" },
    });
  return log.events;
}

/** One iteration: a task in each lane, the coder's and the reviewer's at one time. */
function round(log: EventWriter, from: number, cards: number): number {
  let made = from;
  const next = () => {
    made += 1;
    return turnOf(made);
  };
  log.iteration += 1;
  log.emit({ type: "iteration.started", iteration: log.iteration, by: "work", reason: "the next part" });
  const plan = log.task({
    role: "planner",
    lane: "planner",
    title: `Plan part ${log.iteration}`,
    purpose: "plan",
  });
  for (let at = 0; at < 2 && made < cards; at += 1) log.turn(plan, next());
  log.endTask(plan, "plan");
  const coder = log.task({ role: "coder", lane: "coder", title: `Change part ${log.iteration}` });
  const reviewer = log.task({
    role: "reviewer",
    lane: "debugger",
    title: `Review part ${log.iteration}`,
    purpose: "subtask",
  });
  for (let at = 0; at < 8 && made < cards; at += 1) {
    if (at % 3 === 2) {
      const [first, second] = [log.begin(coder), log.begin(reviewer)];
      log.end(second, next());
      log.end(first, next());
    } else log.turn(coder, next());
  }
  log.endTask(coder, "changed");
  log.endTask(reviewer, "reviewed");
  log.emit({ type: "verification.started", iteration: log.iteration });
  log.check(log.iteration, "npm test", log.iteration % 3 === 0 ? 1 : 0, 3200, ["npm-test: a"]);
  log.verified(
    log.iteration,
    log.iteration % 3 === 0 ? "red" : "green",
    log.iteration % 3 === 0 ? ["npm-test: a"] : [],
  );
  return made;
}
