// Shapes of process trees that outlive a careless kill (facts/reliability.md A8, R-40): after the shell has
// answered, nothing that carries the run's tag lives. The same with the sandbox around them, where there is one.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processTable, taggedProcesses } from "../../../src/core/process/processTable";
import { createShell, type Shell, type ShellCommand } from "../../../src/core/process/runShell";
import { missing } from "../../faults/sandbox/place";
import { sample, tally } from "../../faults/tally";

const plain = createShell(process.env);
let shell = plain;
let cwd = "";
let count = 0;
/** How long it took from the stop to the answer, milliseconds. */
const stopped: number[] = [];
const lost: string[] = [];

beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), "kilo-shapes-")));
});
afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
  const note = `answered at most ${Math.max(0, ...stopped).toFixed(0)} ms after the stop (aim 2000)`;
  tally({ what: "process shapes", tried: stopped.length, lost: lost.length, note });
});

/** Without a sandbox, and in one where it can be had. */
const shells: [string, () => Shell][] = [["plain", () => plain]];
if (!missing) shells.push(["in a sandbox", sandboxed]);

function sandboxed(): Shell {
  const [state, temporary] = [join(cwd, "state"), join(cwd, "temporary")];
  const rights = { network: false, mayAsk: false, write: [] };
  return createShell(process.env, {}, { kind: "bubblewrap", ...rights, project: cwd, state, temporary });
}

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

/** Each process makes two, until there are 200; all of them stay. */
const bomb = [
  'grow() { [ "$1" -le 0 ] && return; ( setsid tail -f /dev/null & ); grow $(($1 - 1)); }',
  "for n in 1 2 3 4; do ( grow 50 ) & done; wait",
  "echo ready; tail -f /dev/null",
].join("\n");
/** The client ends at once when asked to; what it started has left its group, its parents and its pipes. */
const client =
  "( setsid nohup bash -c 'trap \"\" TERM; while :; do tail -f /dev/null; done' >/dev/null 2>&1 & ); trap 'exit 0' TERM; echo ready; tail -f /dev/null & wait";

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
  [
    "a node server that ignores TERM",
    `node -e 'for (const s of ["SIGTERM","SIGINT","SIGHUP"]) process.on(s,()=>{});require("http").createServer().listen(0,"127.0.0.1",()=>console.log("ready"))'`,
  ],
  [
    "zombies and their careless parent",
    `node -e 'const{spawn}=require("child_process");for(let n=0;n<20;n++)spawn("true",{detached:true,stdio:"ignore"});const end=Date.now()+200;while(Date.now()<end);console.log("ready");setInterval(()=>{},1e6)'`,
  ],
  ["a fork bomb of 200", bomb],
  ["a stand-in for a container's client, whose work goes on elsewhere", client],
];

describe.each(shells)("stopping leaves nobody behind, %s", (_, make) => {
  beforeAll(() => {
    shell = make();
  });
  it.each(make === sandboxed ? sample(endless, 6) : endless)("%s", async (name, line) => {
    const stop = new AbortController();
    let since = 0;
    const asked = command(line, {
      signal: stop.signal,
      onOutput: (text) => {
        if (!text.includes("ready") || stop.signal.aborted) return;
        since = performance.now();
        stop.abort();
      },
    });
    const result = await shell.run(asked);
    stopped.push(performance.now() - since);
    if (survivors(asked.runTag) > 0) lost.push(name);
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

describe.each(shells)("a normal end takes its background jobs along, %s", (_, make) => {
  beforeAll(() => {
    shell = make();
  });
  it.each(leaving)("%s", async (_, line, code) => {
    const asked = command(line);
    const result = await shell.run(asked);
    expect([result.end, result.exitCode, result.failure]).toEqual(["exited", code, null]);
    expect(result.text).toContain("done");
    expect(survivors(asked.runTag)).toBe(0);
  });
});

describe.each(shells)("limits, %s", (_, make) => {
  beforeAll(() => {
    shell = make();
  });
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

  it("queues many commands instead of failing", async () => {
    const count = make === sandboxed ? 30 : 100;
    const all = await Promise.all(Array.from({ length: count }, (_, n) => shell.run(command(`echo ${n}`))));
    expect(all.map((result) => result.text)).toEqual(all.map((_, n) => `${n}\n`));
  });
});
