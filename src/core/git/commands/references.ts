// Refs of ours: listing, making only where there is none, dropping. Never moves a ref somebody else made.
import { type GitCommand, plainCommand } from "../command";
import { takeLine } from "../standing";

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
  const words = ["update-ref", "--no-deref"];
  return oneChange(words, [name, object, "0".repeat(object.length)], `create ${name}\0${object}\0`);
}

/** Brings a ref of ours to an object; git refuses where it is not at `from`, or with null where it exists. */
export function moveOwnReference(name: string, from: string | null, to: string): GitCommand<null> {
  const before = from ?? "0".repeat(to.length);
  return oneChange(["update-ref", "--no-deref"], [name, to, before], `update ${name}\0${to}\0${before}\0`);
}

/** Brings a ref of ours to an object, wherever it was. */
export function setReference(name: string, object: string): GitCommand<null> {
  return oneChange(["update-ref", "--no-deref"], [name, object], `update ${name}\0${object}\0\0`);
}

export interface Move {
  /** A branch, or the HEAD of a working tree, whose branch is moved. */
  name: string;
  from: string;
  to: string;
  /** What the reflog says. */
  reason: string;
}

/** Moves a ref; git refuses where it is not at `from`. */
export function moveReference({ name, from, to, reason }: Move): GitCommand<null> {
  return oneChange(["update-ref", "-m", reason], [name, to, from], `update ${name}\0${to}\0${from}\0`);
}

/** A change of one ref, as a transaction of its own. */
function oneChange(words: readonly string[], rest: readonly string[], change: string): GitCommand<null> {
  return {
    ...plainCommand([...words, ...rest]),
    standing: {
      args: [...words, "-z", "--stdin"],
      question: () => `start\0${change}commit\0`,
      answers: 2,
      take: takeLine,
      read([started, committed]) {
        if (started !== "start: ok" || committed !== "commit: ok") throw new Error("git moved no ref");
        return null;
      },
    },
  };
}

/** Drops refs in one transaction, each only while it still is what was listed. */
export function dropReferences(references: readonly Reference[]): GitCommand<null> {
  const lines = references.map(({ name, object }) => `delete ${name}\0${object}\0`);
  return plainCommand(["update-ref", "--no-deref", "-z", "--stdin"], lines.join(""));
}
