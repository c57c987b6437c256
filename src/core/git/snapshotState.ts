// What a run remembers about its snapshots between takes: the stat of each stored file, the trees and what they
// do not cover. Kept in the run's private folder; losing it costs time, never correctness.
import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import type { KnownFile } from "./scan";
import { writeNamed } from "./writeNamed";

export interface TreeNote {
  /** Milliseconds since 1970, before the first file was looked at. */
  at: number;
  left: string[];
}

export interface SnapshotState {
  store: "repository" | "private";
  /** Number of the next ref. */
  next: number;
  /** Tree of `files`; null before the first take. */
  tree: string | null;
  /** The last tree that was kept, and the ref that keeps it. */
  kept: { tree: string; ref: string } | null;
  files: Map<string, KnownFile>;
  /** Trees of the folders that hold `files`, the root's under "."; empty where none is known. */
  folders: Map<string, string>;
  trees: Map<string, TreeNote>;
}

const stored = z.object({
  v: z.literal(1),
  store: z.enum(["repository", "private"]),
  next: z.number().int().min(1),
  tree: z.string().nullable(),
  // States of earlier versions do not have these.
  kept: z.object({ tree: z.string(), ref: z.string() }).nullable().default(null),
  folders: z.array(z.tuple([z.string(), z.string()])).default([]),
  files: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])),
  trees: z.array(z.tuple([z.string(), z.number(), z.array(z.string())])),
});

/** The state as it was last saved; null where there is none or it cannot be read. */
export function loadState(path: string): SnapshotState | null {
  try {
    const { v: _, files, folders, trees, ...rest } = stored.parse(JSON.parse(readFileSync(path, "utf8")));
    return {
      ...rest,
      files: new Map(files.map(([name, stamp, mode, blob]) => [name, { stamp, mode, blob }])),
      folders: new Map(folders),
      trees: new Map(trees.map(([tree, at, left]) => [tree, { at, left }])),
    };
  } catch {
    return null;
  }
}

/** Saves the state whole or not at all. */
export function saveState(path: string, state: SnapshotState): void {
  const files = [...state.files].map(([name, { stamp, mode, blob }]) => [name, stamp, mode, blob]);
  const trees = [...state.trees].map(([tree, { at, left }]) => [tree, at, left]);
  const text = JSON.stringify({ ...state, v: 1, files, folders: [...state.folders], trees });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.new`;
  // Not synced: what a loss of power leaves of it is told by its form, and costs time only.
  writeNamed(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}
