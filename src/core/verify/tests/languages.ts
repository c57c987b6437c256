// The languages whose tests are read from their syntax tree, by the ending of a file.
import type { GrammarName } from "../../syntax/loadGrammar";
import { go } from "./goTests";
import { java } from "./javaTests";
import type { Language } from "./language";
import { python } from "./pythonTests";
import { rust } from "./rustTests";
import { script } from "./scriptTests";

export interface KnownLanguage {
  grammar: GrammarName;
  language: Language;
  /** What must be written differently before the grammar can read it; of the same length. */
  prepare?(text: string): string;
}

const byEnding = new Map<string, KnownLanguage>([
  ...["ts", "mts", "cts"].map((end) => [end, { grammar: "typescript", language: script }] as const),
  ["tsx", { grammar: "tsx", language: script }],
  ...["js", "jsx", "mjs", "cjs"].map((end) => [end, { grammar: "javascript", language: script }] as const),
  ["py", { grammar: "python", language: python }],
  ["go", { grammar: "go", language: go }],
  ["rs", { grammar: "rust", language: rust.language, prepare: rust.prepare }],
  ["java", { grammar: "java", language: java }],
]);

/** @returns null where the language is not known. */
export function languageOf(path: string): KnownLanguage | null {
  return byEnding.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase()) ?? null;
}
