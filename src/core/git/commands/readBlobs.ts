// `git cat-file --batch`: bytes of stored objects, as they are. Reads only.
import type { GitCommand } from "../command";

/** Bytes of each blob in the order asked; null where it is missing or no blob. Names: ids, or `<tree>:<path>`. */
export function readBlobs(names: readonly string[]): GitCommand<(Buffer | null)[]> {
  return {
    args: ["cat-file", "--batch", "-z"],
    input: names.map((name) => `${name}\0`).join(""),
    read: (stdout) => {
      const blobs: (Buffer | null)[] = [];
      let at = 0;
      for (const name of names) {
        // A missing object's line repeats its name, which may hold a newline of its own.
        const missing = Buffer.from(`${name} missing\n`, "utf8");
        if (stdout.subarray(at, at + missing.length).equals(missing)) {
          blobs.push(null);
          at += missing.length;
          continue;
        }
        const end = stdout.indexOf(10, at);
        const header = / (\w+) (\d+)$/.exec(stdout.toString("latin1", at, end));
        if (end < 0 || header === null) throw new Error("git cat-file answered in an unknown form");
        const size = Number(header[2]);
        blobs.push(header[1] === "blob" ? stdout.subarray(end + 1, end + 1 + size) : null);
        at = end + 1 + size + 1;
      }
      return blobs;
    },
  };
}
