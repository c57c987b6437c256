// Scripted calls of two kinds: circles a task must be taken out of, and work that only looks like one.
import { describe, expect, it } from "vitest";
import { createLoopGuard, type ObservedCall } from "../../../src/core/agent/loopGuard";

type Step = Partial<ObservedCall> & { name: string };

function call(name: string, input: unknown, result: string, more: Partial<ObservedCall> = {}): Step {
  return { name, input, result, ...more };
}

const edit = (path: string, from: string, to: string) =>
  call("edit_file", { path, old: from, new: to }, `edited ${path}`, { changedFiles: true });
const read = (path: string, result = `contents of ${path}`) => call("read_file", { path }, result);
const run = (command: string, result: string) => call("run", { command }, result);
const search = (pattern: string, result = "No matches.") => call("search", { path: "src", pattern }, result);
const file = Array.from({ length: 400 }, (_, index) => `const value${index * 7} = compute(${index});`);
const lines = (from: number, count: number) => file.slice(from, from + count).join("\n");

/** Each gives the n-th call of an endless loop, and how many calls of work come before it goes in circles. */
const loops: { name: string; at: (n: number) => Step; work: number }[] = [
  { name: "the same read", work: 1, at: () => read("a.ts") },
  {
    name: "the same search without a hit",
    work: 1,
    at: () => search("gone"),
  },
  { name: "the same red tests, nothing changed", work: 1, at: () => run("npm test", "2 failed") },
  { name: "two reads in turn", work: 2, at: (n) => read(n % 2 ? "a.ts" : "b.ts") },
  {
    name: "read and failing edit in turn",
    work: 2,
    at: (n) => (n % 2 ? read("a.ts") : call("edit_file", { path: "a.ts", old: "x" }, "old text not found")),
  },
  {
    name: "keys in another order",
    work: 1,
    at: (n) => call("x", n % 2 ? { a: 1, b: 2 } : { b: 2, a: 1 }, "y"),
  },
  { name: "guessed files", work: 1, at: (n) => read(`src/core/services/user${n}x.ts`, "no such file") },
  { name: "three reads in turn", work: 3, at: (n) => read(`${"abc".charAt(n % 3)}.ts`) },
  {
    name: "four calls in turn",
    work: 4,
    at: (n) => [read("a.ts"), run("ls", "a b"), read("b.ts"), search("q")][n % 4] as Step,
  },
  {
    name: "two edits that undo each other",
    work: 2,
    at: (n) => (n % 2 ? edit("a.ts", "1", "2") : edit("a.ts", "2", "1")),
  },
  {
    name: "edit, test, edit back, test",
    work: 4,
    at: (n) =>
      [
        edit("a.ts", "1", "2"),
        run("npm test", "1 failed in 1.2s"),
        edit("a.ts", "2", "1"),
        run("npm test", "2 failed in 1.4s"),
      ][n % 4] as Step,
  },
  {
    name: "a line further each time, same answer",
    work: 1,
    at: (n) => call("read_file", { path: "a.ts", offset: 9000 + n }, "past the end"),
  },
  {
    name: "a window that creeps by one line",
    work: 1,
    at: (n) => call("read_file", { path: "a.ts", offset: n, limit: 60 }, lines(n, 60)),
  },
  {
    name: "numbered lines that creep",
    work: 1,
    at: (n) =>
      run(
        `sed -n '${n},${n + 50}p' a.ts`,
        lines(n, 50)
          .split("\n")
          .map((line, at) => `${n + at}: ${line}`)
          .join("\n"),
      ),
  },
  { name: "growing limit", work: 1, at: (n) => run(`tail -n ${20 + n} build.log`, lines(380 - n, 20 + n)) },
  {
    name: "growing whitespace",
    work: 1,
    at: (n) => search(`foo${" ".repeat(n)}`),
  },
  {
    name: "only times in the output",
    work: 1,
    at: (n) => run("npm test", `1 failed at 2026-11-21T02:4${n % 10}:1${n % 10}Z in ${n}.2s`),
  },
  {
    name: "two calls with times in the output",
    work: 2,
    at: (n) => (n % 2 ? run("npm test", `failed in ${n} ms`) : run("date", `12:00:${10 + n}`)),
  },
  {
    name: "nearly the same search",
    work: 1,
    at: (n) => search(`handle${"abcdefghijkl".charAt(n)}`),
  },
  {
    name: "the same appended line",
    work: 1,
    at: () => call("run", { command: "echo x >> log.txt" }, "", { changedFiles: true }),
  },
];

const times = (count: number, at: (n: number) => Step | Step[]) =>
  Array.from({ length: count }, (_, n) => at(n)).flat();

const productive: { name: string; steps: Step[] }[] = [
  { name: "20 files read", steps: times(20, (n) => read(`src/file${n}.ts`, `text ${n * 31}`)) },
  { name: "20 files edited the same way", steps: times(20, (n) => edit(`src/file${n}.ts`, "old", "new")) },
  {
    name: "20 files read and edited",
    steps: times(20, (n) => [read(`f${n}.ts`, `text of ${n}`), edit(`f${n}.ts`, "a", "b")]),
  },
  {
    name: "edit and test, fewer failures each time",
    steps: times(12, (n) => [edit("a.ts", `v${n}`, `v${n + 1}`), run("npm test", `${12 - n} failed`)]),
  },
  {
    name: "edit and test, other edits, same failures",
    steps: times(8, (n) => [edit("a.ts", `v${n}`, `v${n + 1}`), run("npm test", "1 failed")]),
  },
  {
    name: "read, edit, test over one file",
    steps: times(8, (n) => [
      read("a.ts", `version ${n}`),
      edit("a.ts", `v${n}`, `v${n + 1}`),
      run("npm test", `${8 - n} failed in 1.${n}s`),
    ]),
  },
  {
    name: "a build polled while it moves on",
    steps: times(20, (n) => run("tail -3 build.log", `compiling module ${n} of 20`)),
  },
  { name: "a growing log", steps: times(20, (n) => run("cat build.log", lines(0, 100 + n))) },
  { name: "percent of a download", steps: times(20, (n) => run("cat progress", `${n * 5} %`)) },
  {
    name: "a large file page by page",
    steps: times(6, (n) => call("read_file", { path: "a.ts", offset: n * 60, limit: 60 }, lines(n * 60, 60))),
  },
  {
    name: "pages that overlap by a tenth",
    steps: times(6, (n) => call("read_file", { path: "a.ts", offset: n * 54, limit: 60 }, lines(n * 54, 60))),
  },
  {
    name: "different searches with hits",
    steps: times(15, (n) => search(`symbol${n}`, `src/a${n}.ts:${n}: symbol${n}`)),
  },
  {
    name: "five searches without a hit",
    steps: times(5, (n) => search(`removedName${n}`, n < 4 ? "No matches." : "1 match")),
  },
  {
    name: "status looked at between edits",
    steps: times(6, (n) => [edit(`f${n}.ts`, "a", "b"), run("git status --short", " M f.ts")]),
  },
  {
    name: "folders made one after another",
    steps: times(8, (n) =>
      call("run", { command: `mkdir -p out/${"abcdefgh".charAt(n)}` }, "", { changedFiles: true }),
    ),
  },
  {
    name: "new files written",
    steps: times(20, (n) =>
      call("write_file", { path: `m/${n}.sql`, text: `create ${n}` }, "written", { changedFiles: true }),
    ),
  },
  {
    name: "the same test until it tells something new",
    steps: times(10, (n) => call("run", { command: "npm test" }, "failed", { newTestState: n % 2 === 0 })),
  },
  {
    name: "a file read again much later",
    steps: times(3, (n) => [read("a.ts"), ...times(11, (m) => read(`r${n}-${m}.ts`, `text ${n} ${m}`))]),
  },
  {
    name: "a server asked twice until it is up",
    steps: [
      run("curl -s health", "refused"),
      run("curl -s health", "refused"),
      run("curl -s health", "ok"),
      read("a.ts"),
    ],
  },
  {
    name: "lint, fix, lint with counts",
    steps: times(10, (n) => [run("npm run lint", `${20 - 2 * n} problems`), edit(`l${n}.ts`, "var", "let")]),
  },
  {
    name: "each test file run by itself",
    steps: times(12, (n) => run(`npx vitest run test/part${n}.test.ts`, `part ${n}: ${n + 3} passed`)),
  },
];

function firstStop(steps: Iterable<Step>): { after: number; reason: string } | null {
  const guard = createLoopGuard();
  let after = 0;
  for (const step of steps) {
    after += 1;
    const verdict = guard.observe({
      input: {},
      result: "",
      changedFiles: false,
      newTestState: false,
      ...step,
    });
    if (verdict.stop) return { after, reason: verdict.reason };
  }
  return null;
}

describe("loops", () => {
  it.each(loops)("$name: stopped within six wasted calls", ({ at, work }) => {
    const stop = firstStop(times(30, at));
    expect(stop).not.toBeNull();
    expect((stop?.after ?? 99) - work).toBeLessThanOrEqual(6);
    expect(stop?.reason).toMatch(/^\S.*[^.]$/);
  });
});

describe("productive repetition", () => {
  it.each(productive)("$name: let alone", ({ steps }) => {
    expect(firstStop(steps)).toBeNull();
  });
});

describe("the guard itself", () => {
  it("stops a task that only hears the same answers, however it asks", () => {
    const questions = [
      "alpha",
      "beta gamma",
      "src",
      "x",
      "lorem ipsum",
      "tests",
      "qqqq",
      "7",
      "main",
      "why",
      "zebra",
      "nothing",
      "last",
      "end",
    ];
    const stop = firstStop(
      questions.map((pattern, n) => call("search", { pattern: pattern.repeat((n % 5) + 1) }, "No matches.")),
    );
    expect(stop).toMatchObject({ after: 13, reason: expect.stringContaining("changed no file") });
  });

  it("costs a false stop where six nearly equal searches rightly find nothing", () => {
    const leftovers = times(8, (n) => search(`oldName${"ABCDEFGH".charAt(n)}`));
    expect(firstStop(leftovers)?.after).toBe(6);
  });

  it("forgets when told to", () => {
    const guard = createLoopGuard();
    const same = {
      name: "read_file",
      input: { path: "a" },
      result: "x",
      changedFiles: false,
      newTestState: false,
    };
    guard.observe(same);
    guard.observe(same);
    guard.reset();
    expect(guard.observe(same).stop).toBe(false);
    expect(guard.observe(same).stop).toBe(false);
    expect(guard.observe(same)).toEqual({
      stop: true,
      reason: "read_file was called 3 times with the same arguments and the same result",
    });
  });

  it("takes any input and a huge result", () => {
    const guard = createLoopGuard();
    for (const input of [undefined, null, 7, "text", [1], { a: { b: [null] } }]) {
      expect(
        guard.observe({
          name: "t",
          input,
          result: "y\n".repeat(500_000),
          changedFiles: true,
          newTestState: false,
        }).stop,
      ).toBe(false);
    }
  });
});
