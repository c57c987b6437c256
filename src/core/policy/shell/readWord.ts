// One word of a shell line, as the program behind it would get it. Only text that every shell reads alike.
import type { Node } from "@vscode/tree-sitter-wasm";
import type { Word } from "./shellLine";

/** Thrown where a line is not plain; the message says what is not. */
export class Unclear extends Error {}

/** Letters that no shell treats otherwise anywhere in a word. */
const plainLetter = /[\p{L}\p{M}\p{N}\p{So}_./:@%+,=^-]/u;
const wildcards = /[*?[\]]/;
/** Behind a backslash these mean themselves, outside of quotes. */
const escapable = /[ !"#$&'()*;<>?[\\\]^`{|}~]/;

/** @throws Unclear where the shell would put something else in its place, other than names of files. */
export function readWord(node: Node): Word {
  const pieces =
    node.type === "concatenation" ? node.children.flatMap((child) => (child ? [child] : [])) : [node];
  // At the end of a word a dollar sign means itself; two are a number of the shell's.
  const isLast = (at: number) => at > 0 && at === pieces.length - 1 && !node.text.endsWith("$$");
  const piecesRead = pieces.map((piece, at) =>
    piece.type === "$" && piece.text === "$" && isLast(at) ? quoted("$") : readPiece(piece),
  );
  const text = piecesRead.map((piece) => piece.text).join("");
  // The pieces of a concatenation touch each other, or there was something between them.
  const whole = pieces.map((piece) => piece.text).join("");
  if (whole !== node.text) throw new Unclear("a word of it is not plain");
  const bare = pieces
    .flatMap((piece) => (/^(word|number)$/.test(piece.type) ? [piece.text] : [" "]))
    .join("");
  if (/\{[^{}]*(,|\.\.)[^{}]*\}|\{[^}]*$/.test(node.text) && bare.includes("{"))
    throw new Unclear("it uses braces");
  if (/(^|[=:])~/.test(bare)) throw new Unclear("it names a home folder");
  if (/!(?![=\s]|$)/.test(bare) || /![!$]/.test(node.text.replace(/'[^']*'/g, "")))
    throw new Unclear("it uses the shell's history");
  if (bare.startsWith("#")) throw new Unclear("it uses a comment");
  if (!piecesRead.some((piece) => piece.glob)) return { text, glob: false };
  return { text, glob: true, pattern: piecesRead.map((piece) => piece.pattern).join("") };
}

interface Piece {
  text: string;
  glob: boolean;
  pattern: string;
}

function readPiece(node: Node): Piece {
  switch (node.type) {
    case "raw_string":
      return quoted(node.text.slice(1, -1));
    case "string":
      return quoted(readDoubleQuoted(node));
    case "word":
    case "number":
    case "test_operator":
      return readBare(node.text);
    default:
      throw new Unclear(
        node.type.includes("expansion") ? "it uses a variable" : `it uses ${node.type.replaceAll("_", " ")}`,
      );
  }
}

/** A text that a shell takes as it stands. */
export function quoted(text: string): Piece {
  return { text, glob: false, pattern: quote(text) };
}

/** In single quotes, where it needs any. */
export function quote(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function readDoubleQuoted(node: Node): string {
  for (const child of node.children) {
    if (child && !/^("|\$|string_content)$/.test(child.type))
      throw new Unclear("it uses a variable or a command in quotes");
  }
  const inside = node.text.slice(1, -1);
  let text = "";
  for (let index = 0; index < inside.length; index += 1) {
    const letter = inside.charAt(index);
    const next = inside.charAt(index + 1);
    if (letter === "`") throw new Unclear("it uses the output of another command");
    // A lone dollar sign means itself; the grammar has its own node for one that does not.
    if (letter === "$" && /[\w{([@*#?$!'"-]/.test(next)) throw new Unclear("it uses a variable");
    if (letter === "\\" && /[$`"\\\n]/.test(next)) {
      if (next !== "\n") text += next;
      index += 1;
    } else text += letter;
  }
  return text;
}

function readBare(source: string): Piece {
  const piece: Piece = { text: "", glob: false, pattern: "" };
  const letters = [...source];
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters[index] ?? "";
    const next = letters[index + 1] ?? "";
    if (letter === "\\" && next === "\n") index += 1;
    else if (letter === "\\" && (escapable.test(next) || /\w/.test(next))) {
      add(piece, next, quote(next));
      index += 1;
    } else if (wildcards.test(letter)) {
      piece.glob = true;
      add(piece, letter, letter);
    } else if (plainLetter.test(letter) || "~#!{}".includes(letter)) add(piece, letter, quote(letter));
    else throw new Unclear(`it holds ${JSON.stringify(letter)} outside of quotes`);
  }
  return piece;
}

function add(piece: Piece, text: string, pattern: string): void {
  piece.text += text;
  piece.pattern += pattern;
}
