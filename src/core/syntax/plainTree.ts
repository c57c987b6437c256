// A syntax tree as plain objects: read once with a cursor, so that nothing of it lies outside of JavaScript's memory and
// walking it again costs nothing. Comments are left out; the tree of the grammar is given back at once.
import type { TreeCursor } from "@vscode/tree-sitter-wasm";
import type { Parse } from "./loadGrammar";

export interface PlainNode {
  readonly type: string;
  /** The name under which its parent knows it. */
  readonly field: string | null;
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  readonly children: PlainNode[];
  readonly parent: PlainNode | null;
  /** The whole text it was read from, shared by all nodes. */
  readonly source: string;
}

export interface PlainTree {
  root: PlainNode;
  /** The grammar could not read all of it. */
  hasError: boolean;
}

/** Nodes whose inside is one word to whoever compares texts. */
const whole = /^(?:string|interpreted_string_literal|raw_string_literal|string_literal|char_literal|regex)$/;
const comments = /comment$/;
/** Deeper than any code people write; a chain of calls or operators may come near. */
const deepest = 2_000;

/** @throws RangeError for a text nested deeper than any code people write. */
export function readPlainTree(text: string, parse: Parse): PlainTree {
  const tree = parse(text);
  const cursor = tree.walk();
  try {
    return { root: copy(cursor, text), hasError: tree.rootNode.hasError };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

function nodeAt(cursor: TreeCursor, parent: PlainNode | null, source: string): PlainNode {
  const {
    nodeType: type,
    currentFieldName: field,
    nodeIsNamed: named,
    startIndex: start,
    endIndex: end,
  } = cursor;
  return { type, field: field ?? null, named, start, end, children: [], parent, source };
}

function copy(cursor: TreeCursor, source: string): PlainNode {
  const root = nodeAt(cursor, null, source);
  let at = root;
  let depth = 0;
  for (;;) {
    if (!whole.test(at.type) && cursor.gotoFirstChild()) {
      depth += 1;
      if (depth > deepest) throw new RangeError("nested too deep");
    } else {
      while (!cursor.gotoNextSibling()) {
        if (at.parent === null || !cursor.gotoParent()) return root;
        at = at.parent;
        depth -= 1;
      }
      at = at.parent ?? root;
    }
    const node = nodeAt(cursor, at, source);
    if (!comments.test(node.type)) at.children.push(node);
    at = node;
  }
}

export function textOf(node: PlainNode): string {
  return node.source.slice(node.start, node.end);
}

/** The child known by a name. */
export function childAt(node: PlainNode, field: string): PlainNode | null {
  return node.children.find((child) => child.field === field) ?? null;
}

export function namedChildren(node: PlainNode): PlainNode[] {
  return node.children.filter(({ named }) => named);
}

/** Every node below and with this one, in the order of the text, for which `fits` holds. */
export function nodesIn(node: PlainNode, fits: (node: PlainNode) => boolean): PlainNode[] {
  const found: PlainNode[] = [];
  const left = [node];
  for (let next = left.pop(); next; next = left.pop()) {
    if (fits(next)) found.push(next);
    for (let index = next.children.length - 1; index >= 0; index -= 1) {
      const child = next.children[index];
      if (child) left.push(child);
    }
  }
  return found;
}

/**
 * The words of a node with one space between them: the same for two layouts of the same code. Comments are gone, quotes
 * are alike, `;` and a last comma do not count; blocks told by indentation alone are marked.
 *
 * @param names what stands for a name: the arguments of a call in place of parameters
 */
export function wordsOf(node: PlainNode, names: ReadonlyMap<string, string> = none): string {
  const words: string[] = [];
  collect(node, names, words);
  return words.join(" ");
}

const none: ReadonlyMap<string, string> = new Map();

function collect(node: PlainNode, names: ReadonlyMap<string, string>, words: string[]): void {
  if (node.children.length === 0) {
    const text = textOf(node);
    if (text === ";" || text === "" || (text === "," && isLast(node))) return;
    if (/^['"][^'"\\]*['"]$/.test(text)) words.push(`"${text.slice(1, -1)}"`);
    else words.push(node.type === "identifier" ? (names.get(text) ?? text) : text.trim());
    return;
  }
  const isBlock = node.type === "block" && textOf(node).charAt(0) !== "{";
  if (isBlock) words.push("{");
  for (const child of node.children) collect(child, names, words);
  if (isBlock) words.push("}");
}

function isLast(comma: PlainNode): boolean {
  const beside = comma.parent?.children ?? [];
  const next = beside[beside.indexOf(comma) + 1];
  return next !== undefined && /^[)\]}]$/.test(textOf(next));
}
