// Counts what a driver does to the disk beside its log (git commands, changes of files) while it drives, and ends its process
// at one of them: so deaths between an effect's parts are played, and between an effect and its fact.
import childProcess from "node:child_process";
import fileSystem from "node:fs";
import promises from "node:fs/promises";
import { relative } from "node:path";
import { die } from "./crashingRuns";

/** The `nth` time (from 1) that a step of this name comes; `beside` a git command, that goes on by itself then. */
export interface StepKill {
  name: string;
  nth: number;
}

/** A death at each step of another name that fits a pattern, a process after the other. */
export interface EachStepKill {
  each: string;
}

type Functions = Record<string, (...args: unknown[]) => unknown>;

const changing = ["writeFile", "rename", "rm", "rmdir", "unlink", "symlink", "copyFile"];
/** Git commands that change refs, an index or files; what only adds objects leaves nothing to put right. */
const changingGit = /^(update-ref|worktree (?!list)|reset|read-tree|update-index|add|clean|checkout)/;

let home = "";
let kill: StepKill | EachStepKill | null = null;
let first: (name: string) => boolean = () => false;
let seen: string[] = [];
let isWatching = false;

/**
 * From now on steps below a folder are counted, and the process dies at one of them.
 * @param isFirst whether nobody died at a step of this name before.
 * @returns the steps so far, in order.
 */
export function countSteps(
  folder: string,
  at: StepKill | EachStepKill | null,
  isFirst: (name: string) => boolean,
): string[] {
  [home, kill, first, seen] = [folder, at, isFirst, []];
  if (!isWatching) watchAll();
  isWatching = true;
  return seen;
}

function step(name: string): void {
  seen.push(name);
  if (kill !== null && isNow(kill, name)) die();
}

function isNow(at: StepKill | EachStepKill, name: string): boolean {
  if ("each" in at) return new RegExp(at.each).test(name) && first(name);
  return at.name === name && seen.filter((one) => one === name).length === at.nth;
}

/** Without what differs from one run to the next. */
function plain(text: string): string {
  return text
    .replaceAll(home, "~")
    .replace(/[0-9a-f]{40}/g, "#")
    .replace(/session-\d{8}-\d+/g, "session")
    .replace(/(?<=session\/)\d+|(?<=-)\d{3}\b/g, "#")
    .replace(/\.\d+(-[0-9a-z]+)?\.(tmp|new)/g, ".#.$2")
    .replace(/(?<=[-.])(?=[0-9a-z]*\d)[0-9a-z]{6,}/g, "#");
}

/** Locks are taken a random number of times, and the run's log has deaths of its own. */
const isOther = (path: string) => /^(\.\.|runs\b|scratch\b|died-at$)|\block\b|\.lock/.test(path);

function watchFiles(room: object, name: string): void {
  const all = room as Functions;
  const real = all[name];
  if (real === undefined) return;
  all[name] = (...args) => {
    const path = relative(home, String(args[0]));
    if (home !== "" && !isOther(path)) step(`${name.replace("Sync", "")} ${plain(path)}`);
    return real(...args);
  };
}

function watchAll(): void {
  for (const name of changing) {
    watchFiles(fileSystem, `${name}Sync`);
    watchFiles(promises, name);
  }
  const all = childProcess as unknown as Functions;
  const real = all.spawn;
  if (real === undefined) throw new Error("no spawn");
  all.spawn = (...args) => {
    const [program, words] = args as [string, readonly string[] | undefined];
    const line = plain((words ?? []).join(" ")).slice(0, 100);
    if (!/\bgit(\.exe)?$/.test(program) || !changingGit.test(line)) return real(...args);
    step(`before git ${line}`);
    const child = real(...args);
    step(`beside git ${line}`);
    return child;
  };
}
