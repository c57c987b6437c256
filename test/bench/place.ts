// Temporary places the bench works in: a home for the program and repositories with known files. Removed at the end.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Place {
  root: string;
  remove(): void;
}

export function makePlace(): Place {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "kilo-bench-"));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Writes the files and makes one commit of them. */
export function makeRepository(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-q", "-m", "seed");
}
