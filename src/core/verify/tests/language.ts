// What a language brings so that its tests can be held against what they were: the words of its assertions and where its
// tests stand.
import type { PlainNode } from "../../syntax/plainTree";
import type { Dialect } from "./dialect";
import type { Claim } from "./testFile";

/** A test as it stands in the text, before its body is walked. */
export interface TestNode {
  node: PlainNode;
  /** What runs; null where nothing does. */
  body: PlainNode | null;
  name: string;
  skips: string[];
  isFocused: boolean;
  /** Rows of its table. */
  times: number;
  timeout: number | null;
  retries: number;
  /** What it claims by its marks: `#[should_panic]`. */
  claims: Claim[];
}

export interface WholeFile {
  /** Why nothing of the file is run. */
  skips: string[];
  timeout: number | null;
  retries: number;
}

export interface Language {
  dialect: Dialect;
  tests(root: PlainNode): TestNode[];
  whole(root: PlainNode): WholeFile;
}

export const plainWhole: WholeFile = { skips: [], timeout: null, retries: 0 };

export function testNode(node: PlainNode, name: string, body: PlainNode | null): TestNode {
  const nothing = { isFocused: false, times: 1, timeout: null, retries: 0 };
  return { node, name, body, ...nothing, skips: [], claims: [] };
}

/** The number words say; null where they say none. */
export function numberIn(words: string | undefined): number | null {
  const match = /^-?[\d_.]+(?:e-?\d+)?$/i.exec(words ?? "");
  return match ? Number(match[0].replaceAll("_", "")) : null;
}
