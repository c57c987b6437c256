// More circles, told as the product's own tools and ordinary programs tell them: the answer repeats what was asked, names
// and numbers differ, an exit code stands in front.
import type { EndlessLoop } from "./loops";
import { act, call, edit, inTurn, lines, shell } from "./steps";

const failed = { failed: true };
const missing = (path: string) =>
  call("read_file", { path }, `The file ${path} does not exist. In its folder: index.ts.`, failed);
const page = (path: string, start: number, of: number) =>
  call(
    "read_file",
    { path, start },
    start > of
      ? `${path} has ${of} lines; there is no line ${start}.`
      : `${path} (lines ${start}-${of} of ${of})\n${lines(start - 1, of - start + 1)}`,
    start > of ? failed : {},
  );
const none = (input: Record<string, unknown>) => call("search_files", input, "No matches.");
const words = ["alpha", "river", "copper", "lantern", "north", "velvet", "ember", "quartz", "willow", "zinc"];
const word = (n: number) => words[n % words.length] ?? "";
const id = (n: number) =>
  `${(0x9e3779b9 + n * 7919).toString(16).slice(0, 8)}-1b2c-4d3e-8f90-${(0xa1b2c3d4e5f6 + n * 104729).toString(16).slice(0, 12)}`;

/** One of several, in turn. */
const either = <Value>(n: number, ...values: Value[]) => values[n % values.length] as Value;

export const otherLoops: readonly EndlessLoop[] = [
  { name: "files guessed by number", work: 1, at: (n) => missing(`src/services/user${n}.ts`) },
  {
    name: "files guessed by letter, told by name",
    work: 1,
    at: (n) => missing(`src/services/user${"ABCDEFGHIJKL".charAt(n % 12)}Service.ts`),
  },
  { name: "a short file read from a line further", work: 1, at: (n) => page("a.ts", n + 1, 8) },
  { name: "lines beyond a short file", work: 1, at: (n) => page("a.ts", 9 + n, 8) },
  {
    name: "the same read, its range now given and now not",
    work: 1,
    at: (n) =>
      call(
        "read_file",
        either(n, { path: "a.ts" }, { path: "a.ts", start: 1 }, { path: "a.ts", start: 1, end: 8 }),
        `a.ts (8 lines)\n${lines(0, 8)}`,
      ),
  },
  {
    name: "an end that grows past the file's",
    work: 1,
    at: (n) =>
      call("read_file", { path: "a.ts", start: 1, end: 50 + 10 * n }, `a.ts (8 lines)\n${lines(0, 8)}`),
  },
  {
    name: "grep with its flags in another order",
    work: 1,
    at: (n) => shell(`grep ${["-rn", "-nr", "-r -n", "-R -n", "-nR", "--recursive -n"][n % 6]} gone src`, 1),
  },
  {
    name: "one search, wider each time",
    work: 1,
    at: (n) => none({ pattern: "handleTheClick".slice(0, 14 - (n % 10)), path: "src" }),
  },
  {
    name: "one search in small and capital letters",
    work: 1,
    at: (n) =>
      none({
        pattern: ["userName", "username", "UserName", "USERNAME", "user_name", "user-name"][n % 6],
        path: "src",
      }),
  },
  {
    name: "two windows that creep in turn",
    work: 2,
    at: (n) => page(n % 2 ? "a.ts" : "b.ts", 1 + (n >> 1), 60),
  },
  {
    name: "a window that creeps, and a search without a hit",
    work: 2,
    at: (n) => (n % 2 ? none({ pattern: "gone" }) : page("a.ts", 1 + (n >> 1), 60)),
  },
  {
    name: "a failing edit and a read of a line further",
    work: 2,
    at: (n) =>
      n % 2
        ? page("a.ts", 1 + (n >> 1), 60)
        : call(
            "edit_file",
            { path: "a.ts", search: "x", replace: "y" },
            "a.ts: the text does not occur.",
            failed,
          ),
  },
  {
    name: "tests with another seed each time",
    work: 1,
    at: (n) =>
      shell(
        "pytest -q",
        1,
        `Using --randomly-seed=${(n * 7919 + 4211) % 10_000}\n1 failed, 4 passed in 0.${n}s`,
      ),
  },
  {
    name: "a warning with a process id",
    work: 1,
    at: (n) => shell("npm test", 1, `(node:${4000 + ((n * 37) % 91)}) Warning: deprecated\n2 failing`),
  },
  {
    name: "a server that is refused on other ports",
    work: 1,
    at: (n) =>
      shell(
        "npm run e2e",
        1,
        `listening on 127.0.0.1:${40_000 + ((n * 337) % 9000)}\nError: page did not load`,
      ),
  },
  {
    name: "a request with an id in its header",
    work: 1,
    at: (n) => shell(`curl -sf -H 'x-request-id: ${id(n)}' localhost:3000/health`, 7),
  },
  {
    name: "a request that keeps caches away",
    work: 1,
    at: (n) => shell(`curl -s 'localhost:3000/health?t=${1_763_000_000 + n}'`, 0, '{"status":"down"}'),
  },
  {
    name: "longer and longer waits",
    work: 1,
    at: (n) => shell(`sleep ${5 * (n + 1)} && cat status`, 0, "building"),
  },
  { name: "a wait that never ends", work: 1, at: () => shell("sleep 20; gh run view 7", 0, "in_progress") },
  {
    name: "one file by seven programs",
    work: 7,
    at: (n) =>
      shell(
        ["cat a.ts", "cat ./a.ts", "cat  a.ts", "cat 'a.ts'", 'cat "a.ts"', "less a.ts", "more a.ts"][
          n % 7
        ] ?? "",
        0,
        lines(0, 8),
      ),
  },
  {
    name: "four known reads, in any order",
    work: 4,
    at: (n) => page(`${"abcd".charAt(n < 4 ? n : (n * n + (n >> 1)) % 4)}.ts`, 1, 8),
  },
  {
    name: "an end told in other words each time",
    work: 1,
    at: (n) =>
      call(
        "attempt_completion",
        {
          result: `${word(n)} ${word(n + 3)}: everything asked for stands now, ${word(n + 5)}.`.repeat(
            1 + (n % 3),
          ),
        },
        "Not yet: the check `npm test` ended with 1.",
        failed,
      ),
  },
  {
    name: "edits that fit nowhere, each other words",
    work: 1,
    at: (n) =>
      call(
        "edit_file",
        { path: "a.ts", search: `${word(n)} ${word(n + 4)} ${word(n * 3)}`, replace: word(n + 1) },
        "a.ts: the text does not occur.",
        failed,
      ),
  },
  {
    name: "a file written as it stands",
    work: 1,
    at: () => call("write_file", { path: "a.ts", content: "x\n" }, "a.ts has this content already.", failed),
  },
  {
    name: "a file written and removed",
    work: 2,
    at: (n) =>
      inTurn(
        n,
        call("write_file", { path: "x.ts", content: "x\n" }, "Wrote x.ts (1 line).", { changedFiles: true }),
        call("delete_file", { path: "x.ts" }, "Deleted x.ts.", { changedFiles: true }),
      ),
  },
  {
    name: "an edit to and fro, formatted between",
    work: 4,
    at: (n) =>
      inTurn(
        n,
        edit("a.ts", "let", "const"),
        act("npx biome check --write", "Checked 12 files in 7ms. Fixed 1 file."),
        edit("a.ts", "const", "let"),
        shell("npm test", 1, `1 failed (${n} ms)`),
      ),
  },
  {
    name: "a stash put away and taken back",
    work: 2,
    at: (n) =>
      inTurn(
        n,
        act("git stash"),
        act("git stash pop", `Dropped refs/stash@{0} (${id(n).replaceAll("-", "")})`),
      ),
  },
  {
    name: "an install that fails with another log",
    work: 1,
    at: (n) =>
      shell(
        "npm ci",
        1,
        `npm error code E404\nnpm error A complete log of this run can be found in: /root/.npm/_logs/2026-11-22T02_0${n % 10}_1${n % 6}_${111 + n * 7}Z-debug-0.log`,
      ),
  },
  {
    name: "a program that is not there, by several names",
    work: 1,
    at: (n) => {
      const name = ["pytest", "pytest3", "py.test", "pytest-3", "python-pytest", "pytests"][n % 6] ?? "";
      return shell(`${name} tests`, 127, `sh: 1: ${name}: not found`);
    },
  },
  {
    name: "types checked by several names",
    work: 1,
    at: (n) =>
      shell(
        ["npx tsc", "npx tsc --noEmit", "npx tsc -p .", "npx tsc --noEmit -p ."][n % 4] ?? "",
        2,
        "a.ts(3,1): error TS2304: Cannot find name 'x'.",
      ),
  },
  {
    name: "the same folder under other spellings",
    work: 1,
    at: (n) => call("list_files", { path: [".", "./", "./.", "././"][n % 4] }, "package.json\nsrc/\ntest/"),
  },
  {
    name: "one folder deeper each time, none there",
    work: 1,
    at: (n) =>
      call(
        "list_files",
        { path: `src${"/lib".repeat(n + 1)}` },
        `The folder src${"/lib".repeat(n + 1)} does not exist.`,
        failed,
      ),
  },
  {
    name: "a long output paged past its end",
    work: 1,
    at: (n) =>
      call("read_output", { id: "abc", start: 90_000 + 1000 * n }, "There is nothing after 48000.", failed),
  },
  {
    name: "the clock asked between two reads",
    work: 3,
    at: (n) =>
      inTurn(
        n,
        page("a.ts", 1, 8),
        shell("date", 0, `Sun Nov 22 02:1${n % 10}:33 UTC 2026`),
        page("b.ts", 1, 8),
      ),
  },
  {
    name: "a count that goes up and down",
    work: 1,
    at: (n) =>
      shell("npm run lint:types", 1, `${40 + ((n * 17) % 5)} problems in ${3 + ((n * 7) % 4)} files`),
  },
  {
    name: "a plan said again",
    work: 1,
    at: () => call("update_plan", { steps: [{ title: "Read", done: false }] }, "The plan stands."),
  },
  {
    name: "a question asked again, the same said",
    work: 1,
    at: (n) => call("ask_user", { question: `Shall I go on${"?".repeat(1 + (n % 3))}` }, "Yes."),
  },
  {
    name: "three calls at once, again and again",
    work: 1,
    at: () => call("read_file", [{ path: "a.ts" }, { path: "b.ts" }, { path: "c.ts" }], "a\nb\nc"),
  },
  {
    name: "a container's name in the answer",
    work: 1,
    at: (n) => shell("docker compose up -d", 1, `Container app-${id(n).slice(0, 8)}-1 exited (1)`),
  },
  {
    name: "a hash that is new each time",
    work: 1,
    at: (n) =>
      shell(
        "npm run build",
        1,
        `dist/main.${(0x5bd1e995 + n * 15_485_863).toString(16)}.js\nERROR in ./src/a.ts`,
      ),
  },
];
