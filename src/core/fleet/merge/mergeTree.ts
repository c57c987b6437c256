// `git merge-tree --write-tree`: a merge of two commits in the object store alone. Touches no file, index or ref.
// git 2.39 takes commits only and finds their common history itself.
import { type GitCommand, splitNul } from "../../git/command";
import type { Setting } from "../../git/hardening";

export interface StageEntry {
  mode: string;
  blob: string;
}

/** What a contested path was in the common past, and is on each side; absent where it is not there. */
export interface Stages {
  base?: StageEntry;
  ours?: StageEntry;
  theirs?: StageEntry;
}

/** A sentence of git's about some paths; `type` is stable between versions. */
export interface MergeNote {
  paths: string[];
  type: string;
  text: string;
}

export interface MergeAnswer {
  clean: boolean;
  tree: string;
  stages: Map<string, Stages>;
  notes: MergeNote[];
}

/** One behaviour of merges everywhere, whatever a repository or a person configured. */
export const mergeSettings: readonly Setting[] = [
  ["merge.renames", "true"],
  ["merge.directoryRenames", "conflict"],
  ["merge.renameLimit", "7000"],
  ["merge.renormalize", "false"],
  ["merge.conflictStyle", "merge"],
  ["diff.renames", "true"],
  ["diff.renameLimit", "7000"],
];

const stageNames: Readonly<Record<string, keyof Stages>> = { "1": "base", "2": "ours", "3": "theirs" };

function readStages(fields: readonly string[]): Map<string, Stages> {
  const stages = new Map<string, Stages>();
  for (const field of fields) {
    const tab = field.indexOf("\t");
    const [mode = "", blob = "", stage = ""] = field.slice(0, tab).split(" ");
    const side = stageNames[stage];
    if (side === undefined) continue;
    const path = field.slice(tab + 1);
    stages.set(path, { ...stages.get(path), [side]: { mode, blob } });
  }
  return stages;
}

function readNotes(fields: readonly string[]): MergeNote[] {
  const notes: MergeNote[] = [];
  for (let at = 0; at < fields.length; ) {
    const count = Number(fields[at]);
    const [type = "", text = ""] = fields.slice(at + 1 + count, at + 3 + count);
    notes.push({ paths: fields.slice(at + 1, at + 1 + count), type, text: text.trim() });
    at += count + 3;
  }
  return notes;
}

/** Merges two commits; both are ids, never user text. */
export function mergeTree(ours: string, theirs: string): GitCommand<MergeAnswer> {
  return {
    args: ["merge-tree", "--write-tree", "-z", "--messages", ours, theirs],
    okCodes: [0, 1],
    read: (stdout, exitCode) => {
      const [tree = "", ...fields] = splitNul(stdout);
      const end = fields.indexOf("");
      const split = end < 0 ? fields.length : end;
      return {
        clean: exitCode === 0,
        tree,
        stages: readStages(fields.slice(0, split)),
        notes: readNotes(fields.slice(split + 1)),
      };
    },
  };
}
