// Circles a task must be taken out of. Sources: reliability facts A7, and what agents were seen to do.
import { act, call, edit, inTurn, lines, read, run, type Step, search, times } from "./steps";

export interface EndlessLoop {
  name: string;
  /** The n-th call, from 0. */
  at(n: number): Step;
  /** Calls before it goes in circles; those after them are wasted. */
  work: number;
}

const failedEdit = (path: string, text: string) =>
  call("edit_file", { path, search: text, replace: "new" }, `${path}: the text does not occur.`);

/** The same lines, beginning with another one each time. */
const shuffled = (words: string[], n: number) =>
  [...words.slice(n % words.length), ...words.slice(0, n % words.length)].join("\n");

export const loops: readonly EndlessLoop[] = [
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
    at: (n) => call("tool", n % 2 ? { a: 1, b: 2 } : { b: 2, a: 1 }, "y"),
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
    at: () => act("echo x >> log.txt"),
  },
  {
    name: "an empty folder listed again",
    work: 1,
    at: () => call("list_files", { path: "src" }, "src is empty."),
  },
  { name: "the same edit that fits nowhere", work: 1, at: () => failedEdit("a.ts", "old") },
  {
    name: "an edit that fits nowhere, spelt anew",
    work: 1,
    at: (n) => failedEdit("a.ts", `return value${" ".repeat(n % 5)};${"\n".repeat(n % 3)}`),
  },
  {
    name: "an edit that is refused, and a read that changes nothing",
    work: 2,
    at: (n) =>
      inTurn(
        n,
        call("edit_file", { path: "a.ts", search: "x", replace: "y" }, "Read a.ts again."),
        read("a.ts"),
      ),
  },
  {
    name: "a file under other spellings of its path",
    work: 1,
    at: (n) => call("read_file", { path: `${"./".repeat(n)}src/a.ts` }, "contents of src/a.ts"),
  },
  {
    name: "the lines before and after in turn",
    work: 2,
    at: (n) => call("read_file", { path: "a.ts", start: 100 + (n % 2) }, lines(100 + (n % 2), 60)),
  },
  {
    name: "a page that grows by a line",
    work: 1,
    at: (n) => call("read_file", { path: "a.ts", start: 1, end: 60 + n }, lines(0, 60 + n)),
  },
  {
    name: "the same red tests in another order",
    work: 1,
    at: (n) => run("npm test", shuffled(["a failed", "b failed", "c failed", "3 failed"], n)),
  },
  {
    name: "a log that grows by the line it had",
    work: 1,
    at: (n) =>
      run(
        "cat server.log",
        "start\n" +
          times(n + 1, (m) => read("", `12:00:${10 + m} waiting for the lock`))
            .map(({ result }) => result)
            .join("\n"),
      ),
  },
  {
    name: "another temporary name in the answer",
    work: 1,
    at: (n) => run("./build.sh", `cannot open /tmp/tmp.${"qX7bR2mZk9".slice(n % 9)}${n}/out: denied`),
  },
  {
    name: "another request id in the answer",
    work: 1,
    at: (n) =>
      run(
        "curl -si localhost/health",
        `HTTP/1.1 503\nx-request-id: ${(0x9e3779b97f4a * (n + 3)).toString(16)}9f3a77c1\nnot ready`,
      ),
  },
  {
    name: "other addresses and processes in the answer",
    work: 1,
    at: (n) => run("./serve", `pid ${4000 + n} crashed at 0x${(7000 + 13 * n).toString(16)}`),
  },
  { name: "a wait that hears the same", work: 1, at: () => run("sleep 30; cat status", "building") },
  {
    name: "the same tests under four names",
    work: 4,
    at: (n) =>
      run(["npm test", "npm run test", "npm t", "CI=1 npm test"][n % 4] ?? "", `2 failed in ${n}.1 s`),
  },
  {
    name: "other quotation marks",
    work: 1,
    at: (n) => run(`grep -rn ${["x", "'x'", '"x"'][n % 3]} src`, ""),
  },
  {
    name: "status and diff, nothing changed",
    work: 2,
    at: (n) => inTurn(n, run("git status --short", " M a.ts"), run("git diff --stat", "a.ts | 2 +-")),
  },
  {
    name: "an end that is sent back",
    work: 1,
    at: () => call("attempt_completion", { result: "Done." }, "Not yet: the check test is red."),
  },
  { name: "a file made and removed", work: 2, at: (n) => inTurn(n, act("touch x"), act("rm x")) },
  {
    name: "three edits in a ring",
    work: 3,
    at: (n) => inTurn(n, edit("a.ts", "1", "2"), edit("a.ts", "2", "3"), edit("a.ts", "3", "1")),
  },
  { name: "five reads in turn", work: 5, at: (n) => read(`${"abcde".charAt(n % 5)}.ts`) },
];
