// From the start of the program to its first model request at the server; beside it, what a bare Node program costs.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { atMost, type BenchRow, milliseconds, told } from "./benchRow";
import { makePlace, makeRepository, type Place } from "./place";
import { plainEnvironment, startProgram } from "./program";
import { seedProject } from "./seedProject";
import { median } from "./statistics";
import type { Subject } from "./subject";
import { startTimedServer } from "./timedServer";
import { endScript } from "./turnScript";

const warmUps = 2;
const runs = 15;
const aimMs = 130;

const prompts = {
  "/single": "/single Say in the README that the shop is small.",
  "plain prompt": "Rename the function listOrders to recentOrders in src/order.js.",
};

export async function startUpRows(subject: Subject): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    const folder = join(place.root, "work");
    makeRepository(folder, seedProject());
    const bare = await bareNode(place);
    const rows: BenchRow[] = [];
    for (const [name, prompt] of Object.entries(prompts)) {
      const times = await firstRequests(subject, place, folder, prompt);
      const middle = median(times);
      const figure = `median ${milliseconds(middle)}, best ${milliseconds(Math.min(...times))}, ${(middle / bare).toFixed(1)} × bare node`;
      const how = `${runs} runs after ${warmUps} to warm up: from spawning \`${subject.name}\` (${prompt.length} characters, 14-file repository with git, no checks) to the arrival of the first request's headers at the loopback server`;
      rows.push(atMost(`start to first model request, ${name}`, middle, aimMs, " ms", figure, how));
    }
    const how = `${runs} runs after ${warmUps} to warm up: from spawning \`node -e 0\` to its exit`;
    rows.push(told("a bare Node program", `median ${milliseconds(bare)}`, how));
    return rows;
  } finally {
    place.remove();
  }
}

async function bareNode(place: Place): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < warmUps + runs; run += 1) {
    const started = startProgram(["-e", "0"], { cwd: place.root, env: plainEnvironment(place.root) });
    await started.ended;
    times.push(performance.now() - started.at);
  }
  return median(times.slice(warmUps));
}

async function firstRequests(
  subject: Subject,
  place: Place,
  folder: string,
  prompt: string,
): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < warmUps + runs; run += 1) {
    const server = await startTimedServer(endScript());
    const home = join(place.root, `home-${prompt.length}-${run}`);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const arrival = server.next();
    const started = subject.start({ url: server.model.url, home, folder }, prompt);
    const first = await Promise.race([arrival, started.ended]);
    if (!("arrived" in first)) throw new Error(`no model request came: ${first.said}`);
    times.push(first.arrived - started.at);
    await started.ended;
    await server.close();
  }
  return times.slice(warmUps);
}
