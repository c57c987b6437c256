// What no verb expected: an answer of the disk is one sentence with its cure, and only a bug is one to report.
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { Host } from "../../src/cli/host";
import { runProgram } from "../../src/cli/runProgram";

async function met(thrown: Error): Promise<string[]> {
  const said: string[] = [];
  const print = () => {
    throw thrown;
  };
  await runProgram(["--version"], { print, say: (line: string) => said.push(line) } as unknown as Host);
  return said;
}

test("the disk's own answers are told as such", async () => {
  const full = { code: "ENOSPC", syscall: "write", path: "/p/f" };
  expect(await met(Object.assign(new Error("ENOSPC: raw"), full))).toEqual([
    "/p/f could not be used because the disk is full; free some space.",
  ]);
  expect((await met(new Error("what?")))[0]).toBe("An internal error, please report it: what?");
});

test("with --json a failure is one object on stdout as well, and its sentence stays on stderr", async () => {
  const said: string[] = [];
  const printed: string[] = [];
  const environment = { folder: tmpdir(), home: tmpdir(), variables: {}, pid: 1 };
  const host = {
    environment,
    print: (text: string) => printed.push(text),
    say: (line: string) => said.push(line),
  };
  const run = (...args: string[]) => runProgram(args, host as unknown as Host);
  expect(await run("config", "--json", "--nonsense")).toBe(2);
  const [message] = said;
  expect(message).toContain("has no option --nonsense");
  expect(printed.map((text) => JSON.parse(text))).toEqual([{ error: { code: "invalid-input", message } }]);
  expect(await run("config", "--nonsense")).toBe(2);
  expect([said.length, printed.length]).toEqual([2, 1]);
});

test("help is a word before a verb below another too", async () => {
  const texts: string[] = [];
  const host = { print: (text: string) => texts.push(text), say: () => {} } as unknown as Host;
  for (const words of [
    ["agent-manager", "help", "start"],
    ["agent-manager", "start", "--help"],
    ["agent-manager", "help"],
    ["agent-manager", "--help"],
  ])
    expect(await runProgram(words, host)).toBe(0);
  expect([texts[0], texts[2]]).toEqual([texts[1], texts[3]]);
  expect(texts[0]).toMatch(/^Usage: kilo-code agent-manager start /);
});

test("flags that many verbs take stand before the verb as well as behind it", async () => {
  const host = { environment: { folder: tmpdir(), home: tmpdir(), variables: {}, pid: 1 } };
  const told = async (...args: string[]) => {
    const lines: string[] = [];
    const tell = (text: string) => lines.push(text);
    const code = await runProgram(args, { ...host, print: tell, say: tell } as unknown as Host);
    return { code, lines };
  };
  const cwd = ["--cwd", `${tmpdir()}/none`];
  const behind = await told("agent-manager", "status", "--json", ...cwd, "--session-id", "x");
  expect(behind.lines[0]).toMatch(/^\{"error":.*--cwd names no folder|^--cwd names no folder/);
  for (const words of [
    ["--json", "--session-id=x", ...cwd, "agent-manager", "status"],
    ["agent-manager", "--json", ...cwd, "--session-id", "x", "status"],
    ["--json", "agent-manager", ...cwd, "status", "--session-id", "x"],
  ])
    expect(await told(...words)).toEqual(behind);
  expect((await told("--json", "config", "--nonsense")).lines[0]).toMatch(/has no option --nonsense/);
  expect((await told("--json")).lines).toEqual([expect.stringContaining('There is no verb "--json"')]);
  expect(await told("agent-manager", "--cwd", "status")).toMatchObject({ code: 2 });
});
