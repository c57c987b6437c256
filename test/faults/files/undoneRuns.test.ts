// facts/reliability.md R-55: whatever a run wrote, moved, removed, made executable or had a command do, undoing it brings
// files, index and refs back to the byte, over a folder in which the user has work of every kind.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { createStage, person, type Stage } from "../../core/schedule/stage";
import { everything } from "../everything";
import { sample, tally } from "../tally";

const names = [
  "a.txt",
  "b c.txt",
  "src/d.ts",
  "src/deep/e.ts",
  "src/ü.txt",
  "bin/run.sh",
  "made/f.txt",
  "g.md",
];
const texts = ["", "one\n", "two\r\nlines\r\n", "no newline", "long line\n".repeat(300), "Grüße 世界\n"];

/** A small random source whose sequence is told by its seed. */
function chance(seed: number): <Item>(items: readonly Item[]) => Item {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return (items) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return items[state % items.length] as (typeof items)[number];
  };
}

type Pick = ReturnType<typeof chance>;

function put(folder: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), mode);
}

/** Dirty, staged, untracked, ignored, linked: what a user may have lying about. */
function userWork(folder: string, pick: Pick): void {
  for (const path of names.filter(() => pick([true, false, false])))
    put(folder, path, pick(texts), pick([0o644, 0o755]));
  if (pick([true, false])) execFileSync("git", ["add", "-A"], { cwd: folder });
  put(folder, "mine.txt", "untracked\n");
  put(folder, "mine.log", "ignored\n");
  put(folder, "build/out.log", "ignored too\n");
  symlinkSync("a.txt", join(folder, "link.txt"));
  if (pick([true, false])) rmSync(join(folder, "b c.txt"), { force: true });
}

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });

/** A program as an agent may have it run: it does to files what no tool does. */
function program(pick: Pick): string {
  const lines = [
    'f.chmodSync("a.txt", 0o755)',
    'f.renameSync("src", "moved")',
    'f.rmSync("src", { recursive: true, force: true })',
    'f.mkdirSync("new/deep", { recursive: true }), f.writeFileSync("new/deep/x.bin", Buffer.from([0, 255, 10]))',
    'f.appendFileSync("a.txt", "more")',
    'f.rmSync("g.md", { force: true }), f.mkdirSync("g.md"), f.writeFileSync("g.md/now", "a folder")',
    'f.symlinkSync("mine.txt", "new-link")',
    'f.rmSync("link.txt"), f.writeFileSync("link.txt", "a file now")',
    'f.renameSync("a.txt", "b2.txt")',
  ];
  const chosen = [pick(lines), pick(lines), pick(lines)];
  const code = chosen.map((line) => `try { ${line} } catch {}`).join("; ");
  return `node -e '${`const f = require("fs"); ${code}`.replaceAll("'", "")}'`;
}

function callsOf(pick: Pick): object[] {
  const one = () => {
    const path = pick(names);
    const kinds = [
      [call("read_file", { path }), call("write_file", { path, content: pick(texts) })],
      [call("write_file", { path: `fresh/${pick(["x", "y", "z"])}.txt`, content: pick(texts) })],
      [call("delete_file", { path })],
      [call("move_file", { from: path, to: `elsewhere/${pick(["p", "q"])}.txt` })],
      [call("edit_file", { path, search: "one", replace: "uno" })],
      [call("delete_file", { path: "src" })],
      [call("run_command", { command: program(pick) })],
    ];
    return pick(kinds);
  };
  return [one(), one(), one(), one(), one(), one()].flat();
}

/** Runs that changed anything: the others would be undone by doing nothing. */
let effective = 0;

async function lostBy(seed: number): Promise<string | null> {
  const pick = chance(seed);
  const files = {
    ".gitignore": "*.log\n",
    "mine.txt": "committed\n",
    ...Object.fromEntries(names.map((name) => [name, `one\n${name}\n`])),
  };
  let stage: Stage | null = null;
  try {
    const script = { coder: [...callsOf(pick), call("attempt_completion", { result: "Done." })] };
    stage = await createStage({ files, settings: { checks: { test: "true" } }, script });
    userWork(stage.folder, pick);
    const before = everything(stage.folder);
    const run = await stage.play("/single Change things.");
    const left = everything(stage.folder);
    if (JSON.stringify(left) !== JSON.stringify(before)) effective += 1;
    const undone = await stage.engine.undo(run, null, person);
    if (!undone.ok)
      return JSON.stringify(left) === JSON.stringify(before) ? null : `${seed}: ${undone.failure.message}`;
    const after = everything(stage.folder);
    // A folder that a command moved is older than the run: emptied, it stays, for it may be the user's.
    const isEmptied = (path: string) => !(path in before) && after[path]?.startsWith("folder") === true;
    const changed = Object.keys({ ...before, ...after }).filter(
      (path) => before[path] !== after[path] && !isEmptied(path),
    );
    const kept = undone.fact.kept.map(({ path, why }) => `${path} (${why})`);
    return changed.length + kept.length === 0
      ? null
      : `${seed}: ${changed.join(", ")}; kept: ${kept.join(", ")}`;
  } finally {
    await stage?.close();
  }
}

it("random runs are undone to the byte (R-55)", async () => {
  const seeds = sample(
    Array.from({ length: 200 }, (_, seed) => seed),
    6,
  );
  const lost: string[] = [];
  const left = [...seeds];
  const playAll = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const why = await lostBy(seed);
      if (why) lost.push(why);
    }
  };
  await Promise.all([playAll(), playAll()]);
  tally({ what: "random runs undone to the byte", tried: seeds.length, lost: lost.length });
  expect(lost).toEqual([]);
  expect(effective).toBeGreaterThan(seeds.length / 2);
}, 1_500_000);
