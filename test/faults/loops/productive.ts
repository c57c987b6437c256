// Work that repeats itself and gets on: none of it may be taken for a circle. Source: reliability facts A7, R-31.
import { act, call, edit, lines, read, run, type Step, search, times } from "./steps";

export interface Productive {
  name: string;
  /** Stopped all the same: nobody can tell it from a model that guesses on without hearing anything. */
  taken?: true;
  steps: Step[];
}

export const productive: readonly Productive[] = [
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
    steps: times(8, (n) => act(`mkdir -p out/${"abcdefgh".charAt(n)}`)),
  },
  {
    name: "new files written",
    steps: times(20, (n) =>
      call("write_file", { path: `m/${n}.sql`, text: `create ${n}` }, "written", { changedFiles: true }),
    ),
  },
  {
    name: "the same test until it tells something new",
    steps: times(10, (n) =>
      call("run_command", { command: "npm test" }, "failed", { newTestState: n % 2 === 0 }),
    ),
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
  {
    name: "ten files looked at by a linter, all clean",
    steps: times(10, (n) => run(`npx eslint src/${"abcdefghij".charAt(n)}.ts`, "")),
  },
  {
    name: "a build polled by its percent",
    steps: times(20, (n) => run("tail -1 build.log", `12:0${n % 10}:00 ${n * 5} % built`)),
  },
  {
    name: "a deployment until it runs",
    steps: [
      ...times(2, () => run("kubectl get pod", "Pending")),
      ...times(2, () => run("kubectl get pod", "Creating")),
      run("kubectl get pod", "Running"),
    ],
  },
  { name: "twelve edits of one file", steps: times(12, (n) => edit("a.ts", `old${n}`, `new${n}`)) },
  {
    name: "fewer type errors each time",
    steps: times(9, (n) => [run("npx tsc --noEmit", lines(0, 9 - n)), edit(`t${n}.ts`, "any", "unknown")]),
  },
  {
    name: "fifteen files renamed",
    steps: times(15, (n) =>
      call("move_file", { from: `a${n}.js`, to: `a${n}.ts` }, "Moved.", { changedFiles: true }),
    ),
  },
  {
    name: "a commit for each file",
    steps: times(8, (n) => [edit(`c${n}.ts`, "a", "b"), act(`git commit -qam part${n}`)]),
  },
  {
    name: "bisecting",
    steps: times(8, (n) =>
      act(
        "git bisect good",
        `Bisecting: ${64 >> n} revisions left\n[${(0xabcdef12 * (n + 2)).toString(16)}] change ${n}`,
      ),
    ),
  },
  {
    name: "one line looked at in many places",
    steps: times(8, (n) => call("read_file", { path: "a.ts", start: 40 * n, end: 40 * n }, lines(40 * n, 1))),
  },
  {
    name: "folder by folder",
    steps: times(12, (n) => call("list_files", { path: `src/part${n}` }, `index.ts\npart${n}.ts`)),
  },
  {
    name: "the same formatter on each file",
    steps: times(10, (n) => act(`prettier --write src/p${n}.ts`, "1 file formatted")),
  },
  {
    name: "each failing test by itself",
    steps: times(8, (n) => [
      run(`npx vitest run -t "case ${n}"`, `case ${n}: expected ${n} to be ${n + 1}`),
      edit("a.ts", `case${n}`, `fixed${n}`),
    ]),
  },
  {
    name: "a benchmark before and after each change",
    steps: times(6, (n) => [
      run("npm run bench", `${120 - 9 * n} operations`),
      edit("hot.ts", `v${n}`, `v${n + 1}`),
    ]),
  },
  {
    name: "a log that grows by other lines",
    steps: times(15, (n) =>
      run(
        "cat server.log",
        times(n + 1, (m) => read("", `12:00:${10 + m} request ${m * 17} served`))
          .map(({ result }) => result)
          .join("\n"),
      ),
    ),
  },
  {
    name: "a checksum after each build",
    steps: times(6, (n) => [
      act("make", "built"),
      run("sha256sum out.bin", `${(0x9e3779b97f4a7 * (n + 3)).toString(16)}  out.bin`),
    ]),
  },
  {
    name: "tests red three times with other edits between",
    steps: times(3, (n) => [
      run("npm test", "1 failed"),
      edit("a.ts", `x${n}`, `y${n}`),
      read("a.ts", `text after ${n}`),
    ]),
  },
  {
    name: "documents opened one by one",
    steps: times(10, (n) =>
      read(`docs/${"abcdefghij".charAt(n)}.md`, `# Chapter ${"abcdefghij".charAt(n)}\nwords of it`),
    ),
  },
  { name: "migrations run one by one", steps: times(10, (n) => act(`node migrate.mjs ${n}`, "ok")) },
  {
    name: "eight names that are rightly gone",
    taken: true,
    steps: times(8, (n) => search(`oldName${"ABCDEFGH".charAt(n)}`)),
  },
];
