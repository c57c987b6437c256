// Holds the folder a file lies in, reached from the root step by step and through no link. What is exchanged for a link
// afterwards, above it or in its place, leads whoever uses the held folder nowhere else. It changes nothing but, where
// asked, missing folders.
import { closeSync, constants, existsSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import type { InsidePath } from "./paths";

type Target = Pick<InsidePath, "absolute" | "relative">;

export interface HeldFolder {
  /** A path to an entry of the folder, by which it is reached whatever the folder is called by now. "." is the folder. */
  at(name: string): string;
  release(): void;
}

/** Linux: an open folder may stand in a path for where it is. Opened for its place only, which needs no right to read it. */
const descriptors = "/proc/self/fd";
const placeOnly = 0o10000000;

let canHold: boolean | null = null;

function holdsByDescriptor(): boolean {
  canHold ??= process.platform === "linux" && existsSync(descriptors);
  return canHold;
}

/**
 * Holds the folder above a target.
 * @param make whether folders that are missing are made.
 * @throws FailureError `path-outside` where a folder on the way is a link by now; the system's own error elsewhere.
 */
export function holdAbove(target: Target, make = false): HeldFolder {
  const { absolute, relative } = target;
  return hold(
    relative === "." ? dirname(absolute) : rootOf(target),
    relative.split("/").slice(0, -1),
    target,
    make,
  );
}

/** Holds a folder itself. @throws like `holdAbove`. */
export function holdItself(folder: Target): HeldFolder {
  const { relative } = folder;
  return hold(rootOf(folder), relative === "." ? [] : relative.split("/"), folder, false);
}

/** Does something with a held folder and lets go of it. */
export function holding<Value>(held: HeldFolder, work: (held: HeldFolder) => Value): Value {
  try {
    return work(held);
  } finally {
    held.release();
  }
}

function rootOf({ absolute, relative }: Target): string {
  return relative === "." ? absolute : resolve(absolute, ...relative.split("/").map(() => ".."));
}

/** @param above folders to go through from the root. */
function hold(root: string, above: readonly string[], target: Target, make: boolean): HeldFolder {
  if (!holdsByDescriptor()) return holdByName(join(root, ...above), target, make);
  const flags = placeOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  // The root is wherever its path leads: it is the engine's own choice, and no task can move it.
  let descriptor = openSync(root, placeOnly | constants.O_DIRECTORY);
  for (const name of above) {
    const outer = descriptor;
    try {
      descriptor = enter(`${descriptors}/${outer}/${name}`, flags, make);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      throw code === "ENOTDIR" || code === "ELOOP" ? exchanged(target) : thrown;
    } finally {
      letGo(outer);
    }
  }
  const held = descriptor;
  return { at: (name) => `${descriptors}/${held}/${name}`, release: () => letGo(held) };
}

/** The system lets go of it whatever it answers; nothing was written through it. */
function letGo(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // It is closed all the same.
  }
}

function enter(path: string, flags: number, make: boolean): number {
  try {
    return openSync(path, flags);
  } catch (thrown) {
    if (!make || (thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
  }
  try {
    mkdirSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  }
  return openSync(path, flags);
}

/** Where folders cannot be held: it is looked at once more, right before it is used. */
function holdByName(folder: string, target: Target, make: boolean): HeldFolder {
  if (make) mkdirSync(folder, { recursive: true });
  if (realpathSync.native(folder) !== folder) throw exchanged(target);
  return { at: (name) => join(folder, name), release: () => undefined };
}

function exchanged({ relative }: Target): FailureError {
  return new FailureError(
    failure("path-outside", `${relative} was exchanged while it was opened; read it again.`),
  );
}

/** The last name of a target. */
export function nameOf({ absolute }: Target): string {
  return basename(absolute);
}
