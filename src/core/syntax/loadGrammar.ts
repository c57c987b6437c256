// Grammars by which texts are taken apart: compiled tree-sitter grammars that lie beside the program. They are read when
// the first text needs them and stay for the life of the process; nothing is downloaded.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Tree } from "@vscode/tree-sitter-wasm";
import { FailureError, failure } from "../../protocol/failure";
import { patiently } from "./patiently";

export type GrammarName = "bash" | "typescript" | "tsx" | "javascript" | "python" | "go" | "rust" | "java";

/** @returns the tree of a text; the caller deletes it, for it lies outside of JavaScript's memory. */
export type Parse = (text: string) => Tree;

const loaded = new Map<GrammarName, Promise<Parse>>();
let runtime: Promise<void> | null = null;

/**
 * @throws FailureError `internal` where the grammar is not beside the program: the installation is not whole.
 */
export function loadGrammar(name: GrammarName): Promise<Parse> {
  const known = loaded.get(name);
  if (known) return known;
  const loading = load(name);
  loaded.set(name, loading);
  // A failure is said again to whoever asks next, but tried anew.
  loading.catch(() => loaded.delete(name));
  return loading;
}

async function load(name: GrammarName): Promise<Parse> {
  const folder = grammarFolder();
  const { Language, Parser } = library(folder);
  const bytes = await readFile(join(folder, `tree-sitter-${name}.wasm`));
  const language = await patiently(async () => {
    runtime ??= Parser.init({ locateFile: (file: string) => join(folder, file) });
    await runtime;
    return Language.load(bytes);
  });
  const parser = new Parser();
  parser.setLanguage(language);
  return (text) => {
    const tree = parser.parse(text);
    if (!tree) throw new FailureError(failure("internal", `The ${name} grammar gave no tree.`));
    return tree;
  };
}

type Library = typeof import("@vscode/tree-sitter-wasm");

/** Read from its own file: bundled, it would lose the way to what it needs of Node. */
function library(folder: string): Library {
  return createRequire(join(folder, "tree-sitter.js"))("./tree-sitter.js");
}

/** Beside the program as it is shipped, or in the packages of a checkout. */
function grammarFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const place of ["grammars", "node_modules/@vscode/tree-sitter-wasm/wasm"]) {
      if (existsSync(join(folder, place, "tree-sitter.wasm"))) return join(folder, place);
    }
    if (folder === dirname(folder)) break;
  }
  throw new FailureError(failure("internal", "The grammars of the program are missing; install it again."));
}
