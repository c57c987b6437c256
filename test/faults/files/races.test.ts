// A process that exchanges a file or a folder for a link, and back, in a tight loop, against the real tools: nothing outside
// the root is ever read, listed, written, removed or given another mode. Every answer is a success inside or a refusal. S-03.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { isPrepared, toolError } from "../../../src/core/tools/tool";
import { makeSetting, type Setting } from "../../core/tools/setting";
import { full, sample, tally } from "../tally";

let setting: Setting | null = null;
let racer: ChildProcess | null = null;
afterEach(async () => {
  await end();
  setting?.remove();
  setting = null;
});

async function end(): Promise<void> {
  const child = racer;
  racer = null;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

const first = "one\ntwo\nthree\n";
const canary = "CANARY";

type Kind = "file" | "linked" | "free" | "folder" | "linked folder" | "deep" | "temporary";

interface Race {
  /** What is exchanged meanwhile. */
  kind: Kind;
  tool: string;
  input: object;
  /** True where the outside must look the same as the inside, or the tool would refuse it for its content. */
  same?: boolean;
}

const read = { tool: "read_file", input: { path: "dir/a.ts" } };
const edit = { tool: "edit_file", input: { path: "dir/a.ts", search: "two", replace: "2" }, same: true };
const replace = { tool: "write_file", input: { path: "dir/a.ts", content: "planted\n" }, same: true };
const create = { tool: "write_file", input: { path: "dir/new.ts", content: "planted\n" } };
const deepen = { tool: "write_file", input: { path: "dir/made/below/new.ts", content: "planted\n" } };
const remove = { tool: "delete_file", input: { path: "dir/a.ts" }, same: true };
const removeFolder = { tool: "delete_file", input: { path: "dir/sub" }, same: true };
const away = { tool: "move_file", input: { from: "dir/a.ts", to: "moved.ts" }, same: true };
const into = { tool: "move_file", input: { from: "own.ts", to: "dir/b.ts" } };
const list = { tool: "list_files", input: { path: ".", depth: 4 } };
const search = { tool: "search_files", input: { pattern: "CANARY|two" } };
const enter = { tool: "run_command", input: { command: "cat a.ts; echo x > made.by.command", cwd: "dir" } };

const races: Race[] = [
  { kind: "file", ...read },
  { kind: "folder", ...read },
  { kind: "deep", tool: "read_file", input: { path: "dir/sub/a.ts" } },
  { kind: "file", ...edit },
  { kind: "folder", ...edit },
  { kind: "linked", ...edit },
  { kind: "linked folder", ...edit },
  { kind: "temporary", ...edit },
  { kind: "file", ...replace },
  { kind: "folder", ...replace },
  { kind: "free", ...create },
  { kind: "folder", ...create },
  { kind: "temporary", ...create },
  { kind: "folder", ...deepen },
  { kind: "file", ...remove },
  { kind: "folder", ...remove },
  { kind: "folder", ...removeFolder },
  { kind: "file", ...away },
  { kind: "folder", ...away },
  { kind: "folder", ...into },
  { kind: "folder", ...list },
  { kind: "file", ...search },
  { kind: "folder", ...search },
  { kind: "folder", ...enter },
];

function lay(base: string, root: string, same: boolean): string {
  const out = join(base, "out");
  const text = same ? first : `${canary}\n`;
  for (const folder of [join(out, "sub"), join(out, "canary-empty"), join(root, "dir/sub")])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(base, "first.txt"), first);
  writeFileSync(join(root, "own.ts"), first);
  for (const path of ["a.ts", "sub/a.ts", "CANARY.name.ts"]) writeFileSync(join(out, path), text);
  return out;
}

/** All that can be told of what is below a folder, its times of change too. */
function pictureOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .concat(".")
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { ino, mode, uid, nlink, mtimeMs, ctimeMs } = lstatSync(path);
      const bytes = lstatSync(path).isFile()
        ? createHash("sha256").update(readFileSync(path)).digest("hex")
        : "";
      return [name, ino, mode, uid, nlink, mtimeMs, ctimeMs, bytes].join(" ");
    })
    .join("\n");
}

function start(kind: Kind, root: string, out: string): Promise<unknown> {
  const script = new URL("racer.mjs", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, kind, root, out], { stdio: ["ignore", "pipe", "inherit"] });
  racer = child;
  return new Promise((resolve) => child.stdout.once("data", resolve));
}

async function play({ kind, tool, input, same = false }: Race, tries: number) {
  const own = makeSetting();
  setting = own;
  const out = lay(own.base, own.root, same);
  const seen = own.context.seen as Map<string, string>;
  seen.set("dir/a.ts", createHash("sha256").update(first).digest("hex"));
  const before = pictureOf(out);
  await start(kind, own.root, out);
  const lost: string[] = [];
  const name = `${tool} ${JSON.stringify(input)}, ${kind}`;
  const ends = { done: 0, refused: 0 };
  for (let at = 0; at < tries && lost.length < 3; at += 1) {
    const prepared = await own.prepare(tool, input).catch((thrown) => toolError(String(thrown)));
    const output = isPrepared(prepared)
      ? await prepared.run().catch((thrown) => toolError(String(thrown)))
      : prepared;
    ends[output.isError ? "refused" : "done"] += 1;
    const told = `${output.text}${isPrepared(prepared) ? (prepared.diff ?? "") : ""}`;
    if (told.includes(canary)) lost.push(`${name}: told what is outside, try ${at}: ${told.slice(0, 200)}`);
    if (pictureOf(out) !== before) lost.push(`${name}: the outside was changed, try ${at}`);
  }
  await end();
  own.remove();
  setting = null;
  return { lost, ends };
}

it.skipIf(process.platform === "win32")(
  "what is exchanged for a link in the middle of a call leads nowhere",
  { timeout: 600_000 },
  async () => {
    const some = sample(races, 6);
    const lost: string[] = [];
    let [tried, done] = [0, 0];
    for (const race of some) {
      // A command costs as much as fifty other calls.
      const tries = (full ? 1_000 : 40) / (race.tool === "run_command" ? 5 : 1);
      const played = await play(race, tries);
      lost.push(...played.lost);
      tried += tries;
      done += played.ends.done;
    }
    const note = `${some.length} kinds of exchange; ${done} calls found the file in its place`;
    tally({ what: "calls while files and folders become links (S-03)", tried, lost: lost.length, note });
    expect(lost).toEqual([]);
    expect(done).toBeGreaterThan(0);
  },
);
