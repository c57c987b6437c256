// What one language calls the things an assertion is made of. Five languages share one walk; each brings this and the way
// its tests are found.
import type { PlainNode } from "../../syntax/plainTree";
import type { Claim } from "./testFile";

/** A call, whatever the language writes it with. */
export interface CallView {
  /** All of it before the arguments, as words: `assert . equal`. */
  callee: string;
  /** The last name of it. */
  name: string;
  /** What stands before the last name; null for a plain name. */
  receiver: PlainNode | null;
  args: PlainNode[];
}

export type Names = ReadonlyMap<string, string>;

/** A function of the file by which assertions are shared. */
export interface Helper {
  params: string[];
  body: PlainNode;
}

export interface Dialect {
  call(node: PlainNode): CallView | null;
  /** What a node claims by itself; `[]` where it is an assertion that claims nothing. Null where it is none. */
  claims(node: PlainNode, names: Names): Claim[] | null;
  /** A way a test fails by hand: `t.Errorf`, `throw`, `panic!`. Under a condition, that condition is the claim. */
  fails(node: PlainNode): boolean;
  /** Why a call in the body means that the test is not run. */
  skips(node: PlainNode): string | null;
  /**
   * All functions of one name are kept: which of them is called depends on where.
   * @param all false where only what stands among tests counts: in a file of code
   */
  helpers(root: PlainNode, all: boolean): Map<string, Helper[]>;
  /** Truth is a type of its own: `assertTrue(x)` says that x is true, not that it is something. */
  isTyped: boolean;
}

/** Adds a function to those of its name. */
export function keepHelper(helpers: Map<string, Helper[]>, name: string, helper: Helper): void {
  helpers.set(name, [...(helpers.get(name) ?? []), helper]);
}
