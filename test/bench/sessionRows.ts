// Sessions of the Agent Manager: how long four agents take for a fix each and what all their processes weigh, how near
// twenty agents come to the time their model takes, and what one agent weighs idle and at work.
import { atMost, type BenchRow, milliseconds, told } from "./benchRow";
import { makePlace, type Place } from "./place";
import { fixCalls, fixScript, partOf } from "./sessionProject";
import { factsOf, playBare, playSession, type SessionRun, sinceStart } from "./sessionRun";
import { median } from "./statistics";
import type { Subject } from "./subject";
import { canMeasureMemory } from "./treeMemory";

const rounds = 5;
const few = 4;
const many = 20;
const answerMs = 2_000;
/** What a model's two seconds come to on the wire. */
const limitMs = 2_030;
const turns = fixCalls(1).length;
const fix = `a ${turns}-turn fix (read_file, edit_file, run_command of its check, attempt_completion) in a worktree and a process of its own`;

export async function sessionRows(subject: Subject): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    return [
      ...(await fourAgents(subject, place)),
      ...(await memoryRows(subject, place)),
      ...(await manyAgents(subject, place)),
    ];
  } finally {
    place.remove();
  }
}

/** Milliseconds until the last agent's work stood as a commit. */
function allFinished(run: SessionRun): number {
  return Math.max(...factsOf(run.events, "agent.finished").map((event) => sinceStart(event, run)));
}

async function fourAgents(subject: Subject, place: Place): Promise<BenchRow[]> {
  const runs: SessionRun[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const wish = { agents: few, script: fixScript() };
    runs.push(await playSession(subject, place, { name: `four-${round}`, ...wish }));
    bare.push(await playBare(place, { name: `bare-${round}`, ...wish }));
  }
  const times = runs.map(allFinished);
  const how = `${rounds} sessions of ${subject.name} with ${few} agents at once, each doing ${fix}: process start to the last agent's work standing as a commit on its branch; the median is judged`;
  const walls = runs.map(({ wall }) => wall);
  return [
    atMost(
      "four agents, a fix each, in worktrees",
      median(times),
      1_100,
      " ms",
      `median ${milliseconds(median(times))}, best ${milliseconds(Math.min(...times))}`,
      how,
    ),
    told(
      "the same fixes by a bare program",
      `median ${milliseconds(median(bare))}, best ${milliseconds(Math.min(...bare))}; the agents take ${(median(times) / median(bare)).toFixed(2)} times as long`,
      "in turn with the sessions: a worktree each, the same answers, the check and a commit, without log, approvals, sandbox or processes of their own",
    ),
    told(
      "the same to the question of the merge",
      `median ${milliseconds(median(walls))}, best ${milliseconds(Math.min(...walls))}`,
      "the same sessions: process start to its end, with merge train, verification and a reviewer's four turns",
    ),
  ];
}

async function memoryRows(subject: Subject, place: Place): Promise<BenchRow[]> {
  const what = "memory of four agents, all processes";
  const how = `one more such session, whose every answer takes 500 ms: largest PSS of ${subject.name} and all its descendants at one moment, summed from /proc/*/smaps_rollup every 20 ms (Linux)`;
  if (!canMeasureMemory) return [{ what, figure: "no /proc here", aim: "≤ 300 MB", met: null, how }];
  const script = fixScript();
  const { peak } = await playSession(subject, place, {
    name: "memory",
    agents: few,
    script: (request) => ({ ...(script(request) as object), delayMs: 500 }),
    memory: true,
  });
  const pss = (peak?.pss ?? Number.NaN) / 1e6;
  const workers = peak?.workers ?? { idle: [], busy: [] };
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    atMost(
      what,
      pss,
      300,
      " MB",
      `PSS ${pss.toFixed(1)} MB, RSS ${megabytes(peak?.rss ?? 0)}, ${peak?.processes} processes`,
      how,
    ),
    told(
      "memory of an agent's process",
      `idle PSS ${megabytes(median(workers.idle))}, most ${megabytes(Math.max(...workers.busy))}`,
      "the same session: median over its samples, and the largest of any, of one worker with what it started",
    ),
  ];
}

async function manyAgents(subject: Subject, place: Place): Promise<BenchRow[]> {
  const spans: number[] = [];
  const walls: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    const run = await playSession(subject, place, {
      name: `many-${round}`,
      agents: many,
      script: (request) => {
        if (partOf(request) === null) throw new Error("a request came that no agent of the session sent");
        const end = { name: "attempt_completion", input: { result: "Looked at it." } };
        return { calls: [end], delayMs: answerMs };
      },
    });
    const own = run.exchanges.slice(0, many);
    spans.push(Math.max(...own.map(({ answered }) => answered ?? Number.NaN)) - (own[0]?.arrived ?? 0));
    walls.push(allFinished(run));
  }
  const ratio = Math.min(...spans) / limitMs;
  return [
    {
      what: `${many} agents of 2 s answers`,
      figure: `${ratio.toFixed(3)} (${milliseconds(Math.min(...spans))})`,
      aim: "≤ 1.05",
      met: ratio <= 1.05,
      how: `2 sessions of ${subject.name} with ${many} agents side by side in worktrees, each answered once after ${answerMs} ms: first agent's request to the last one's answer, over ${limitMs} ms; the best is judged`,
    },
    told(
      `${many} agents, from process start`,
      milliseconds(Math.min(...walls)),
      "the same sessions: until the last agent's work stood, with making all worktrees",
    ),
  ];
}
