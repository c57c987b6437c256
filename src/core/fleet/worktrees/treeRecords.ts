// What this room intends with each worktree, one small file a tree below the repository's common folder. Written and
// synced before the effect; whole or not at all. A record that cannot be read is named, never deleted.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import * as z from "zod";
import { isInside } from "../../git/inside";
import { nodeFileSystem } from "../../log/fileSystem";
import { makePrivateFolder, syncFolder, writePrivateFile } from "../../log/privateFile";
import { makerShape } from "./maker";
import { sweepWaiting } from "./sweepWaiting";
import { checkTreeName } from "./treeName";

/**
 * `adding`: may exist in part and holds nobody's work. `ready`: in use. `removing`: nothing is gone yet.
 * `clearing`: all work is archived; files may be gone.
 */
export const treeStates = ["adding", "ready", "removing", "clearing"] as const;

const shape = z.object({
  v: z.literal(1),
  name: z.string(),
  /** Relative to the top level where it lies inside, so that a moved repository finds its trees. */
  folder: z.string(),
  branch: z.string(),
  /** The commit it started from. */
  base: z.string(),
  /** Whose it is: a session's id. */
  owner: z.string(),
  state: z.enum(treeStates),
  /** False where files were never written (`noCheckout`). */
  checkedOut: z.boolean(),
  /** Its commit's files are all there was to it: nothing was to be said, copied or cloned. */
  bare: z.literal(true).optional(),
  keepBranch: z.boolean(),
  /** Refs that keep what was removed. */
  archived: z.array(z.string()),
  /** When the tree was asked for, milliseconds since 1970. */
  madeAt: z.number(),
  /** Who works on it in any state but `ready`, and since when. */
  maker: makerShape,
  at: z.number(),
});

export type TreeRecord = Omit<z.infer<typeof shape>, "v" | "folder"> & { path: string };

export interface TreeRecords {
  read(name: string): TreeRecord | null;
  /** True also where the record cannot be read. */
  has(name: string): boolean;
  all(): { records: TreeRecord[]; unreadable: string[] };
  /** Durable when it returns. Throws the system's own error. */
  write(record: TreeRecord): void;
  drop(name: string): void;
  /** Takes away half-written files of processes that are gone. */
  sweep(): void;
}

/** @param folder private folder of the records; made with the first one */
export function createTreeRecords(folder: string, topLevel: string): TreeRecords {
  const fileOf = (name: string) => {
    checkTreeName(name);
    return join(folder, `${name}.json`);
  };
  const names = () => (existsSync(folder) ? readdirSync(folder) : []);

  function parse(name: string): TreeRecord | null {
    try {
      const { v: _, folder: place, ...rest } = shape.parse(JSON.parse(readFileSync(fileOf(name), "utf8")));
      if (rest.name !== name) return null;
      return { ...rest, path: isAbsolute(place) ? place : join(topLevel, place) };
    } catch {
      return null;
    }
  }

  return {
    read: parse,
    has: (name) => existsSync(fileOf(name)),
    all() {
      const stems = names().flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
      const read = stems.sort().map((name) => ({ name, record: parse(name) }));
      return {
        records: read.flatMap(({ record }) => (record === null ? [] : [record])),
        unreadable: read.flatMap(({ name, record }) => (record === null ? [join(folder, name)] : [])),
      };
    },
    write({ path, ...rest }) {
      const file = fileOf(rest.name);
      makePrivateFolder(folder);
      const place = isInside(topLevel, path) ? relative(topLevel, path) : path;
      const text = JSON.stringify({ v: 1, folder: place, ...rest });
      writePrivateFile(file, Buffer.from(`${text}\n`, "utf8"), nodeFileSystem);
      syncFolder(folder);
    },
    drop(name) {
      rmSync(fileOf(name), { force: true });
    },
    sweep: () => sweepWaiting(folder),
  };
}
