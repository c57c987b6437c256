// `git cat-file`: bytes of stored objects as they are, and what names stand for. Reads only.
import { type GitCommand, readLine } from "../command";
import { type Standing, type Taken, takeLine } from "../standing";

const reader = ["cat-file", "--batch-command", "-z"];

/** One object as cat-file shows it: null where it is missing. */
function takeObject(bytes: Buffer, name: string): Taken<{ type: string; bytes: Buffer } | null> {
  // A missing object's line repeats its name, which may hold a newline of its own.
  const missing = Buffer.from(`${name} missing\n`, "utf8");
  if (bytes.length < missing.length && missing.subarray(0, bytes.length).equals(bytes))
    return { needs: bytes.length + 1 };
  if (bytes.subarray(0, missing.length).equals(missing)) return { part: null, bytes: missing.length };
  const line = takeLine(bytes);
  if ("needs" in line) return line;
  const [, type, size] = /^\w+ (\w+) (\d+)$/.exec(line.part) ?? [];
  if (type === undefined) throw new Error("git cat-file answered in an unknown form");
  const end = line.bytes + Number(size);
  if (bytes.length <= end) return { needs: end + 1 };
  return { part: { type, bytes: bytes.subarray(line.bytes, end) }, bytes: end + 1 };
}

/** Names that mean the same in every working tree of a repository. */
const sharedName = /^([0-9a-f]{40}|[0-9a-f]{64}|refs\/(heads|kilo|tags|remotes)\/[^\s:^~@{}]+)$/;

/** The id of the commit or tree a name stands for; null where there is none. */
export function findObject(name: string, kind: "commit" | "tree"): GitCommand<string | null> {
  const asked = `${name}^{${kind}}`;
  const standing: Standing<string | null, string> = {
    args: reader,
    question: () => (sharedName.test(name) ? `info ${asked}\0` : null),
    answers: 1,
    take: takeLine,
    read([line = ""]) {
      if (line === `${asked} missing` && name.startsWith("refs/")) return null;
      const id = new RegExp(`^([0-9a-f]+) ${kind} \\d+$`).exec(line)?.[1];
      // A wrong id is told by a command that can say what is wrong.
      if (id === undefined) throw new Error("git cat-file answered in an unknown form");
      return id;
    },
  };
  return {
    args: ["rev-parse", "-q", "--verify", "--end-of-options", asked],
    okCodes: [0, 1, 128],
    standing,
    read: (stdout, exitCode) => (exitCode === 0 ? readLine(stdout) : null),
  };
}

/** When commits were made, in seconds since 1970. Ids, each named once. */
export function readTimes(commits: readonly string[]): GitCommand<number[]> {
  const standing: Standing<number[], { type: string; bytes: Buffer } | null> = {
    args: reader,
    question: () => commits.map((commit) => `contents ${commit}\0`).join(""),
    answers: commits.length,
    take: (bytes, index) => takeObject(bytes, commits[index] ?? ""),
    read: (objects) =>
      objects.map((object) => {
        const text = object?.type === "commit" ? object.bytes.toString("utf8") : "";
        const time = /^committer .* (\d+) [+-]\d+$/m.exec(text.slice(0, text.indexOf("\n\n")))?.[1];
        if (time === undefined) throw new Error("git cat-file answered in an unknown form");
        return Number(time);
      }),
  };
  return {
    args: ["log", "--no-walk=unsorted", "--format=%ct", ...commits, "--"],
    standing,
    read: (stdout) => readLine(stdout).split("\n").map(Number),
  };
}

/** Bytes of each blob in the order asked; null where it is missing or no blob. Names: ids, or `<tree>:<path>`. */
export function readBlobs(names: readonly string[]): GitCommand<(Buffer | null)[]> {
  const standing: Standing<(Buffer | null)[], { type: string; bytes: Buffer } | null> = {
    args: reader,
    question: () => names.map((name) => `contents ${name}\0`).join(""),
    answers: names.length,
    take: (bytes, index) => takeObject(bytes, names[index] ?? ""),
    read: (objects) => objects.map((object) => (object?.type === "blob" ? object.bytes : null)),
  };
  return {
    args: ["cat-file", "--batch", "-z"],
    standing,
    input: names.map((name) => `${name}\0`).join(""),
    read(stdout) {
      let at = 0;
      return names.map((name) => {
        const taken = takeObject(stdout.subarray(at), name);
        if ("needs" in taken) throw new Error("git cat-file ended in the middle of an answer");
        at += taken.bytes;
        return taken.part?.type === "blob" ? taken.part.bytes : null;
      });
    },
  };
}
