// Who comes from a run's own commands: a child, a grandchild, an orphan with the tag; not this process.
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { descendantsOf } from "../../../src/core/process/processTable";
import { descendsFrom } from "../../../src/core/process/processTree";
import { createShell } from "../../../src/core/process/runShell";

const shell = createShell(process.env);

describe("descendsFrom", () => {
  const table: [string, string][] = [
    ["a child", "echo pid $$; tail -f /dev/null"],
    ["a grandchild without the tag", "env -i /bin/bash -c 'echo pid $$; tail -f /dev/null; :'; :"],
    [
      "an orphan in its own session",
      "( setsid /bin/bash -c 'echo pid $$; tail -f /dev/null; :' & ); tail -f /dev/null",
    ],
  ];
  it.each(table)("knows %s", async (_, line) => {
    const stop = new AbortController();
    const known: boolean[] = [];
    const onOutput = (text: string) => {
      const pid = Number(/pid (\d+)/.exec(text)?.[1]);
      known.push(descendsFrom(pid, "tree-run"), descendsFrom(pid, "tree-ru"), descendsFrom(pid, "other"));
      stop.abort();
    };
    const limits = { wallMs: 60_000, idleMs: 60_000 };
    await shell.run({ line, cwd: tmpdir(), ...limits, signal: stop.signal, runTag: "tree-run", onOutput });
    expect(known).toEqual([true, false, false]);
  });

  it("does not know this process, the first one, or one that is gone", () => {
    expect([process.pid, 1, 0, 2 ** 30].map((pid) => descendsFrom(pid, "tree-run"))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("descendantsOf", () => {
  it("follows parents to any depth and survives circles", () => {
    const entry = (pid: number, parent: number) => ({ pid, parent, group: 1, zombie: false });
    const tree = [entry(2, 1), entry(3, 2), entry(4, 3), entry(5, 1), entry(6, 7), entry(7, 6)];
    expect(descendantsOf(2, tree).sort()).toEqual([3, 4]);
    expect(descendantsOf(6, tree)).toEqual([7]);
  });
});
