// Work of the third table, which only looks like circles; see unseenLoops.ts.
import type { Productive } from "./productive";
import { act, call, edit, lines, shell, times } from "./steps";

const scattered = (n: number, m: number) => ((n * 1103515245 + 12345) >>> 8) % m;
const names = "Ada,Bob,Cid,Dot,Eve,Fay,Gus,Hal,Ivy,Joe,Kim,Lee,Max,Ned,Oda,Pam,Quy,Ron,Sue,Tim".split(",");
const person = (n: number) => names[n % names.length] ?? "";

export const unseenProductive: readonly Productive[] = [
  {
    name: "twenty files with one edit each, and the check",
    steps: times(20, (n) => [
      edit(`src/${person(n)}.ts`, "foo", "bar"),
      shell("npx tsc --noEmit", n < 19 ? 2 : 0, n < 19 ? `${19 - n} errors` : ""),
    ]),
  },
  {
    name: "eslint --fix on each folder",
    steps: times(10, (n) => act(`npx eslint --fix src/${person(n)}`, "exit 0.\n(no output)")),
  },
  {
    name: "wc of each file",
    steps: times(12, (n) =>
      shell(`wc -l src/${person(n)}.ts`, 0, `${scattered(n, 300)} src/${person(n)}.ts`),
    ),
  },
  {
    name: "poll CI with changing stage",
    steps: times(12, (n) =>
      shell(
        "sleep 15; gh pr checks 4",
        8,
        `build pass\nlint ${n > 3 ? "pass" : "pending"}\ntest ${n > 7 ? "pass" : "pending"}\n${n} of 12 done`,
      ),
    ),
  },
  {
    name: "poll CI, each stage four times the same",
    steps: times(12, (n) =>
      shell("sleep 15; gh pr checks 4", 8, ["queued", "building", "testing"][Math.floor(n / 4)]),
    ),
  },
  {
    name: "each test of a suite fixed",
    steps: times(10, (n) => [
      call(
        "read_file",
        { path: `test/${person(n)}.test.ts` },
        `test/${person(n)}.test.ts (30 lines)\n${lines(n * 30, 30)}`,
      ),
      edit(`src/${person(n)}.ts`, "bad", "good"),
      shell(`npx vitest run test/${person(n)}.test.ts`, 0, "1 passed"),
    ]),
  },
  {
    name: "headers added to files",
    steps: times(15, (n) => act(`sed -i '1i // header' src/${person(n)}.ts`, "exit 0.\n(no output)")),
  },
  { name: "checking each doc link", steps: times(14, (n) => shell(`test -f docs/${person(n)}.md`, 0)) },
  {
    name: "dead code by search",
    steps: times(5, (n) => call("search_files", { pattern: `unused${person(n)}`, path: "." }, "No matches.")),
  },
  {
    name: "dead code by grep with edits",
    steps: times(9, (n) => [
      shell(`grep -rn unused${person(n)} src`, 1),
      edit(`src/${person(n)}.ts`, "export ", ""),
    ]),
  },
  {
    name: "git log pages",
    steps: times(8, (n) =>
      shell(
        `git log --oneline --skip ${n * 20} -20`,
        0,
        times(20, (m) => shell("", 0, `${(0xabcdef + n * 20 + m * 977).toString(16)} change ${n * 20 + m}`))
          .map(({ result }) => result)
          .join("\n"),
      ),
    ),
  },
  {
    name: "curl of each endpoint",
    steps: times(10, (n) => shell(`curl -s localhost:3000/api/${person(n)}`, 0, `{"name":"${person(n)}"}`)),
  },
  {
    name: "sql per table",
    steps: times(10, (n) =>
      shell(`psql -c 'select count(*) from ${person(n)}'`, 0, ` count \n-------\n     0\n(1 row)`),
    ),
  },
  {
    name: "loading fixtures by number",
    steps: times(10, (n) => shell(`node load.mjs --batch ${n}`, 0, `batch ${n}: 100 rows`)),
  },
  {
    name: "edit, build, size",
    steps: times(7, (n) => [
      edit("a.ts", `x${n}`, `y${n}`),
      act("npm run build", "exit 0.\nbuilt"),
      shell("du -b dist/main.js", 0, `${90000 - n * 311}\tdist/main.js`),
    ]),
  },
  {
    name: "read a file around errors",
    steps: times(8, (n) =>
      call(
        "read_file",
        { path: "big.ts", start: 45 * n + 1, end: 45 * n + 15 },
        `big.ts (lines ${45 * n + 1}-${45 * n + 15} of 400)\n${lines(45 * n, 15)}`,
      ),
    ),
  },
  {
    name: "same edit in many places with line numbers",
    steps: times(10, (n) =>
      call(
        "edit_file",
        { path: "a.ts", search: `foo(${person(n)})`, replace: `bar(${person(n)})` },
        `Edited a.ts at line ${n * 12 + 3} (+1 −1).`,
        { changedFiles: true },
      ),
    ),
  },
  {
    name: "i18n keys checked, absent each",
    steps: times(5, (n) => shell(`grep -c '"${person(n)}"' locales/de.json`, 1, "0")),
  },
  {
    name: "retry of a flaky download, third works",
    steps: [
      shell("npm ci", 1, "npm error network ECONNRESET"),
      shell("npm ci", 1, "npm error network ETIMEDOUT"),
      shell("npm ci", 0, "added 312 packages"),
    ],
  },
  {
    name: "docker layers",
    steps: times(12, (n) =>
      shell("docker build -q . ; tail -1 build.log", 1, `Step ${n + 1}/12 : RUN part ${person(n)}`),
    ),
  },
  {
    name: "typing fixes with error count down unevenly",
    steps: times(10, (n) => [
      edit(`f${n}.ts`, "any", "string"),
      shell("npx tsc --noEmit | wc -l", 0, `${30 - n * 3 + (n % 2)}`),
    ]),
  },
  {
    name: "explore: list, read, list, read",
    steps: times(10, (n) => [
      call("list_files", { path: `src/${person(n)}` }, "index.ts\ntypes.ts"),
      call(
        "read_file",
        { path: `src/${person(n)}/index.ts` },
        `src/${person(n)}/index.ts (12 lines)\n${lines(n * 12, 12)}`,
      ),
    ]),
  },
  {
    name: "several calls at once, other files each time",
    steps: times(8, (n) =>
      call(
        "read_file",
        [{ path: `a/${person(n)}.ts` }, { path: `b/${person(n)}.ts` }],
        `a/${person(n)}.ts (3 lines)\n${lines(n * 3, 3)}\nb/${person(n)}.ts (3 lines)\n${lines(n * 3 + 100, 3)}`,
      ),
    ),
  },
  {
    name: "a snapshot updated per suite",
    steps: times(9, (n) => act(`npx vitest run -u test/${person(n)}.test.ts`, "exit 0.\n1 snapshot updated")),
  },
  {
    name: "versions looked up",
    steps: times(9, (n) => shell(`npm view @scope/${person(n).toLowerCase()} version`, 0, "1.0.0")),
  },
];
