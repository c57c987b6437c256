// Kills the host of a parent that answers one question twice, at the appends of its two calls and after, and resumes it: the
// subtask hears the first answer alone, each call is settled once, and the one result comes back once.
import { expect, it } from "vitest";
import type { Fact } from "../../src/protocol/event";
import type { Kill, Moment } from "../crash/crashingRuns";
import { deathMatrix } from "../crash/matrix";
import { type Case, createTheatre, type Examine } from "../crash/theatre";
import { examineFamily } from "./examine";

const moments: Moment[] = ["before", "torn", "after"];
const full = process.env.KILO_CRASH_FULL === "1";

const examine: Examine = (outcome, { events, view }) => {
  examineFamily(outcome, events, view);
  const facts = events.map(({ fact }) => fact);
  const told = facts.flatMap((fact) => (fact.type === "task.answered" ? [fact.answer] : []));
  if (told.join() !== "blue") outcome.wrong.push(`the subtask was told: ${told.join()}`);
  const answers = facts.filter((fact) => fact.type === "toolCall.settled" && fact.name === "answer_task");
  const good = answers.filter((fact) => fact.type === "toolCall.settled" && fact.outcome === "ok");
  if (answers.length !== 2 || good.length !== 1)
    outcome.wrong.push(`${answers.length} answers were settled, ${good.length} of them with the result`);
  const { result } = view.tasks.t2 ?? {};
  if (result?.text !== "RESULT heard blue") outcome.wrong.push(`the subtask ended with: ${result?.text}`);
};

const matrix = deathMatrix({
  title: "deaths between two answers",
  columns: ["tried", "killed", "lost", "doubled", "stuck", "wrong"],
  create: (folder) => createTheatre(folder, "answers", {}, examine),
});

function caseOf(kills: Kill[]): Case {
  const name = kills.map(({ append, moment }) => `${moment} ${append}`).join(", ");
  return { name, kills, inCommand: null, person: "looks", syncing: "at-once" };
}

/** From the first answer's intent to where the subtask has begun its next turn: whatever the two calls append. */
function placesOf(appends: Fact["type"][][]): number[] {
  const answered = appends.findIndex((types) => types.includes("task.answered"));
  const count = full ? appends.length - answered : 6;
  return Array.from({ length: count }, (_, index) => answered + 1 + index);
}

it("at each append of the two calls", async () => {
  const places = placesOf(matrix.theatre().reference.appends);
  const cases = places.flatMap((append) => moments.map((moment) => caseOf([{ append, moment }])));
  const outcomes = await matrix.playAll("one death", cases);
  expect(outcomes.filter(({ killed }) => killed === 1)).toHaveLength(outcomes.length);
}, 600_000);

it("and again while the resumed host settles them", async () => {
  const [, second = 1] = placesOf(matrix.theatre().reference.appends);
  const again = Array.from({ length: full ? 12 : 5 }, (_, index) => 2 + index);
  const kills = again.map((append) => [
    { append: second, moment: "after" as const },
    { append, moment: moments[append % 3] ?? "after" },
  ]);
  const outcomes = await matrix.playAll("two deaths", kills.map(caseOf));
  expect(outcomes.filter(({ killed }) => killed === 2)).toHaveLength(outcomes.length);
}, 600_000);
