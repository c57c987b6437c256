// `policy` in the program as a user has it: corpora line by line, one line for a person, and nothing that is started.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { openProgram, type Program, removeProgram } from "./program";

let program: Program;
beforeEach(async () => {
  program = await openProgram({ "src/a.ts": "export {};\n", ".env": "KEY=1\n" });
});
afterEach(() => program.close());
afterAll(removeProgram);

const lines = (entries: object[]) => entries.map((entry) => JSON.stringify(entry)).join("\n");
const verdicts = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .map(({ id, verdict, why }) => [id, verdict, typeof why === "string" && why !== ""]);

test("judges commands line by line and starts none", async () => {
  const made = join(program.folder, "made");
  const entries = [
    { id: "a", input: "cat src/a.ts | head -5", shell: "bash" },
    { id: "b", input: `touch ${made}`, shell: "bash" },
    { id: "c", input: "rm -rf ~", shell: "bash" },
    { id: "d", input: "npm test", shell: "bash", context: { workspace_trusted: false } },
    { id: "e", input: "ls && git push", shell: "bash", context: { deny_rules: ["git push"] } },
    { id: "f", input: "ls", shell: "zsh" },
    { id: "g", input: "kilo-code approve --all" },
    // Its dots are go's word for all packages below, and no name on the disk.
    { id: "h", input: "go test ./src/..." },
  ];
  const { code, out } = await program.run(["policy", "command", "--stdin"], { input: lines(entries) });
  expect(verdicts(out)).toEqual([
    ["a", "allow", true],
    ["b", "ask", true],
    ["c", "deny", true],
    ["d", "ask", true],
    ["e", "deny", true],
    ["f", "ask", true],
    ["g", "deny", true],
    ["h", "allow", true],
  ]);
  expect(code).toBe(0);
  expect(existsSync(made)).toBe(false);
});

test("judges paths below a root", async () => {
  const entries = [
    { id: 1, op: "read", input: "src/a.ts" },
    { id: 2, op: "read", input: ".env" },
    { id: 3, op: "write", input: ".git/config" },
    { id: 4, op: "read", input: "../x" },
    { id: 5, op: "rename", input: "src/a.ts -> .vscode/a.json" },
    { id: 6, op: "branch_name", input: "agent/x" },
  ];
  const words = ["policy", "path", "--root", program.folder, "--stdin"];
  const { code, out } = await program.run(words, { input: lines(entries) });
  expect(verdicts(out).map(([, verdict]) => verdict)).toEqual([
    "allow",
    "ask",
    "deny",
    "ask",
    "ask",
    "allow",
  ]);
  expect(code).toBe(0);
});

test("a line that cannot be read is refused in its place, and told", async () => {
  const { code, out, error } = await program.run(["policy", "command", "--stdin"], {
    input: 'x\n{"id":1,"input":"ls"}\n',
  });
  expect(verdicts(out)).toEqual([
    [null, "deny", true],
    [1, "allow", true],
  ]);
  expect(error).toContain("line 1 cannot be read");
  expect(code).toBe(2);
});

test("tells a person why", async () => {
  const { out } = await program.run(["policy", "explain", "ls; make"]);
  expect(out).toBe("ask: make is not among the commands that only read\n");
  const path = await program.run(["policy", "path", "write", ".git/config"]);
  expect(path.out).toBe("deny: .git/config is repository state; no agent writes there\n");
});
