// `git diff-tree` between two stored trees: what changed, how many lines, and the text for a person. Reads only;
// runs no textconv and no external diff, and knows no renames, so that every path stands for itself.
import { type GitCommand, splitNul } from "../command";
import { type Standing, type Taken, takeLine } from "../standing";

export interface TreeChange {
  path: string;
  /** `000000` and null where there is no file. */
  modeBefore: string;
  modeAfter: string;
  blobBefore: string | null;
  blobAfter: string | null;
}

export interface LineCount {
  path: string;
  /** Both 0 for a binary file. */
  added: number;
  removed: number;
  binary: boolean;
}

const guarded = ["--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--ignore-submodules=all"];

function comparison(form: readonly string[], from: string, to: string, paths: readonly string[]): string[] {
  return ["diff-tree", "-r", ...guarded, ...form, from, to, ...(paths.length > 0 ? ["--", ...paths] : [])];
}

/** Changed paths with modes and blobs. */
export function compareTrees(
  from: string,
  to: string,
  paths: readonly string[] = [],
): GitCommand<TreeChange[]> {
  return {
    args: comparison(["--raw", "-z", "--no-abbrev"], from, to, paths),
    read: (stdout) => {
      const fields = splitNul(stdout);
      const changes: TreeChange[] = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [before = "", after = "", blobBefore = "", blobAfter = ""] = (fields[at] ?? "")
          .slice(1)
          .split(" ");
        changes.push({
          path: fields[at + 1] ?? "",
          modeBefore: before,
          modeAfter: after,
          blobBefore: before === "000000" ? null : blobBefore,
          blobAfter: after === "000000" ? null : blobAfter,
        });
      }
      return changes;
    },
  };
}

/** The same of two trees, by their ids. */
export function compareStored(
  from: string,
  to: string,
  submodules: "all" | "none" = "all",
): GitCommand<TreeChange[]> {
  const told = (words: readonly string[]) =>
    words.map((word) => (word === "--ignore-submodules=all" ? `--ignore-submodules=${submodules}` : word));
  const plain = compareTrees(from, to);
  const words = told(plain.args);
  const standing: Standing<TreeChange[], Buffer> = {
    args: [...words.slice(0, -2), "--stdin"],
    // A line that names no trees is said again: where it comes, the answer is whole.
    question: () => `${from} ${to}\n${mark}`,
    answers: 1,
    take: (bytes) => takeComparison(bytes, `${from} ${to}`),
    read: ([raw]) => plain.read(raw ?? Buffer.alloc(0), 0),
  };
  return { ...plain, args: words, standing };
}

const mark = "--\n";

/** What changed between two trees: pairs of what and where, up to the mark. */
function takeComparison(bytes: Buffer, head: string): Taken<Buffer> {
  const line = takeLine(bytes);
  if ("needs" in line) return line;
  if (line.part !== head) throw new Error("git diff-tree answered in an unknown form");
  let at = line.bytes;
  while (bytes[at] === 0x3a) {
    const end = bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1;
    if (bytes.indexOf(0, at) < 0 || end === 0) return { needs: bytes.length + 1 };
    at = end;
  }
  if (bytes.length < at + mark.length) return { needs: at + mark.length };
  if (bytes.toString("latin1", at, at + mark.length) !== mark)
    throw new Error("git diff-tree answered in an unknown form");
  return { part: bytes.subarray(line.bytes, at), bytes: at + mark.length };
}

/** Lines added and removed by path. */
export function countLines(from: string, to: string, paths: readonly string[] = []): GitCommand<LineCount[]> {
  return {
    args: comparison(["--numstat", "-z"], from, to, paths),
    read: (stdout) =>
      splitNul(stdout).flatMap((field) => {
        const parts = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(field);
        if (parts === null) return [];
        const [, added = "", removed = "", path = ""] = parts;
        return [{ path, added: Number(added) || 0, removed: Number(removed) || 0, binary: added === "-" }];
      }),
  };
}

/** Both in one: the unified diff, and its lines by path. */
export function showCounted(
  from: string,
  to: string,
  paths: readonly string[] = [],
): GitCommand<{ text: string; files: LineCount[] }> {
  return {
    args: comparison(["--numstat", "-p", "--full-index", "-z"], from, to, paths),
    read: (stdout) => {
      // The counts end with an empty field of their own.
      const end = stdout.indexOf("\0\0");
      if (end < 0) return { text: "", files: [] };
      const files = countLines(from, to).read(stdout.subarray(0, end + 1), 0);
      return { text: stdout.toString("utf8", end + 2), files };
    },
  };
}

/** The unified diff. */
export function showDiff(from: string, to: string, paths: readonly string[] = []): GitCommand<string> {
  return {
    args: comparison(["-p", "--full-index"], from, to, paths),
    read: (stdout) => stdout.toString("utf8"),
  };
}
