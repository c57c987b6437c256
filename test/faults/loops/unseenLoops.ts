// Circles of a third table, written once the rules stood and played before anything more was changed: all 25 were caught
// then, and all but one of the 25 kinds of work beside them let alone.
import type { EndlessLoop } from "./loops";
import { call, edit, inTurn, lines, shell } from "./steps";

const failed = { failed: true };
const scattered = (n: number, m: number) => ((n * 1103515245 + 12345) >>> 8) % m;
const names = "Ada,Bob,Cid,Dot,Eve,Fay,Gus,Hal,Ivy,Joe,Kim,Lee,Max,Ned,Oda,Pam,Quy,Ron,Sue,Tim".split(",");
const person = (n: number) => names[n % names.length] ?? "";

export const unseenLoops: readonly EndlessLoop[] = [
  {
    name: "git status asked again",
    work: 1,
    at: () => shell("git status", 0, "On branch main\nnothing to commit, working tree clean"),
  },
  {
    name: "read whole file over and over, with 200 lines",
    work: 1,
    at: () => call("read_file", { path: "src/x.ts" }, `src/x.ts (200 lines)\n${lines(0, 200)}`),
  },
  {
    name: "pair: list folder and read",
    work: 2,
    at: (n) =>
      inTurn(
        n,
        call("list_files", { path: "src" }, "a.ts\nb.ts"),
        call("read_file", { path: "src/a.ts" }, `src/a.ts (8 lines)\n${lines(0, 8)}`),
      ),
  },
  {
    name: "edit rejected by stale hash, reread, edit rejected",
    work: 3,
    at: (n) =>
      inTurn(
        n,
        call(
          "edit_file",
          { path: "a.ts", search: "q", replace: "w" },
          "a.ts was changed since it was read; read it again.",
          failed,
        ),
        call("read_file", { path: "a.ts" }, `a.ts (8 lines)\n${lines(0, 8)}`),
        shell("ls", 0, "a.ts"),
      ),
  },
  {
    name: "jest with random timing lines and a worker id",
    work: 1,
    at: (n) =>
      shell(
        "npx jest",
        1,
        `FAIL src/a.test.ts (${3 + n}.${n} s)\n  ● adds › works\n    expected 3, received 4\nworker ${scattered(n, 90000)} exited\nTests: 1 failed, 8 passed\nTime: ${n}.12 s`,
      ),
  },
  {
    name: "go test cached and not",
    work: 1,
    at: (n) =>
      shell("go test ./...", 1, `--- FAIL: TestX (0.0${n % 10}s)\nFAIL\texample/pkg\t0.0${(n * 3) % 10}s`),
  },
  {
    name: "cargo build with another temp dir",
    work: 1,
    at: (n) =>
      shell(
        "cargo build",
        101,
        `error: linking with cc failed\n  note: /tmp/rustc${scattered(n, 99999)}Xy/symbols.o`,
      ),
  },
  {
    name: "sed windows moving by one, 30 lines",
    work: 1,
    at: (n) => shell(`sed -n '${n + 1},${n + 30}p' a.ts`, 0, lines(n, 30)),
  },
  { name: "head with growing count", work: 1, at: (n) => shell(`head -${40 + n} a.ts`, 0, lines(0, 40 + n)) },
  {
    name: "whitespace grown in an edit that fails",
    work: 1,
    at: (n) =>
      call(
        "edit_file",
        { path: "a.ts", search: `foo(${" ".repeat(n)})`, replace: "bar()" },
        "a.ts: the text does not occur. The nearest is line 12: foo();",
        failed,
      ),
  },
  {
    name: "shrinking failures that grow again",
    work: 8,
    at: (n) =>
      inTurn(
        n,
        edit("a.ts", "p", "q"),
        shell("npm test", 1, "3 failed"),
        edit("a.ts", "q", "p"),
        shell("npm test", 1, "5 failed"),
      ),
  },
  {
    name: "symbol searched as word, as regex, as call",
    work: 1,
    at: (n) =>
      call(
        "search_files",
        {
          pattern: [
            "getUser",
            "\\bgetUser\\b",
            "getUser\\(",
            "function getUser",
            "getUser =",
            "const getUser",
            "getUser:",
            "\\.getUser",
          ][n % 8],
          path: "src",
        },
        "No matches.",
      ),
  },
  {
    name: "missing module under other paths",
    work: 1,
    at: (n) =>
      shell(
        `ls ${["lib", "libs", "src/lib", "src/libs", "packages/lib", "packages/libs", "app/lib", "app/libs"][n % 8]}`,
        2,
        `ls: cannot access '${["lib", "libs", "src/lib", "src/libs", "packages/lib", "packages/libs", "app/lib", "app/libs"][n % 8]}': No such file or directory`,
      ),
  },
  {
    name: "write the same file twice as different text and back",
    work: 2,
    at: (n) =>
      call("write_file", { path: "a.json", content: n % 2 ? "{}" : "[]" }, "Replaced a.json (1 line).", {
        changedFiles: true,
      }),
  },
  {
    name: "permission denied again with sudo, su, doas",
    work: 1,
    at: (n) =>
      shell(
        `${["", "sudo ", "doas ", "su -c ", "sudo -n ", "sudo -S "][n % 6]}apt-get install -y jq`,
        100,
        "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)",
      ),
  },
  {
    name: "server restarted, refused again",
    work: 2,
    at: (n) =>
      inTurn(
        n,
        shell("npm start & sleep 2", 0, `started pid ${7000 + scattered(n, 999)}`),
        shell("curl -s localhost:3000", 7, "curl: (7) Failed to connect to localhost port 3000"),
      ),
  },
  {
    name: "read_output of one id again",
    work: 1,
    at: () => call("read_output", { id: "b3", start: 0 }, "xxxxxxxx"),
  },
  {
    name: "ask parent again",
    work: 1,
    at: () => call("ask_parent", { question: "Which port?" }, "Use 3000."),
  },
  {
    name: "format check that is always red",
    work: 1,
    at: (n) =>
      shell("npx biome check", 1, `Checked ${scattered(n, 3) + 10} files in ${n + 3}ms. Found 2 errors.`),
  },
  {
    name: "tree with depth growing, same output",
    work: 1,
    at: (n) => shell(`tree -L ${n + 2} src`, 0, "src\n├── a.ts\n└── b.ts"),
  },
  {
    name: "rerun with verbose flags",
    work: 1,
    at: (n) =>
      shell(
        `npm test ${["", "-- --verbose", "-- --bail", "-- --runInBand", "-- --no-cache", "-- --silent", "-- --coverage=false"][n % 7]}`,
        1,
        "● Test suite failed to run\nCannot find module './x'",
      ),
  },
  {
    name: "four in a ring with jitter",
    work: 4,
    at: (n) =>
      inTurn(
        n,
        call(
          "read_file",
          { path: "a.ts", start: 1 + (n >> 2) },
          `a.ts (lines ${1 + (n >> 2)}-60 of 60)\n${lines(n >> 2, 60 - (n >> 2))}`,
        ),
        shell("npm test", 1, `1 failed in ${n}ms`),
        call("list_files", { path: "." }, "src/"),
        call("search_files", { pattern: "x" }, "No matches."),
      ),
  },
  {
    name: "a config read under HOME forms",
    work: 1,
    at: (n) =>
      shell(
        `cat ${["~/.npmrc", "$HOME/.npmrc", "$(echo ~)/.npmrc", "/root/.npmrc", "~root/.npmrc", "/root/./.npmrc"][n % 6]}`,
        1,
        "cat: /root/.npmrc: No such file or directory",
      ),
  },
  {
    name: "python import tried in one-liners",
    work: 1,
    at: (n) =>
      shell(
        `python3 -c "import numpy${["", " as np", "; print(numpy)", "; print(1)", " as n", "; import sys"][n % 6]}"`,
        1,
        "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\nModuleNotFoundError: No module named 'numpy'",
      ),
  },
  {
    name: "commit with nothing to commit",
    work: 1,
    at: (n) =>
      shell(
        `git commit -m '${person(n)} part done'`,
        1,
        "On branch main\nnothing to commit, working tree clean",
      ),
  },
];
