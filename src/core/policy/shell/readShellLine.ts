// Takes a shell line apart by the bash grammar. It knows the few kinds of node whose meaning is plain; any other makes the
// line unclear, and an unclear line is never allowed by itself.
import type { Node } from "@vscode/tree-sitter-wasm";
import type { Parse } from "../../syntax/loadGrammar";
import { readWord, Unclear } from "./readWord";
import type { Redirect, ShellLine, SimpleCommand } from "./shellLine";

/** Bytes and commands beyond which nothing is read into a line; facts/reliability.md B4. */
const longestLine = 8192;
const mostCommands = 20;

/**
 * @param parse the bash grammar.
 * @returns the simple commands of the line in order, or why it is not plain.
 */
export function readShellLine(line: string, parse: Parse): ShellLine {
  if (Buffer.byteLength(line) > longestLine) return { unclear: "the line is too long to be judged" };
  // Parsers disagree on whether it ends a line.
  if (line.includes("\r")) return { unclear: "the line holds a carriage return" };
  const tree = parse(line);
  try {
    if (tree.rootNode.hasError) return { unclear: "the line is not plain shell" };
    const commands: SimpleCommand[] = [];
    readStatements(tree.rootNode, commands);
    if (commands.length === 0) return { unclear: "there is no command" };
    if (commands.length > mostCommands)
      return { unclear: `the line holds more than ${mostCommands} commands` };
    return { commands };
  } catch (thrown) {
    if (thrown instanceof Unclear) return { unclear: thrown.message };
    throw thrown;
  } finally {
    tree.delete();
  }
}

type Joiner = SimpleCommand["joiner"];

/** The root: statements one after the other. */
function readStatements(node: Node, into: SimpleCommand[]): void {
  for (const child of node.children) {
    if (!child) continue;
    if (child.isNamed) readStatement(child, into.length === 0 ? null : ";", into);
    else if (child.type !== ";" && child.type !== "\n") throw new Unclear(`it uses ${named(child)}`);
  }
}

function readStatement(node: Node, joiner: Joiner, into: SimpleCommand[]): void {
  if (node.type === "command") into.push(readCommand(node, joiner));
  else if (node.type === "test_command") into.push(readTest(node, joiner));
  else if (node.type === "list") readJoined(node, joiner, ["&&", "||"], into);
  else if (node.type === "pipeline") readJoined(node, joiner, ["|"], into);
  else if (node.type === "redirected_statement") readRedirected(node, joiner, into);
  else throw new Unclear(`it uses ${named(node)}`);
}

function readJoined(node: Node, first: Joiner, allowed: readonly string[], into: SimpleCommand[]): void {
  let joiner = first;
  for (const child of node.children) {
    if (!child) continue;
    if (child.isNamed) readStatement(child, joiner, into);
    else if (allowed.includes(child.type)) joiner = child.type as Joiner;
    else throw new Unclear(`it uses ${named(child)}`);
  }
}

/** Redirects behind a pipeline belong to its last command. */
function readRedirected(node: Node, joiner: Joiner, into: SimpleCommand[]): void {
  const from = into.length;
  const redirects: Redirect[] = [];
  for (const child of node.children) {
    if (!child) continue;
    if (child.type === "file_redirect") redirects.push(readRedirect(child));
    else if (child.type === "heredoc_redirect") redirects.push(readHereDocument(child));
    else if (child.isNamed && into.length === from) readStatement(child, joiner, into);
    else throw new Unclear(`it uses ${named(child)}`);
  }
  const last = into.at(-1);
  if (into.length === from || !last) throw new Unclear("it redirects nothing");
  last.redirects.push(...redirects);
}

function readRedirect(node: Node): Redirect {
  const redirect: Redirect = { descriptor: null, operator: "", target: { text: "", glob: false } };
  let targets = 0;
  for (const child of node.children) {
    if (!child) continue;
    if (child.type === "file_descriptor") redirect.descriptor = Number(child.text);
    else if (!child.isNamed) redirect.operator += child.type;
    else {
      redirect.target = readWord(child);
      targets += 1;
    }
  }
  if (targets !== 1) throw new Unclear("it redirects to more than one place");
  return redirect;
}

/** Only with a quoted word behind `<<`: the text is then nothing but text. */
function readHereDocument(node: Node): Redirect {
  const [operator, start, body, end, ...more] = node.children;
  const isPlain = operator?.type === "<<" && start?.type === "heredoc_start" && body?.type === "heredoc_body";
  if (!isPlain || end?.type !== "heredoc_end" || more.length > 0 || !/^(['"])[\w-]+\1$/.test(start.text))
    throw new Unclear("it uses a here-document");
  // The grammar leaves out blanks at the start of the text.
  const below = node.text.slice(start.endIndex - node.startIndex, end.startIndex - node.startIndex);
  const text = /^[ \t]*\n(.*)$/s.exec(below)?.[1];
  if (text === undefined) throw new Unclear("it uses a here-document");
  return { descriptor: null, operator: "<<", target: { text, glob: false } };
}

function readCommand(node: Node, joiner: Joiner): SimpleCommand {
  const command: SimpleCommand = { assignments: [], words: [], redirects: [], joiner };
  let end = node.startIndex;
  for (const child of node.children) {
    if (!child) continue;
    const gap = node.text.slice(end - node.startIndex, child.startIndex - node.startIndex);
    // The grammar parts some words where a shell would not.
    if (end > node.startIndex && !/^([ \t]|\\\n)+$/.test(gap))
      throw new Unclear("its words are not plainly apart");
    end = child.endIndex;
    if (child.type === "variable_assignment") command.assignments.push(readAssignment(child));
    else if (child.type === "file_redirect") command.redirects.push(readRedirect(child));
    else if (child.type === "command_name") command.words.push(readName(child));
    else if (child.isNamed) command.words.push(readWord(child));
    else throw new Unclear(`it uses ${named(child)}`);
  }
  if (command.words.length === 0) throw new Unclear("it sets variables for what follows");
  return command;
}

/** A name is written as it is: quotes and backslashes in it only serve to hide it. */
function readName(node: Node) {
  const word = readWord(node.children[0] ?? node);
  if (word.glob || word.text !== node.text)
    throw new Unclear("the name of the program is not written plainly");
  return word;
}

/** Shells without `[[` read its words by other rules than with it, so only `[ … ]` is plain. */
function readTest(node: Node, joiner: Joiner): SimpleCommand {
  if (!node.text.startsWith("[ ") || !node.text.endsWith(" ]")) throw new Unclear("it uses [[ … ]]");
  const pieces: Node[] = [];
  takePieces(node, pieces);
  let end = node.startIndex;
  for (const piece of pieces) {
    // Words that the grammar hides or parts would be lost here, and with them what is really asked.
    const gap = node.text.slice(end - node.startIndex, piece.startIndex - node.startIndex);
    if (!(end === node.startIndex ? /^$/ : /^[ \t]+$/).test(gap))
      throw new Unclear("it uses a test that is not plain");
    end = piece.endIndex;
  }
  const words = pieces.map((piece) => (piece.isNamed ? readWord(piece) : { text: piece.text, glob: false }));
  return { assignments: [], words, redirects: [], joiner };
}

const testWords = /^(word|string|raw_string|number|test_operator|concatenation)$/;
const testSigns = /^(\[|\]|!|=|==|!=)$/;

function takePieces(node: Node, into: Node[]): void {
  for (const child of node.children) {
    if (!child) continue;
    if (testWords.test(child.type) || (!child.isNamed && testSigns.test(child.type))) into.push(child);
    else if (/^(unary|binary)_expression$/.test(child.type)) takePieces(child, into);
    else throw new Unclear("it uses a test that is not plain");
  }
}

function readAssignment(node: Node): { name: string; value: string } {
  const [name, operator, value, ...more] = node.children;
  if (name?.type !== "variable_name" || operator?.type !== "=" || more.length > 0)
    throw new Unclear("it sets a variable in a way that is not plain");
  const word = value ? readWord(value) : { text: "", glob: false };
  if (word.glob) throw new Unclear("it sets a variable to a pattern");
  return { name: name.text, value: word.text };
}

/** Names of the grammar's nodes as a person would say them. */
const words = new Map<string, string>([
  ["&", "a program in the background"],
  ["command_substitution", "the output of another command"],
  ["process_substitution", "the output of another command"],
  ["simple_expansion", "a variable"],
  ["expansion", "a variable"],
  ["heredoc_redirect", "a here-document"],
  ["herestring_redirect", "a here-string"],
  ["variable_assignment", "a variable that is set"],
  ["function_definition", "a function"],
  ["comment", "a comment"],
]);

function named(node: Node): string {
  return words.get(node.type) ?? node.type.replaceAll("_", " ");
}
