// A machine in small for the sandbox: a home with secrets, a project under git with a linked tree, and a shell for it.
// What must not be touched is remembered, so that a test can tell whether it still is as it was.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createShell, type ShellCommand, type ShellResult } from "../../../src/core/process/runShell";
import { findSandbox } from "../../../src/core/process/sandbox/findSandbox";
import type { SandboxPlan } from "../../../src/core/process/sandbox/plan";

const found = await findSandbox();
/** Why tests of the sandbox are left out here; null where it works. */
export const missing =
  found.kind === "bubblewrap"
    ? null
    : `left out: no bubblewrap here (${found.kind === "none" ? found.why : found.kind})`;

export interface Place {
  base: string;
  home: string;
  root: string;
  plan: SandboxPlan;
  run(line: string, more?: Partial<ShellCommand>): Promise<ShellResult>;
  /** Hash of every byte outside the project and of what is frozen in it. */
  untouched(): string;
  close(): void;
}

const secret = "SEEDED-SECRET";

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** @param change of the plan: the network, folders to write. */
export function openPlace(change: Partial<SandboxPlan> = {}): Place {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-sandbox-")));
  const [home, root] = [join(base, "home"), join(base, "project")];
  for (const name of [
    ".ssh/id_ed25519",
    ".aws/credentials",
    ".kilo/credentials.toml",
    ".npmrc",
    ".netrc",
    ".docker/config.json",
  ])
    put(join(home, name), secret);
  for (const name of [".bashrc", ".profile", ".gitconfig", "notes.txt"]) put(join(home, name), "# mine\n");
  put(join(base, "outside/file.txt"), "outside\n");
  put(join(root, "package.json"), '{ "scripts": { "test": "node --test sum.test.mjs" } }');
  put(join(root, "sum.mjs"), "export const sum = (a, b) => a + b;\n");
  put(
    join(root, "sum.test.mjs"),
    'import test from "node:test";\nimport { sum } from "./sum.mjs";\ntest("sum", () => { if (sum(1, 2) !== 3) throw new Error("wrong"); });\n',
  );
  put(join(root, ".vscode/tasks.json"), "{}\n");
  put(join(root, ".kilocode/agent-manager.json"), "{}\n");
  symlinkSync(join(base, "outside"), join(root, "link"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.invalid", ...args], {
      cwd: root,
      stdio: "ignore",
    });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "start");
  git("worktree", "add", "-q", "-b", "agent", join(base, "tree"));
  const state = join(home, ".kilo");
  const plan: SandboxPlan = {
    ...{ kind: "bubblewrap", network: false, mayAsk: false, write: [], project: base, state },
    temporary: join(base, "temporary"),
    ...change,
  };
  const shell = createShell({ PATH: process.env.PATH, HOME: home }, {}, plan);
  const run: Place["run"] = (line, more = {}) =>
    shell.run({
      ...{ line, cwd: root, root, wallMs: 60_000, idleMs: 60_000, runTag: "sandbox" },
      signal: new AbortController().signal,
      ...more,
    });
  const untouched = () => {
    const hash = createHash("sha256");
    for (const folder of [
      home,
      join(base, "outside"),
      join(root, ".git"),
      join(root, ".vscode"),
      join(root, ".kilocode"),
    ])
      addTree(hash, folder);
    return hash.digest("hex");
  };
  return {
    base,
    home,
    root,
    plan,
    run,
    untouched,
    close: () => rmSync(base, { recursive: true, force: true }),
  };
}

function addTree(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }).sort((left, right) =>
    join(left.parentPath, left.name) < join(right.parentPath, right.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\0`);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
}

export { secret };
