// What the tables of start states are made with: folders, commits and conflicts by plain git, and what a state is.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { git } from "../../core/git/support";

export interface StartState {
  name: string;
  /** @returns the folder a run is started in, below the given one. */
  make(place: string): string;
  /** The sentence by which the run is refused; where there is none it has to work. */
  refused?: RegExp;
  /** It works or is refused, by who plays it. */
  either?: true;
}

export const notes = "one\ntwo\nthree\n";

export function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

export function plain(place: string, name = "work"): string {
  const folder = join(place, name);
  put(folder, "notes.txt", notes);
  put(folder, "src/a.txt", "a\n");
  return folder;
}

/** One commit on `main`, everything clean. */
export function clean(place: string, name = "work", ...init: string[]): string {
  const folder = plain(place, name);
  git(folder, "init", "-q", "-b", "main", ...init);
  commit(folder, "seed");
  return folder;
}

export function commit(folder: string, message: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "--allow-empty", "-m", message);
}

/** What git says with an exit code of its own: a conflict. */
export function stops(folder: string, ...args: string[]): void {
  try {
    git(folder, ...args);
  } catch {
    return;
  }
  throw new Error(`git ${args.join(" ")} made no conflict`);
}

/** `main` and `side` each put one file since they parted. */
export function parted(place: string, onSide: [path: string, text: string], onMain: typeof onSide): string {
  const folder = clean(place);
  git(folder, "checkout", "-q", "-b", "side");
  put(folder, ...onSide);
  commit(folder, "side");
  git(folder, "checkout", "-q", "main");
  put(folder, ...onMain);
  commit(folder, "main");
  return folder;
}

/** `main` and `side` change the same line of src/a.txt. */
export function torn(place: string): string {
  return parted(place, ["src/a.txt", "side\n"], ["src/a.txt", "main\n"]);
}

export function changed(change: (folder: string) => void, ...init: string[]): StartState["make"] {
  return (place) => {
    const folder = clean(place, "work", ...init);
    change(folder);
    return folder;
  };
}
