// What activation costs the extension's host: loading the built file and its `activate`, each time in a fresh process.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { atMost, type BenchRow, milliseconds, told } from "../../bench/benchRow";
import { makePlace, makeRepository } from "../../bench/place";
import { plainEnvironment } from "../../bench/program";
import { seedProject } from "../../bench/seedProject";
import { median } from "../../bench/statistics";
import type { ActivationTimes } from "./activationChild";
import type { Built } from "./built";
import { askChild } from "./childProgram";

const rounds = 10;
const warmUps = 1;
const aimMs = 60;

export async function activationRows({ root, dist, children, profiles }: Built): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    const folder = join(place.root, "work");
    makeRepository(folder, seedProject());
    const home = join(place.root, "home");
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const empty = join(place.root, "empty.cjs");
    writeFileSync(empty, "");
    const options = { cwd: place.root, env: plainEnvironment(home), profiles };
    const child = join(children, "activationChild.cjs");
    const times: ActivationTimes[] = [];
    const bare: ActivationTimes[] = [];
    for (let round = 0; round < warmUps + rounds; round += 1) {
      times.push(await askChild<ActivationTimes>(child, [root, dist, folder], options));
      bare.push(await askChild<ActivationTimes>(child, [root, empty], options));
    }
    return rowsOf(times.slice(warmUps), bare.slice(warmUps));
  } finally {
    place.remove();
  }
}

function rowsOf(times: ActivationTimes[], bare: ActivationTimes[]): BenchRow[] {
  const totals = times.map(({ requireMs, activateMs }) => requireMs + activateMs);
  const middle = (figure: (one: ActivationTimes) => number) => milliseconds(median(times.map(figure)));
  const figure = `median ${milliseconds(median(totals))} (load ${middle(({ requireMs }) => requireMs)}, activate ${middle(({ activateMs }) => activateMs)}), most ${milliseconds(Math.max(...totals))}`;
  return [
    atMost(
      "activation of the extension",
      median(totals),
      aimMs,
      " ms",
      figure,
      `${rounds} fresh Node processes after ${warmUps} to warm up: require of the built extension.cjs and its activate, a repository open, the stand-in for vscode loaded before`,
    ),
    told(
      "a bare require",
      `median ${milliseconds(median(bare.map(({ requireMs }) => requireMs)))}`,
      "an empty file in the same process form",
    ),
    told(
      "processor time of activation and of what it puts off",
      `median ${middle(({ cpuMs }) => cpuMs)}`,
      "the same processes, user and system, up to 2 s after activation",
    ),
  ];
}
