// Storing raw files as blobs, trees and commits, beside every index, filter and hook of the user.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { type GitCommand, lineCommand, plainCommand, readLine } from "../command";
import { engineMail, engineName } from "../identity";
import { takeLine } from "../standing";
import { writeNamed } from "../writeNamed";

/** Git reads one path a line, and a quoted one in the manner of C. */
function quotePath(path: string): string {
  if (!/[\n\r"\\]/.test(path)) return path;
  const quoted = path.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r");
  return `"${quoted}"`;
}

/** An id of a stored object. Throws where it is none. */
function checkId(line: string | undefined): string {
  if (line === undefined || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(line))
    throw new Error("git answered with no id");
  return line;
}

/** Stores files' raw bytes; answers with their ids in the order asked. Paths are absolute, or from the folder of the command. */
export function storeFiles(paths: readonly string[]): GitCommand<string[]> {
  const input = paths.map((path) => `${quotePath(path)}\n`).join("");
  const args = ["hash-object", "-w", "--no-filters", "--stdin-paths"];
  return {
    args,
    input,
    standing: {
      args,
      question: () => (paths.every((path) => isAbsolute(path)) ? input : null),
      answers: paths.length,
      take: takeLine,
      read: (lines) => lines.map((line) => checkId(String(line))),
    },
    read: (stdout) =>
      stdout
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== ""),
  };
}

export interface IndexLine {
  path: string;
  /** Null removes the path. */
  entry: { mode: string; blob: string } | null;
}

/** Changes entries of the index named by GIT_INDEX_FILE. Removals go first, so that a folder may take a file's place. */
export function changeIndex(lines: readonly IndexLine[], nullBlob: string): GitCommand<null> {
  const removals = lines.filter(({ entry }) => entry === null).map(({ path }) => `0 ${nullBlob}\t${path}\0`);
  const additions = lines.flatMap(({ path, entry }) =>
    entry === null ? [] : [`${entry.mode} ${entry.blob}\t${path}\0`],
  );
  return plainCommand(["update-index", "-z", "--index-info"], [...removals, ...additions].join(""));
}

/** An entry of a folder's tree. */
export interface FolderEntry {
  name: string;
  /** `40000` for a folder, `160000` for a submodule. */
  mode: string;
  object: string;
}

const kinds: Readonly<Record<string, string>> = { "40000": "tree", "160000": "commit" };

/** Stores the trees of folders; answers with their ids in the order asked. What they name must be stored. */
export function storeFolders(folders: readonly (readonly FolderEntry[])[]): GitCommand<string[]> {
  const line = ({ name, mode, object }: FolderEntry) =>
    `${mode} ${kinds[mode] ?? "blob"} ${object}\t${name}\0`;
  const input = folders.map((entries) => `${entries.map(line).join("")}\0`).join("");
  const args = ["mktree", "--batch", "-z"];
  return {
    args,
    input,
    standing: {
      args,
      question: () => input,
      heedsSettings: true,
      answers: folders.length,
      take: takeLine,
      read: (lines) => lines.map((id) => checkId(String(id))),
    },
    read: (stdout) => readLine(stdout).split("\n"),
  };
}

/** The tree of the index named by GIT_INDEX_FILE. */
export function storeIndex(): GitCommand<string> {
  return lineCommand(["write-tree"]);
}

export interface NewCommit {
  tree: string;
  /** Ids. */
  parents: readonly string[];
  message: string;
  /** Seconds since 1970. */
  at: number;
}

/** What the commit of the engine is made of, as git stores it. Parents are named once each, as git does. */
function commitText({ tree, parents, message, at }: NewCommit): string {
  const by = `${engineName} <${engineMail}> ${at} +0000`;
  const lines = [...new Set(parents)].map((parent) => `parent ${parent}\n`);
  return `tree ${tree}\n${lines.join("")}author ${by}\ncommitter ${by}\n\n${message}`;
}

/** The files `storeCommit` hands to git, in the system's temporary folder. Whose process died in between, leaves one there. */
export const commitFiles = /^kilo-commit-(\d+)-[0-9a-f]{16}$/;

/** Stores a commit by the engine; run it with `engineAt(at)`. Moves no ref. The same parts are the same commit. */
export function storeCommit(commit: NewCommit): GitCommand<string> {
  const { tree, parents, message } = commit;
  const file = join(tmpdir(), `kilo-commit-${process.pid}-${randomBytes(8).toString("hex")}`);
  return {
    ...lineCommand(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], message),
    standing: {
      args: ["hash-object", "-t", "commit", "-w", "--no-filters", "--stdin-paths"],
      question() {
        writeNamed(file, commitText(commit), { mode: 0o600, flag: "wx" });
        return `${file}\n`;
      },
      answers: 1,
      take: takeLine,
      read: ([line]) => checkId(String(line)),
      done: () => rmSync(file, { force: true }),
    },
  };
}
