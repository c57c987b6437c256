// Delegation: what a subtask costs in the engine's own time, how its parent's prompt grows, how children go side by side,
// and how long a run of 200 tasks takes to go on. The model answers by conversation; its own time is taken off.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ModelScript, ScriptCall, ScriptRequest } from "../../src/demo/modelServer/script";
import { taskText } from "../../src/demo/modelServer/script";
import { atMost, type BenchRow, milliseconds, told, whole } from "./benchRow";
import { makePlace, makeRepository, type Place } from "./place";
import type { Started } from "./program";
import { promptBytes } from "./promptBytes";
import { moduleNames, seedProject } from "./seedProject";
import { median, percentile } from "./statistics";
import type { Subject } from "./subject";
import { type Exchange, startTimedServer, type TimedServer } from "./timedServer";

const rounds = 3;
/** Processes differ by a quarter in how the system places them, so that the median of three is a matter of luck. */
const rowRounds = 15;
const inARow = 20;
const answerMs = 2_000;
/** What a model's two seconds come to on the wire. */
const limitMs = 2_030;

const give = (mode: string, message: string): ScriptCall => ({ name: "new_task", input: { mode, message } });
const end: ScriptCall = { name: "attempt_completion", input: { result: "All parts are done." } };
const questions = ["keep", "add", "find", "list"];
/** Every subtask asks something else, as a model would. */
const question = (number: number) => {
  const noun = moduleNames[number % moduleNames.length];
  return `What does src/${noun}.js ${questions[Math.floor(number / moduleNames.length) % questions.length]}?`;
};
const readers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => give("ask", question(from + index)));
const nests = moduleNames.slice(0, 4).map((noun) => give("orchestrator", `Look at all about the ${noun}.`));

const asked = ["run", "#root Look at the shop.", "--yes", "--role", "orchestrator"];

export async function delegationRows(subject: Subject): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    return [
      ...(await oneByOne(subject, place)),
      ...(await together(subject, place, 4, 1.03, 40_000)),
      ...(await together(subject, place, 20, 1.05, 130_000)),
      await resumed(subject, place),
    ];
  } finally {
    place.remove();
  }
}

const isRoot = (request: ScriptRequest) => taskText(request).startsWith("#root");
const answersOf = ({ messages }: ScriptRequest) => messages.filter(({ role }) => role === "assistant").length;

/** The parent gives away what `parts` says, answer by answer; a part answers with one sentence after `delayMs`. */
function scriptOf(parts: ScriptCall[][], delayMs: number): ModelScript {
  return (request) => {
    if (isRoot(request)) return { calls: parts[answersOf(request)] ?? [end] };
    if (request.tools.includes("new_task")) return { calls: answersOf(request) === 0 ? readers(48) : [end] };
    return { text: `In memory: ${taskText(request).split("\n", 1)[0]}`, delayMs };
  };
}

interface Stage {
  server: TimedServer;
  start(words: readonly string[]): Started;
}

async function open(subject: Subject, place: Place, name: string, script: ModelScript): Promise<Stage> {
  const folder = join(place.root, name, "work");
  const home = join(place.root, name, "home");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  makeRepository(folder, seedProject());
  const server = await startTimedServer(script);
  const setting = { url: server.model.url, home, folder };
  return { server, start: (words) => subject.command(setting, words) };
}

interface Played {
  exchanges: Exchange[];
  requests: readonly ScriptRequest[];
}

async function play(subject: Subject, place: Place, name: string, script: ModelScript): Promise<Played> {
  const stage = await open(subject, place, name, script);
  const { code, said } = await stage.start(asked).ended;
  await stage.server.close();
  const { exchanges, model } = stage.server;
  if (code !== 0) throw new Error(`exit ${code}: ${said}`);
  return { exchanges, requests: model.requests };
}

/** Milliseconds between the end of one exchange's answer and the arrival of another. */
const between = (before: Exchange | undefined, after: Exchange | undefined) =>
  after && before?.answered ? after.arrived - before.answered : Number.NaN;

async function oneByOne(subject: Subject, place: Place): Promise<BenchRow[]> {
  const costs: number[] = [];
  let grown: number[] = [];
  for (let round = 0; round < rowRounds; round += 1) {
    const parts = Array.from({ length: inARow }, (_, index) => readers(1, index));
    const { exchanges, requests } = await play(subject, place, `row-${round}`, scriptOf(parts, 0));
    for (let part = 0; part < inARow; part += 1) {
      const [parent, child, next] = exchanges.slice(part * 2, part * 2 + 3);
      costs.push(between(parent, child) + between(child, next));
    }
    const sizes = requests.filter(isRoot).map(({ bodyText }) => promptBytes(bodyText));
    grown = sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0));
  }
  const how = `${rowRounds} runs of ${subject.name}, an orchestrator with ${inARow} subtasks one after the other, each one answer of an ask role: last byte of the parent's answer to the child's request, and last byte of the child's answer to the parent's next request, summed; the median is judged`;
  const cost = median(costs);
  const figure = `median ${milliseconds(cost)}, p95 ${milliseconds(percentile(costs, 0.95))}`;
  return [
    atMost("a delegation in the engine's time", cost, 10, " ms", figure, how),
    told(
      "bytes a parent's prompt grows per child",
      `${whole(median(grown))}, most ${whole(Math.max(...grown))}`,
      "the same runs: system, tools and messages of each parent request against the one before",
    ),
  ];
}

async function together(
  subject: Subject,
  place: Place,
  count: number,
  most: number,
  bytesMost: number,
): Promise<BenchRow[]> {
  const spans: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const name = `together-${count}-${round}`;
    const { exchanges, requests } = await play(subject, place, name, scriptOf([readers(count)], answerMs));
    spans.push(between(exchanges[0], exchanges[count + 1]));
    bytes = requests.reduce((sum, { bodyText }) => sum + promptBytes(bodyText), 0);
  }
  const ratio = median(spans) / limitMs;
  const how = `${rounds} runs of ${subject.name}: last byte of the parent's answer with ${count} new_task calls to its next request, each child answering once after ${whole(answerMs)} ms; over ${whole(limitMs)} ms; the median is judged`;
  const figure = `${ratio.toFixed(3)} (${milliseconds(median(spans))})`;
  return [
    { what: `${count} children side by side`, figure, aim: `≤ ${most}`, met: ratio <= most, how },
    atMost(
      `prompt bytes with ${count} children`,
      bytes,
      bytesMost,
      "",
      whole(bytes),
      `the same runs: system, tools and messages of all ${count + 2} requests`,
    ),
  ];
}

/** Killed when its last answer was asked for, and resumed: until that request comes again. */
async function resumed(subject: Subject, place: Place): Promise<BenchRow> {
  const parts = [nests, readers(3)];
  const script = scriptOf(parts, 0);
  const stage = await open(subject, place, "resumed", (request) =>
    isRoot(request) && answersOf(request) === parts.length
      ? { ...(script(request) as object), delayMs: 600_000 }
      : script(request),
  );
  const last = 1 + 4 * (1 + 48 + 1) + 1 + 3 + 1;
  const first = stage.start(asked);
  await arrivals(stage.server, last, first);
  first.child.kill("SIGKILL");
  await first.ended;
  const times: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const again = stage.start(["resume", "--yes"]);
    await arrivals(stage.server, last + round, again);
    times.push((stage.server.exchanges[last + round - 1]?.arrived ?? Number.NaN) - again.at);
    again.child.kill("SIGKILL");
    await again.ended;
  }
  await stage.server.close();
  const seconds = median(times) / 1_000;
  const how = `${rounds} resumes of a run of 200 tasks whose host was killed while its orchestrator waited for its last answer: process start of ${subject.name} to that request; the median is judged`;
  return atMost("resume of a run of 200 tasks", seconds, 1.5, " s", `${seconds.toFixed(2)} s`, how);
}

/** Resolves when so many requests have arrived; rejects where the program ended before. */
async function arrivals(server: TimedServer, count: number, started: Started): Promise<void> {
  const over = started.ended.then(({ code, said }): never => {
    throw new Error(`exit ${code} after ${server.exchanges.length} of ${count} requests: ${said}`);
  });
  over.catch(() => undefined);
  while (server.exchanges.length < count) await Promise.race([server.next(), over]);
}
