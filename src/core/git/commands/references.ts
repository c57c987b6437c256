// Refs of ours: listing, making only where there is none, dropping. Never moves a ref somebody else made.
import { type GitCommand, plainCommand } from "../command";

export interface Reference {
  name: string;
  object: string;
}

/** Refs under a prefix such as `refs/kilo/<run>/`. */
export function listReferences(prefix: string): GitCommand<Reference[]> {
  return {
    args: ["for-each-ref", "--format=%(objectname) %(refname)", prefix],
    read: (stdout) =>
      stdout
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => ({
          object: line.slice(0, line.indexOf(" ")),
          name: line.slice(line.indexOf(" ") + 1),
        })),
  };
}

/** Makes a ref; git refuses where it exists. */
export function createReference(name: string, object: string): GitCommand<null> {
  return plainCommand(["update-ref", "--no-deref", name, object, "0".repeat(object.length)]);
}

/** Drops refs in one transaction, each only while it still is what was listed. */
export function dropReferences(references: readonly Reference[]): GitCommand<null> {
  const lines = references.map(({ name, object }) => `delete ${name}\0${object}\0`);
  return plainCommand(["update-ref", "--no-deref", "-z", "--stdin"], lines.join(""));
}
