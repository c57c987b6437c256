// The folders an entry of the path corpus speaks of, made for real.
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PathQuestion } from "../../../src/core/host/judgePolicy";
import type { Verdict } from "../../../src/core/policy/verdict";

export interface PathEntry extends PathQuestion {
  id: string;
  expected: Verdict;
  acceptable?: Verdict[];
  platform: "any" | "posix" | "win32";
  agent_root: string;
  layout: { op: string; path: string; target?: string; branch?: string; content?: string }[];
}

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

/** The words of an entry with its placeholders filled in. */
export function placesIn(base: string): (text: string) => string {
  const places: [string, string][] = [
    [placeholder("WS"), join(base, "ws")],
    [placeholder("OUT"), join(base, "out")],
    [placeholder("HOME"), join(base, "home")],
    [placeholder("ALIAS"), join(base, "ws/alias")],
    [placeholder("EXTENSION_DIR"), join(base, "product")],
    ["{{PRODUCT}}", "kilocode"],
  ];
  return (text) => places.reduce((done, [name, value]) => done.replaceAll(name, value), text);
}

/** Makes the ordinary files below `base`, and what the entry adds to them. */
export function layEntry(base: string, entry: PathEntry, isRepository: boolean): void {
  for (const file of [...files, "product/main.cjs"]) write(join(base, file));
  const root = join(base, "ws");
  if (isRepository) {
    // It is there already.
  } else if (entry.layout.some(({ op }) => op === "worktree")) {
    git(root, "init", "-q");
    git(root, "add", "-A", "-f");
    git(root, "commit", "-qm", "first");
  } else {
    // What the entries name of a repository; to make a real one for each would only take time.
    for (const file of ["HEAD", "config", "hooks/pre-commit.sample"]) write(join(root, ".git", file));
  }
  for (const step of entry.layout) lay(base, step, placesIn(base));
}

function lay(base: string, step: PathEntry["layout"][number], put: (text: string) => string): void {
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
