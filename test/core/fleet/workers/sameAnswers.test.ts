// A tool that goes through a worker says and does the very same as the tool itself: what it would do, what it answers,
// and what is on disk afterwards, byte for byte.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { handTools } from "../../../../src/core/fleet/workers/messages";
import { isPrepared, type PreparedCall, type ToolOutput } from "../../../../src/core/tools/tool";
import { toolDefinition } from "../../../../src/core/tools/toolDefinition";
import { type Agent, type Fleet, makeAgent, makeFleet, makeStage, plainTools, type Stage } from "./stage";

let stage: Stage;
let fleet: Fleet;
beforeAll(async () => {
  stage = await makeStage();
  fleet = makeFleet(stage.entry);
});
afterEach(() => {
  for (const name of ["here", "gone"]) rmSync(join(stage.base, name), { recursive: true, force: true });
});
afterAll(async () => {
  await fleet.pool.close();
  stage.remove();
});

const files = {
  "a.ts": "export const one = 1;\n\nexport function two() {\n\treturn 2;\n}\n",
  "crlf.txt": "one\r\ntwo\r\nthree",
  "latin.txt": Buffer.from("caf\xe9\n", "latin1"),
  "bom.txt": "\ufeffone\n",
  "empty.txt": "",
  "binary.bin": Buffer.from([0, 1, 2, 255]),
  "long.txt": Array.from({ length: 3000 }, (_, n) => `line number ${n + 1}\n`).join(""),
  "lib/deep/b.ts": "export const three = 3; // TODO\n",
  "lib/c.md": "# Title\n\nTODO: words\n",
  "node_modules/x/index.js": "TODO\n",
  ".env": "KEY=TODO\n",
  ".gitignore": "ignored/\n*.log\n",
  "ignored/d.ts": "TODO\n",
  "e.log": "TODO\n",
};

function project(name: string): string {
  const root = stage.folder(name, files);
  symlinkSync("a.ts", join(root, "link.ts"));
  symlinkSync("/etc/hosts", join(root, "out"));
  chmodSync(join(root, "a.ts"), 0o755);
  execFileSync("git", ["init", "-q"], { cwd: root });
  return root;
}

/** Every file with its mode and bytes. */
function diskOf(root: string): string[] {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return paths
    .filter((path) => !path.startsWith(".git/") && statSync(join(root, path)).isFile())
    .map((path) => {
      const { mode } = statSync(join(root, path));
      return `${path} ${mode} ${readFileSync(join(root, path)).toString("base64")}`;
    });
}

/** The time a command took is the only thing that may differ. */
function textOf(answer: PreparedCall | ToolOutput): string {
  return JSON.stringify(answer).replace(/ · \d+\.\d s"/, ' · 0.0 s"');
}

async function told(agent: Agent, tool: string, input: unknown): Promise<string[]> {
  const prepared = await agent.prepare(tool, input);
  if (!isPrepared(prepared)) return [textOf(prepared)];
  const output = await prepared.run().catch((thrown: Error) => ({ text: thrown.message, note: "thrown" }));
  for (const { path, hash } of (output as ToolOutput).seen ?? [])
    (agent.context.seen as Map<string, string>).set(path, hash);
  return [textOf(prepared), textOf(output)];
}

type Call = [tool: string, input: unknown];
const table: [string, Call[]][] = [
  [
    "reads a file, a range, a page",
    [
      ["read_file", { path: "a.ts" }],
      ["read_file", { path: "long.txt", start: 5, end: "9" }],
      ["read_file", { path: "long.txt", start: null }],
      ["read_file", { path: "empty.txt" }],
      ["read_file", { path: "link.ts" }],
    ],
  ],
  [
    "names what is unusual",
    [
      ["read_file", { path: "crlf.txt" }],
      ["read_file", { path: "latin.txt" }],
      ["read_file", { path: "bom.txt" }],
      ["read_file", { path: "binary.bin" }],
      ["read_file", { path: "b.ts" }],
      ["read_file", { path: "lib" }],
    ],
  ],
  [
    "refuses what leads out",
    [
      ["read_file", { path: "../x" }],
      ["read_file", { path: "out" }],
      ["write_file", { path: "/tmp/x", content: "" }],
      ["write_file", { path: ".git/config", content: "" }],
      ["edit_file", { path: "..", search: "a", replace: "b" }],
      ["delete_file", { path: "." }],
      ["move_file", { from: "a.ts", to: "../a.ts" }],
      ["run_command", { command: "true", cwd: ".." }],
    ],
  ],
  [
    "lists folders",
    [
      ["list_files", {}],
      ["list_files", { path: "lib", depth: 5 }],
      ["list_files", { path: "ignored" }],
      ["list_files", { path: "a.ts" }],
      ["list_files", { path: "nowhere" }],
    ],
  ],
  [
    "searches",
    [
      ["search_files", { pattern: "TODO" }],
      ["search_files", { pattern: "t(o|w)o", glob: "*.ts" }],
      ["search_files", { pattern: "(", literal: false }],
      ["search_files", { pattern: "(?<=x)\\bTODO" }],
      ["search_files", { pattern: "TODO", path: "ignored" }],
      ["search_files", { pattern: "two()", literal: true }],
    ],
  ],
  [
    "edits, keeping bytes, ends and modes",
    [
      ["edit_file", { path: "a.ts", search: "return 2", replace: "return 3" }],
      ["edit_file", { path: "crlf.txt", search: "two\nthree", replace: "2\n3" }],
      ["edit_file", { path: "latin.txt", search: "caf", replace: "th\u00e9" }],
      ["edit_file", { path: "latin.txt", search: "th", replace: "\u4e2d" }],
      ["edit_file", { path: "a.ts", search: "export", replace: "" }],
      ["edit_file", { path: "a.ts", search: "nothing", replace: "" }],
    ],
  ],
  [
    "writes only what was read",
    [
      ["write_file", { path: "a.ts", content: "x" }],
      ["read_file", { path: "a.ts" }],
      ["write_file", { path: "a.ts", content: "x\n" }],
      ["write_file", { path: "a.ts", content: "x\n" }],
      ["write_file", { path: "new/folder/f.txt", content: "\ud83d\ude00 new\n" }],
      ["write_file", { path: "lib", content: "" }],
      ["write_file", { path: "half.txt", content: "half \ud83d" }],
    ],
  ],
  [
    "moves and deletes",
    [
      ["move_file", { from: "lib", to: "source/lib" }],
      ["move_file", { from: "a.ts", to: "crlf.txt" }],
      ["delete_file", { path: "source" }],
      ["delete_file", { path: "out" }],
      ["delete_file", { path: "nowhere" }],
    ],
  ],
  [
    "runs commands",
    [
      ["run_command", { command: "printf 'one\\r\\ntwo'; echo err >&2; exit 3" }],
      ["run_command", { command: "pwd | sed 's#.*/##'", cwd: "lib/deep" }],
      ["run_command", { command: "kill -9 $$" }],
      ["run_command", { command: "echo ' '", timeout: "5" }],
      ["run_command", { command: "echo on; tail -f /dev/null", timeout: 1 }],
      ["run_command", { command: "true", cwd: "a.ts" }],
      ["run_command", { command: "a\0b" }],
      ["run_command", { command: "head -c 9000000 /dev/zero | tr '\\0' x" }],
    ],
  ],
];

describe("a tool through a worker", () => {
  it.each(table)("%s as the tool itself does", async (_, calls) => {
    // One after the other in the same folder, for a path may be part of an answer.
    const results: { answers: string[][]; disk: string[] }[] = [];
    for (const tools of [plainTools(), fleet.tools]) {
      const root = project("here");
      await fleet.pool.open(root, { environment: {}, runTag: "run-1" });
      const agent = makeAgent(tools, root);
      const answers: string[][] = [];
      for (const [tool, input] of calls) answers.push(await told(agent, tool, input));
      results.push({ answers, disk: diskOf(root) });
      await fleet.pool.release(root);
      rmSync(root, { recursive: true });
    }
    expect(results[1]?.answers).toEqual(results[0]?.answers);
    expect(results[1]?.disk).toEqual(results[0]?.disk);
  });

  it("is the same to a model, and the others are not touched", () => {
    const plain = plainTools();
    expect([...fleet.tools.keys()]).toEqual([...plain.keys()]);
    for (const [name, tool] of plain) {
      const through = fleet.tools.get(name);
      if (!through) throw new Error(name);
      expect(JSON.stringify(toolDefinition(through))).toBe(JSON.stringify(toolDefinition(tool)));
    }
    expect(handTools.filter((name) => !plain.has(name))).toEqual([]);
  });

  it("tells that a file changed between its approval and its doing", async () => {
    const root = project("here");
    await fleet.pool.open(root, { environment: {}, runTag: "run-1" });
    const agent = makeAgent(fleet.tools, root);
    const prepared = await agent.prepare("edit_file", { path: "a.ts", search: "2;", replace: "3;" });
    writeFileSync(join(root, "a.ts"), "other\n");
    if (!isPrepared(prepared)) throw new Error(prepared.text);
    expect(await prepared.run()).toMatchObject({ isError: true, failure: { code: "file-changed" } });
    await fleet.pool.release(root);
  });

  it("works in this process where no worker is open", async () => {
    const agent = makeAgent(fleet.tools, project("gone"));
    const { text } = await agent.call("run_command", {
      command: "echo $PPID; printenv KILO_WORKER || echo none",
    });
    expect(text).toContain(`${process.pid}\nnone`);
  });
});
