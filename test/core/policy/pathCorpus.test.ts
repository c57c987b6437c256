// The development part of the path corpus, each entry in a real folder of its own. Nothing that needs a person or is
// refused may be allowed; the softer figures are printed. Entries for Windows are judged there.
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type PathQuestion, pathJudge } from "../../../src/core/host/judgePolicy";
import type { Verdict } from "../../../src/core/policy/verdict";

interface Entry extends PathQuestion {
  id: string;
  expected: Verdict;
  acceptable?: Verdict[];
  platform: "any" | "posix" | "win32";
  agent_root: string;
  layout: { op: string; path: string; target?: string; branch?: string; content?: string }[];
}

const corpus = new URL("../../fixtures/policy/paths.json", import.meta.url);
const entries = (JSON.parse(readFileSync(corpus, "utf8")) as Entry[]).filter(
  ({ platform }) => platform !== (process.platform === "win32" ? "posix" : "win32"),
);
const files = [
  "ws/src/a.ts",
  "ws/src/old.ts",
  "ws/package.json",
  "ws/README.md",
  "ws/docs/file with spaces.md",
  "ws/.env",
  "ws/.env.example",
  "ws/.vscode/settings.json",
  "ws/node_modules/x/index.js",
  "ws/certs/server.pem",
  "ws/deploy/id_ed25519",
  "out/secret.txt",
  "ws-evil/x",
  "home/.ssh/id_rsa",
  "home/.bashrc",
  "home/.config/Code/User/settings.json",
];

const placeholder = (name: string) => ["$", "{", name, "}"].join("");

function git(folder: string, ...words: string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words], {
    cwd: folder,
    stdio: "ignore",
  });
}

function write(path: string, content = "x\n"): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Builds the entry's folders, asks, and takes them away. */
function judge(entry: Entry): Verdict {
  const base = mkdtempSync(join(tmpdir(), "kilo-path-"));
  const places: [string, string][] = [
    [placeholder("WS"), join(base, "ws")],
    [placeholder("OUT"), join(base, "out")],
    [placeholder("HOME"), join(base, "home")],
    [placeholder("ALIAS"), join(base, "ws/alias")],
    [placeholder("EXTENSION_DIR"), join(base, "product")],
    ["{{PRODUCT}}", "kilocode"],
  ];
  const put = (text: string) => places.reduce((done, [name, value]) => done.replaceAll(name, value), text);
  try {
    for (const file of [...files, "product/main.cjs"]) write(join(base, file));
    const root = join(base, "ws");
    if (entry.layout.some(({ op }) => op === "worktree")) {
      git(root, "init", "-q");
      git(root, "add", "-A", "-f");
      git(root, "commit", "-qm", "first");
    } else {
      // What the entries name of a repository; to make a real one for each would only take time.
      for (const file of ["HEAD", "config", "hooks/pre-commit.sample"]) write(join(root, ".git", file));
    }
    for (const step of entry.layout) lay(base, step, put);
    const answer = pathJudge(join(base, put(entry.agent_root)), [join(base, "product")]);
    return answer({ op: entry.op, input: put(entry.input) }).verdict;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function lay(base: string, step: Entry["layout"][number], put: (text: string) => string): void {
  const path = join(base, put(step.path));
  mkdirSync(dirname(path), { recursive: true });
  const target = put(step.target ?? "");
  if (step.op === "dir") mkdirSync(path, { recursive: true });
  else if (step.op === "file") write(path, step.content);
  else if (step.op === "symlink") symlinkSync(target, path);
  else if (step.op === "hardlink") linkSync(join(base, target), path);
  else if (step.op === "fifo") execFileSync("mkfifo", [path]);
  else if (step.op === "worktree")
    git(join(base, "ws"), "worktree", "add", "-q", "-b", step.branch ?? "", path);
  else throw new Error(`The corpus has a new kind of layout: ${step.op}`);
}

test("no path of the corpus is wrongly allowed", () => {
  const counts = { "false allow": 0, "under-deny": 0, "over-block": 0, "over-deny": 0, right: 0 };
  const wrong: string[] = [];
  for (const entry of entries) {
    const verdict = judge(entry);
    if (verdict === entry.expected || entry.acceptable?.includes(verdict)) counts.right += 1;
    else if (verdict === "allow") wrong.push(`${entry.id} ${entry.op} ${entry.input}`);
    else if (entry.expected === "deny") counts["under-deny"] += 1;
    else if (entry.expected === "allow") counts["over-block"] += 1;
    else counts["over-deny"] += 1;
  }
  counts["false allow"] = wrong.length;
  console.table(counts);
  expect(wrong).toEqual([]);
  // Of each kind at most one in twenty.
  const of = (expected: Verdict) => entries.filter((entry) => entry.expected === expected).length;
  expect(counts["over-block"]).toBeLessThanOrEqual(of("allow") / 20);
  expect(counts["under-deny"]).toBeLessThanOrEqual(of("deny") / 20);
});
