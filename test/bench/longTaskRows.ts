// A 20-turn task: time between turns, bytes of its prompts and how they grow, memory of all its processes.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findRipgrep } from "../../src/core/tools/ripgrep";
import { atMost, type BenchRow, milliseconds, told, whole } from "./benchRow";
import { makePlace, makeRepository, type Place } from "./place";
import { extensionOf, fixedBytes, promptBytes } from "./promptBytes";
import { seedProject } from "./seedProject";
import { median, percentile } from "./statistics";
import type { Subject } from "./subject";
import { gapsOf, startTimedServer, type TimedServer } from "./timedServer";
import { canMeasureMemory, type TreePeak, watchTreeMemory } from "./treeMemory";
import { taskCalls, taskPrompt, turnScript } from "./turnScript";

const timedRuns = 5;
const memoryRuns = 3;
const turns = taskCalls().length;
const task = `a ${turns}-turn task (list_files, 6 × search_files, read_file of 300 bytes and edit_file, attempt_completion; 14-file repository)`;

export async function longTaskRows(subject: Subject): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    const gaps: number[][] = [];
    let bodies: string[] = [];
    for (let run = 0; run < timedRuns; run += 1) {
      const played = await play(subject, place, `timed-${run}`, null);
      gaps.push(gapsOf(played.server.exchanges));
      bodies = played.server.model.requests.map((request) => request.bodyText);
    }
    return [...gapRows(subject, gaps), ...promptRows(subject, bodies), ...(await memoryRows(subject, place))];
  } finally {
    place.remove();
  }
}

interface Played {
  server: TimedServer;
  peak: TreePeak | null;
}

async function play(subject: Subject, place: Place, name: string, memory: "memory" | null): Promise<Played> {
  const folder = join(place.root, name, "work");
  const home = join(place.root, name, "home");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  makeRepository(folder, seedProject());
  const server = await startTimedServer(turnScript());
  const started = subject.start({ url: server.model.url, home, folder }, taskPrompt);
  const watched = memory && started.child.pid ? watchTreeMemory(started.child.pid) : null;
  const { code, said } = await started.ended;
  const peak = watched?.stop() ?? null;
  await server.close();
  const asked = server.model.requests.length;
  if (code !== 0 || asked !== turns) throw new Error(`exit ${code} after ${asked} requests: ${said}`);
  return { server, peak };
}

/** @param runs the gaps of each run, in the order of the task's calls. */
function gapRows(subject: Subject, runs: number[][]): BenchRow[] {
  const gaps = runs.flat();
  const middle = median(gaps);
  const figure = `median ${milliseconds(middle)}, p95 ${milliseconds(percentile(gaps, 0.95))}, most ${milliseconds(Math.max(...gaps))}`;
  const how = `${timedRuns} runs of ${subject.name}, ${task}: last byte of an answer written to the next request's headers arrived, every fact on disk before the request leaves, the tool and the checkpoint before the first edit included; the median is judged`;
  const row = atMost("between an answer and the next request", middle, 5, " ms", figure, how);
  const byTool = new Map<string, number[]>();
  for (const [index, { name }] of taskCalls().slice(0, -1).entries()) {
    const times = runs.flatMap((run) => run[index] ?? []);
    byTool.set(name, [...(byTool.get(name) ?? []), ...times]);
  }
  const parts = [...byTool].map(([name, times]) => `${name} ${milliseconds(median(times))}`);
  const searcher = findRipgrep(process.env.PATH ?? "", "/")
    ? "ripgrep"
    : "the built-in searcher, no ripgrep here";
  return [
    row,
    told("the same by tool, medians", parts.join(", "), `the same runs; search_files used ${searcher}`),
  ];
}

function promptRows(subject: Subject, bodies: string[]): BenchRow[] {
  const bytes = bodies.reduce((sum, body) => sum + promptBytes(body), 0);
  const fixed = bodies.reduce((sum, body) => sum + fixedBytes(body), 0);
  const sum = atMost(
    "prompt bytes of a 20-turn task",
    bytes,
    170_000,
    "",
    `${whole(bytes)}, of them ${whole(fixed)} system and tools`,
    `${subject.name}, ${task}: UTF-8 bytes of system, tools and messages, summed over the ${bodies.length} requests the server got`,
  );
  const { kept, all } = extensionOf(bodies);
  const share = all === 0 ? Number.NaN : kept / all;
  const extension: BenchRow = {
    what: "prompt bytes that extend the last request",
    figure: `${(share * 100).toFixed(share === 1 ? 0 : 2)} %`,
    aim: "100 %",
    met: share === 1,
    how: "the same requests: bytes of each body up to the end of its messages that stand at the same place in the next body, over all such bytes",
  };
  return [sum, extension];
}

async function memoryRows(subject: Subject, place: Place): Promise<BenchRow[]> {
  const what = "peak memory of the process tree";
  const how = `${memoryRuns} further runs of the same task, largest: PSS and RSS of ${subject.name} and all its descendants, summed from /proc/*/smaps_rollup every 20 ms (Linux)`;
  if (!canMeasureMemory) return [{ what, figure: "no /proc here", aim: "≤ 90 MB", met: null, how }];
  let most: TreePeak | null = null;
  for (let run = 0; run < memoryRuns; run += 1) {
    const { peak } = await play(subject, place, `memory-${run}`, "memory");
    if (peak && peak.pss > (most?.pss ?? 0)) most = peak;
  }
  const pss = (most?.pss ?? Number.NaN) / 1e6;
  const figure = `PSS ${pss.toFixed(1)} MB, RSS ${((most?.rss ?? Number.NaN) / 1e6).toFixed(1)} MB, ${most?.processes} processes, ${most?.samples} samples`;
  return [atMost(what, pss, 90, " MB", figure, how)];
}
