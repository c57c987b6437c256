// More work that repeats itself and gets on, told as the product's own tools and ordinary programs tell it: sweeps over many
// files that all are well, polls that wait, checks between changes.
import type { Productive } from "./productive";
import { act, call, edit, lines, shell, times } from "./steps";

const parts =
  "auth,billing,cart,docs,events,forms,graph,hooks,index,jobs,kernel,login,mail,notes,orders,pages,queue,rates,search,teams".split(
    ",",
  );
const part = (n: number) => parts[n % parts.length] ?? "";
const none = (pattern: string) => call("search_files", { path: "src", pattern }, "No matches.");
const sha = (n: number) =>
  Array.from({ length: 8 }, (_, at) => (0x9e3779b9 + n * 7919 + at * 104_729).toString(16).slice(0, 8)).join(
    "",
  );

export const otherProductive: readonly Productive[] = [
  {
    name: "twenty files linted, all clean",
    steps: times(20, (n) => shell(`npx eslint src/${part(n)}.ts`, 0)),
  },
  {
    name: "twenty files parsed, all well",
    steps: times(20, (n) => shell(`node --check src/${part(n)}.js`, 0)),
  },
  {
    name: "tests of each package, all green",
    steps: times(16, (n) => shell(`npm test -w packages/${part(n)}`, 0, "5 passed")),
  },
  {
    name: "one test by name after another",
    steps: times(12, (n) => shell(`npx vitest run -t "${part(n)}"`, 0, "1 passed")),
  },
  {
    name: "packages of one shape listed",
    steps: times(12, (n) => call("list_files", { path: `packages/${part(n)}` }, "package.json\nsrc/\ntest/")),
  },
  {
    name: "parts of one text read",
    steps: times(12, (n) =>
      call(
        "read_file",
        { path: `packages/${part(n)}/index.ts` },
        `packages/${part(n)}/index.ts (1 line)\nexport * from "./main";`,
      ),
    ),
  },
  {
    name: "commits looked at one by one",
    steps: times(10, (n) =>
      shell(`git show --stat HEAD~${n}`, 0, `commit ${sha(n).slice(0, 40)}\n ${part(n)}.ts | ${n + 1} +`),
    ),
  },
  {
    name: "addresses asked, all well",
    steps: times(12, (n) =>
      shell(`curl -s -o /dev/null -w '%{http_code}' localhost:3000/${part(n)}`, 0, "200"),
    ),
  },
  {
    name: "artifacts published one by one",
    steps: times(8, (n) =>
      call("publish_artifact", { name: part(n), content: `text of ${part(n)}` }, "Published."),
    ),
  },
  {
    name: "a plan kept while files are read",
    steps: times(10, (n) => [
      call("read_file", { path: `src/${part(n)}.ts` }, `src/${part(n)}.ts (9 lines)\n${lines(9 * n, 9)}`),
      call(
        "update_plan",
        { steps: parts.slice(0, 10).map((title, at) => ({ title, done: at <= n })) },
        "The plan stands.",
      ),
    ]),
  },
  {
    name: "a plan kept between edits",
    steps: times(10, (n) => [
      edit(`src/${part(n)}.ts`, "var", "let"),
      call(
        "update_plan",
        { steps: parts.slice(0, 10).map((title, at) => ({ title, done: at <= n })) },
        "The plan stands.",
      ),
    ]),
  },
  {
    name: "a build waited for, five times the same",
    steps: [
      ...times(5, () => shell("sleep 30; gh run view 7", 0, "in_progress")),
      shell("sleep 30; gh run view 7", 0, "completed"),
    ],
  },
  {
    name: "a build whose steps are counted",
    steps: times(14, (n) =>
      shell("sleep 10; gh run view 7", 0, `step ${n + 1} of 14 (${(n * 37) % 11}.1 s)`),
    ),
  },
  {
    name: "a rollout that gets on while it fails",
    steps: times(9, (n) =>
      shell(
        "kubectl rollout status deploy/app --timeout 5s",
        1,
        `Waiting: ${n} of 9 updated replicas are available`,
      ),
    ),
  },
  {
    name: "a log watched, other lines each time",
    steps: times(12, (n) =>
      shell(
        "tail -5 server.log",
        0,
        times(5, (m) => shell("", 0, `served /${part(n + m)}`))
          .map(({ result }) => result)
          .join("\n"),
      ),
    ),
  },
  {
    name: "a flaky test run four times",
    steps: times(4, (n) =>
      shell("npx vitest run test/flaky.test.ts", n % 2, n % 2 ? "1 failed" : "1 passed"),
    ),
  },
  {
    name: "a benchmark measured five times",
    steps: times(5, (n) => shell("npm run bench", 0, `${1200 + ((n * 37) % 50)} operations`)),
  },
  {
    name: "test first, code after",
    steps: times(8, (n) => [
      edit(`test/${part(n)}.test.ts`, "", `test of ${part(n)}`),
      shell("npm test", 1, "1 failed"),
      edit(`src/${part(n)}.ts`, "", `code of ${part(n)}`),
      shell("npm test", 0, "all passed"),
    ]),
  },
  {
    name: "the same error, another cure each time",
    steps: times(9, (n) => [
      edit("a.ts", `cure${n}`, `cure${n + 1}`),
      shell("npx tsc --noEmit", 2, "a.ts(3,1): error TS2304: Cannot find name 'x'."),
    ]),
  },
  {
    name: "a checksum after each build, as it is",
    steps: times(8, (n) => [act("make", "built"), shell("sha256sum out.bin", 0, `${sha(n)}  out.bin`)]),
  },
  {
    name: "a commit and its name after each edit",
    steps: times(8, (n) => [
      edit(`${part(n)}.ts`, "a", "b"),
      act("git commit -qam 'next part'"),
      shell("git rev-parse HEAD", 0, sha(n).slice(0, 40)),
    ]),
  },
  {
    name: "the place read again after each edit",
    steps: times(8, (n) => [
      edit("a.ts", `value${n * 7} `, `amount${n} `),
      call(
        "read_file",
        { path: "a.ts", start: 1, end: 40 },
        `a.ts (lines 1-40 of 90)\n${lines(0, 40).replace("value", `amount${n}`)}`,
      ),
    ]),
  },
  {
    name: "the place read around each edit",
    steps: times(8, (n) => [
      edit("a.ts", `value${n * 7} `, `amount${n} `),
      call(
        "read_file",
        { path: "a.ts", start: 1 + n, end: 40 + n },
        `a.ts (lines ${1 + n}-${40 + n} of 90)\n${lines(n, 40)}`,
      ),
    ]),
  },
  {
    name: "uses looked for before each removal",
    steps: times(9, (n) => [
      none(`old${part(n)}`),
      call("delete_file", { path: `src/old${part(n)}.ts` }, `Deleted src/old${part(n)}.ts.`, {
        changedFiles: true,
      }),
    ]),
  },
  {
    name: "settings looked for where they may be",
    steps: [".eslintrc", ".eslintrc.js", ".prettierrc", "biome.json", "eslint.config.js"].map((path) =>
      call("read_file", { path }, `The file ${path} does not exist.`, { failed: true }),
    ),
  },
  {
    name: "programs asked whether they are there",
    steps: ["node", "npm", "cargo", "go", "python3", "rustc", "java"].map((name) =>
      shell(`command -v ${name}`, 0, `/usr/bin/${name}`),
    ),
  },
  {
    name: "fifteen translations written",
    steps: times(15, (n) =>
      call(
        "write_file",
        { path: `locales/${part(n)}.json`, content: "{}" },
        `Wrote locales/${part(n)}.json (1 line).`,
        { changedFiles: true },
      ),
    ),
  },
  {
    name: "five files read again after a summary",
    steps: [
      ...times(5, (n) => call("read_file", { path: `${part(n)}.ts` }, `text ${n}`)),
      ...times(5, (n) => call("read_file", { path: `${part(n)}.ts` }, `text ${n}`)),
      edit("auth.ts", "a", "b"),
    ],
  },
  {
    name: "a stash put away once to compare",
    steps: [
      shell("npm test", 1, "1 failed"),
      act("git stash"),
      shell("npm test", 0, "passed"),
      act("git stash pop"),
      shell("npm test", 1, "1 failed"),
      edit("a.ts", "x", "y"),
      shell("npm test", 0, "passed"),
    ],
  },
  {
    name: "one case of a table after another",
    steps: times(10, (n) => shell(`node check.mjs --case ${part(n)}`, 0, "ok")),
  },
  {
    name: "a long file by half windows",
    steps: times(10, (n) =>
      call(
        "read_file",
        { path: "a.ts", start: 1 + 30 * n, end: 60 + 30 * n },
        `a.ts (lines ${1 + 30 * n}-${60 + 30 * n} of 390)\n${lines(30 * n, 60)}`,
      ),
    ),
  },
  {
    name: "one function after another looked up",
    steps: times(14, (n) =>
      call(
        "search_files",
        { pattern: `function ${part(n)}`, path: "src" },
        `src/${part(n)}.ts\n${n + 3}: function ${part(n)}() {`,
      ),
    ),
  },
  {
    name: "documents fetched page by page",
    steps: times(10, (n) =>
      shell(`curl -s localhost:3000/items?page=${n}`, 0, `[{"id":${n * 2}},{"id":${n * 2 + 1}}]`),
    ),
  },
  {
    name: "a migration up, looked at, and the next",
    steps: times(7, (n) => [
      act(`npx migrate up ${n}`, "migrated"),
      shell("npx migrate status", 0, `${n + 1} of 7 applied`),
    ]),
  },
  {
    name: "a formatter, a check and a commit for each part",
    steps: times(6, (n) => [
      act(`npx prettier --write src/${part(n)}`, "done"),
      shell("npm run check", 0, "no problems"),
      act(`git commit -qam ${part(n)}`),
    ]),
  },
  {
    name: "helpers started one by one",
    steps: times(8, (n) =>
      call(
        "new_task",
        { role: "coder", message: `Write the part ${part(n)}.` },
        `${part(n)} done: wrote src/${part(n)}.ts`,
        { changedFiles: true },
      ),
    ),
  },
  {
    name: "reviews of many files that find nothing",
    steps: times(12, (n) => shell(`npx semgrep --quiet src/${part(n)}.ts`, 0)),
  },
  {
    name: "one value looked at under many settings",
    steps: times(10, (n) => shell(`LEVEL=${part(n)} node print.mjs`, 0, "42")),
  },
  {
    name: "a queue that empties",
    steps: times(12, (n) => shell("redis-cli llen jobs", 0, `${120 - 10 * n}`)),
  },
  {
    name: "bisecting by hand",
    steps: times(6, (n) => [
      act(`git checkout -q ${sha(n).slice(0, 8)}`),
      shell("npm test", n % 2, n % 2 ? "1 failed" : "passed"),
    ]),
  },
];
