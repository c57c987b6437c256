// One case on disk: the working folder, its runs, and what is compared at the end.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { RunEvent } from "../../src/protocol/event";
import { foldAll } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import { playground } from "./playground";
import { ledgerFile } from "./plot";

export interface Scene {
  home: string;
  work: string;
  /** The run's id; null before it was made. */
  run(): string | null;
  log(): Promise<{ events: RunEvent[]; view: RunView | null }>;
  clean(): void;
}

/** @param seed folder with the repository; it is copied. */
export function createScene(seed: string): Scene {
  const home = mkdtempSync(join(playground(), "kilo-crash-"));
  cpSync(seed, join(home, "work"), { recursive: true });
  return sceneAt(home);
}

/** A case that is on disk already. */
export function sceneAt(home: string): Scene {
  const runs = join(home, "runs");
  const run = () =>
    existsSync(runs) ? (readdirSync(runs).filter((name) => !name.startsWith("."))[0] ?? null) : null;
  return {
    home,
    work: join(home, "work"),
    run,
    async log() {
      const store = await createStoreFolder(runs).find(run() ?? "none");
      if (!store) return { events: [], view: null };
      const { events } = await store.read();
      return { events, view: foldAll(events) };
    },
    clean: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Every file of the working folder with mode and hash, git's own folder left out. */
export function rawTree(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (path === ".git") return [];
      if (entry.isDirectory()) return rawTree(folder, path);
      const bytes = readFileSync(join(folder, path));
      const mode = (statSync(join(folder, path)).mode & 0o777).toString(8);
      return [`${path} ${mode} ${createHash("sha256").update(bytes).digest("hex")}`];
    });
}

/** What of git is the user's: where HEAD points, the branch, the index, byte for byte. */
export function userGit(folder: string): string[] {
  return ["HEAD", "refs/heads/main", "index", "config"].map((name) => {
    const bytes = readFileSync(join(folder, ".git", name));
    return `${name} ${createHash("sha256").update(bytes).digest("hex")}`;
  });
}

/** Operations in the ledger. */
export function booked(folder: string): number {
  return readFileSync(join(folder, ledgerFile), "utf8")
    .split("\n")
    .filter((line) => line === "op-1").length;
}
