// A long run's events in real proportions: iterations of a plan, fifty turns of a coder, a reviewer beside it for some of
// them, and a verification. The same every time, and of any length.
import type { RunEvent } from "../../../src/protocol/event";
import { EventWriter, type NewTurn } from "../preview/eventWriter";

const planTurns = 6;
const coderTurns = 50;
/** Every so many of the coder's turns the reviewer works beside it. */
const besideEvery = 3;
const tools = ["read_file", "edit_file", "search_files", "run_command"];
const words =
  "the importer keeps the order of rows while `cursor` moves on so that what was read once is never read again and old callers see the same page".split(
    " ",
  );

/** @param enough whether the run is long enough; asked between turns. */
export function longTrace(enough: (cards: number, facts: number) => boolean): RunEvent[] {
  const log = new EventWriter(0);
  log.start("Move every module of the shop to the new store.", { capMicros: 5_000_000_000 });
  let cards = 0;
  const goesOn = () => !enough(cards, log.events.length);
  const next = () => {
    cards += 1;
    return turnOf(cards);
  };
  while (goesOn()) {
    log.iteration += 1;
    const { iteration } = log;
    log.emit({ type: "iteration.started", iteration, by: "work", reason: "the next part" });
    const plan = log.task({
      role: "planner",
      lane: "planner",
      title: `Plan part ${iteration}`,
      purpose: "plan",
    });
    for (let turn = 0; turn < planTurns && goesOn(); turn += 1) log.turn(plan, next());
    log.endTask(plan, "planned");
    work(log, next, goesOn);
    const red = iteration % 3 === 0;
    log.emit({ type: "verification.started", iteration });
    log.check(iteration, "npm test", red ? 1 : 0, 3_200, ["npm-test: a"]);
    log.verified(iteration, red ? "red" : "green", red ? ["npm-test: a"] : []);
  }
  return log.events;
}

function work(log: EventWriter, next: () => NewTurn, goesOn: () => boolean): void {
  const coder = log.task({ role: "coder", lane: "coder", title: `Change part ${log.iteration}` });
  const reviewer = log.task({
    role: "reviewer",
    lane: "debugger",
    title: `Review part ${log.iteration}`,
    purpose: "subtask",
  });
  for (let turn = 0; turn < coderTurns && goesOn(); turn += 1) {
    const [changing, reviewing] = [log.begin(coder), turn % besideEvery === 0 ? log.begin(reviewer) : null];
    log.end(changing, next());
    if (reviewing !== null) log.end(reviewing, next());
  }
  log.endTask(coder, "changed");
  log.endTask(reviewer, "reviewed");
}

function turnOf(number: number): NewTurn {
  const calls = Array.from({ length: 1 + (number % 3) }, (_, at) => {
    const failed = at === 2 && number % 11 === 0;
    const name = tools[(number + at) % tools.length] ?? "read_file";
    const note = failed ? "the text was not found" : `+${number % 40} −${number % 9}`;
    return { name, target: `src/part${number % 90}/file${(number + at) % 30}.ts`, note, failed };
  });
  return { text: number % 5 === 0 ? "" : said(number), calls, ms: 800 + ((number * 131) % 9_000) };
}

/** The same words for the same number. */
function said(number: number): string {
  const step = 1 + (number % 3);
  const length = 6 + ((number * 7) % 44);
  return Array.from({ length }, (_, at) => words[(number * 13 + at * step) % words.length]).join(" ");
}
