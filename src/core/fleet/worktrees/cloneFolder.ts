// Puts a copy of a dependency folder into a tree without copying its bytes: by reflink where the file system can, else by
// hard links to a private, read-only copy. Never links to a person's own files: a write in place would change them.
import { createHash } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { entriesAtOnce, type FolderManifest, type ManifestEntry } from "./folderManifest";

export type CloneMethod = "reflink" | "hardlink";

const { COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE } = constants;

/** Copies kept at most; hard links made from one that is dropped stay whole. */
const mostCopies = 4;

async function build(
  entries: readonly ManifestEntry[],
  to: string,
  putFile: (entry: ManifestEntry, target: string) => void,
): Promise<void> {
  mkdirSync(to, { recursive: true });
  let done = 0;
  for (const entry of entries) {
    const target = join(to, entry.path);
    if (entry.kind === "folder") mkdirSync(target, { mode: entry.mode | 0o700 });
    else if (entry.kind === "link") symlinkSync(entry.target, target);
    else putFile(entry, target);
    done += 1;
    if (done % entriesAtOnce === 0) await setImmediate();
  }
}

function canReflink(from: string, entries: readonly ManifestEntry[], to: string): boolean {
  const first = entries.find(({ kind }) => kind === "file");
  if (first === undefined) return true;
  const probe = `${to}.kilo-probe`;
  try {
    copyFileSync(join(from, first.path), probe, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Changes with every file that is added, removed or written in the folder. */
export function fingerprint(lockBytes: Buffer, { entries }: FolderManifest): string {
  const hash = createHash("sha256").update(lockBytes);
  for (const { path, mode, size, modifiedMs, target } of entries)
    hash.update(`\0${path}\0${mode}\0${size}\0${modifiedMs}\0${target}`);
  return hash.digest("hex").slice(0, 32);
}

function copyKept(from: string, to: string, entry: ManifestEntry): void {
  copyFileSync(from, to, COPYFILE_EXCL | COPYFILE_FICLONE);
  utimesSync(to, entry.modifiedMs / 1000, entry.modifiedMs / 1000);
  chmodSync(to, entry.mode & 0o555);
}

/** True while a kept file is as it was copied: a process with all rights may have written through a hard link. */
function isWhole(path: string, entry: ManifestEntry): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size === entry.size && Math.abs(stat.mtimeMs - entry.modifiedMs) < 1;
}

/** Drops unfinished copies of processes that are gone (the caller holds the lock) and all but the latest. */
function trimCopies(folder: string): void {
  const names = readdirSync(folder).filter((name) => name !== "lock");
  const made = (name: string) => statSync(join(folder, name)).mtimeMs;
  const whole = names.filter((name) => !name.startsWith(".")).sort((one, other) => made(other) - made(one));
  for (const name of [...names.filter((each) => each.startsWith(".")), ...whole.slice(mostCopies)])
    rmSync(join(folder, name), { recursive: true, force: true });
}

async function keepCopy(
  from: string,
  manifest: FolderManifest,
  copies: string,
  key: string,
): Promise<string> {
  const kept = join(copies, key);
  const files = manifest.entries.filter(({ kind }) => kind === "file");
  const seal = join(kept, "whole");
  if (existsSync(seal) && readFileSync(seal, "utf8") === String(files.length)) {
    if (files.every((entry) => isWhole(join(kept, "tree", entry.path), entry))) return join(kept, "tree");
  }
  await rm(kept, { recursive: true, force: true });
  const half = join(copies, `.${key}`);
  await rm(half, { recursive: true, force: true });
  await build(manifest.entries, join(half, "tree"), (entry, to) =>
    copyKept(join(from, entry.path), to, entry),
  );
  writeFileSync(join(half, "whole"), String(files.length));
  renameSync(half, kept);
  trimCopies(copies);
  return join(kept, "tree");
}

/**
 * Clones `from` to `to`, which must not be there. Throws the system's own error and leaves nothing then.
 * @param copies private folder of read-only copies; `alone` lets one process at a time build one
 */
export async function cloneFolder(
  from: string,
  to: string,
  manifest: FolderManifest,
  lockBytes: Buffer,
  copies: { folder: string; alone<T>(work: () => Promise<T>): Promise<T> },
): Promise<CloneMethod> {
  try {
    if (canReflink(from, manifest.entries, to)) {
      await build(manifest.entries, to, (entry, target) => {
        copyFileSync(join(from, entry.path), target, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE);
      });
      return "reflink";
    }
    await copies.alone(async () => {
      mkdirSync(copies.folder, { recursive: true, mode: 0o700 });
      const kept = await keepCopy(from, manifest, copies.folder, fingerprint(lockBytes, manifest));
      await build(manifest.entries, to, (entry, target) => linkSync(join(kept, entry.path), target));
    });
    return "hardlink";
  } catch (thrown) {
    await rm(to, { recursive: true, force: true });
    throw thrown;
  }
}
