// Shapes of process trees that outlive a careless kill (facts/reliability.md A8, R-40): after the shell has
// answered, nothing that carries the run's tag lives.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processTable, taggedProcesses } from "../../../src/core/process/processTable";
import { createShell, type ShellCommand } from "../../../src/core/process/runShell";

const shell = createShell(process.env);
let cwd = "";
let count = 0;

beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), "kilo-shapes-")));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function command(line: string, more: Partial<ShellCommand> = {}): ShellCommand {
  const signal = new AbortController().signal;
  const runTag = `shapes-${process.pid}-${count++}`;
  return { line, cwd, wallMs: 60_000, idleMs: 60_000, signal, runTag, ...more };
}

function survivors(runTag: string): number {
  const table = processTable();
  const tagged = taggedProcesses("KILO_RUN", runTag, table);
  return table.filter((entry) => !entry.zombie && tagged.has(entry.pid)).length;
}

const forever = "while :; do read -t 1000 < <(tail -f /dev/null); done";
const ignoring = `bash -c 'trap "" TERM HUP INT; echo ready; tail -f /dev/null & wait; ${forever.replaceAll("'", "")}'`;

/** Lines that print `ready` once their tree stands, and then never end. */
const endless: [string, string][] = [
  ["a plain child", "echo ready; tail -f /dev/null"],
  ["the leader ignores TERM", "trap '' TERM; echo ready; while :; do tail -f /dev/null; done"],
  ["a child ignores TERM", `${ignoring}; tail -f /dev/null`],
  [
    "a grandchild ignores TERM",
    `bash -c "bash -c 'trap \\"\\" TERM; echo ready; tail -f /dev/null; tail -f /dev/null' & wait"; wait`,
  ],
  [
    "TERM is answered with a new child",
    "trap 'tail -f /dev/null & wait' TERM; echo ready; tail -f /dev/null & wait",
  ],
  ["nohup", "nohup tail -f /dev/null & echo ready; wait"],
  ["setsid", "setsid tail -f /dev/null & echo ready; wait"],
  [
    "setsid that ignores TERM",
    "setsid bash -c 'trap \"\" TERM; echo ready; tail -f /dev/null; tail -f /dev/null' & wait",
  ],
  ["a double fork", "( ( setsid tail -f /dev/null & ) & ); echo ready; tail -f /dev/null"],
  ["a stopped child", "bash -c 'echo ready; kill -STOP $$' & wait"],
  ["many children", "for n in $(seq 60); do tail -f /dev/null & done; echo ready; wait"],
  [
    "a detached node",
    `node -e 'require("child_process").spawn("tail",["-f","/dev/null"],{detached:true,stdio:"ignore"}).unref();console.log("ready");setInterval(()=>{},1e6)'`,
  ],
];

describe("stopping leaves nobody behind", () => {
  it.each(endless)("%s", async (_, line) => {
    const stop = new AbortController();
    const asked = command(line, {
      signal: stop.signal,
      onOutput: (text) => {
        if (text.includes("ready")) stop.abort();
      },
    });
    const result = await shell.run(asked);
    expect(result.end).toBe("signalled");
    expect(result.failure?.code).toBe("aborted");
    expect(result.text).toContain("ready");
    expect(survivors(asked.runTag)).toBe(0);
  });
});

/** Lines whose leader ends by itself while others hold the pipes or hide. */
const leaving: [string, string, number][] = [
  ["a background job holds the pipe", "echo done; tail -f /dev/null &", 0],
  [
    "a background job ignores TERM",
    "(trap '' TERM; tail -f /dev/null; tail -f /dev/null) & echo done; exit 3",
    3,
  ],
  ["setsid in the background", "setsid tail -f /dev/null & echo done", 0],
  ["nohup without output", "nohup tail -f /dev/null >/dev/null 2>&1 & echo done", 0],
  ["double fork", "( ( setsid tail -f /dev/null >/dev/null 2>&1 & ) & ); echo done; exit 7", 7],
];

describe("a normal end takes its background jobs along", () => {
  it.each(leaving)("%s", async (_, line, code) => {
    const asked = command(line);
    const result = await shell.run(asked);
    expect([result.end, result.exitCode, result.failure]).toEqual(["exited", code, null]);
    expect(result.text).toContain("done");
    expect(survivors(asked.runTag)).toBe(0);
  });
});

describe("limits", () => {
  it("ends a command at its wall limit though it ignores TERM and prints", async () => {
    const asked = command("trap '' TERM; while :; do echo x; done", { wallMs: 300 });
    const result = await shell.run(asked);
    expect([result.end, result.exitCode, result.signal]).toEqual(["timed-out", null, null]);
    expect(result.failure?.code).toBe("command-timeout");
    expect(survivors(asked.runTag)).toBe(0);
  });

  it("ends a silent command at its idle limit and not one that keeps printing", async () => {
    const silent = command("echo first; tail -f /dev/null", { idleMs: 250 });
    const result = await shell.run(silent);
    expect([result.end, result.text]).toEqual(["idle", "first\n"]);
    expect(survivors(silent.runTag)).toBe(0);
    const busy = await shell.run(
      command("for n in 1 2 3 4 5 6 7 8; do echo $n; sleep 0.1; done", { idleMs: 600 }),
    );
    expect(busy.end).toBe("exited");
  });

  it("queues a hundred commands instead of failing", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, n) => shell.run(command(`echo ${n}`))));
    expect(all.map((result) => result.text)).toEqual(all.map((_, n) => `${n}\n`));
  });
});
