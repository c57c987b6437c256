// Cuts prose into tokens once: words, numbers, files, folders, routes, identifiers, material and punctuation.
// Promises linear time; never decides what a word means.
import { CODE, QUOTE } from "./readPrompt";

/** What a token is by its looks. Only words and names may match a word list. */
export type TokenKind =
  | "word"
  | "number"
  | "file"
  | "folder"
  | "route"
  | "call"
  | "name"
  | "quote"
  | "code"
  | "stop"
  | "break";

/** A token: `text` is folded (lower case, no accents), `raw` is as typed. */
export type Token = { kind: TokenKind; text: string; raw: string };

const SENTENCE_END = /[.?!;\n\u3002\uFF1F\uFF01\uFF1B\u061F\u061B\u0964\u2026\u037E]/;
const PUNCTUATION =
  /[\s,:;.?!()[\]{}<>|"'«»“”„‘’=\u2013\u2014\u2026\u3001\u3002\uFF0C\u060C\u061F\u061B\u0964¿¡*~\uE000\uE001]/u;
const ROOTS = /^(?:src|lib|libs|tests?|docs?|apps?|packages|dist|bin|scripts|public|\.github)$/;
const FILE = /^[\w@.\-/\\*$]{0,200}\.(?!js$|net$|com$|org$|io$)[a-z][a-z0-9]{0,9}$/i;
const JS_FILE = /^[\w@.\-/\\*$]{1,200}\.js$/i;
// Names of products that end like a file.
const PRODUCTS =
  /^(?:node|vue|next|nuxt|three|express|d3|ember|backbone|chart|nest|react|alpine|p5|ios|grpc|trpc|macos|e\.g|i\.e|a\.k\.a)(?:\.\w+)?\.?$/i;

/**
 * Folds a word so that spelling variants meet: lower case, accents and points removed.
 * @param word any text
 */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  if (/^[a-z0-9_\-']*$/.test(lower)) return lower;
  return lower
    .normalize("NFD")
    .replace(/[\u0300-\u036F\u064B-\u0652\u0591-\u05C7]/g, "")
    .normalize("NFC")
    .replace(/ı/g, "i")
    .replace(/ł/g, "l")
    .replace(/đ/g, "d")
    .replace(/ø/g, "o")
    .replace(/ß/g, "ss")
    .replace(/æ/g, "ae")
    .replace(/’/g, "'")
    .replace(/[أإآ]/g, "ا");
}

/**
 * Tokenises prose.
 * @param prose text without material (see readPrompt)
 * @returns tokens in order; a "stop" ends a sentence, a "break" is any other punctuation
 */
export function tokenise(prose: string): Token[] {
  const tokens: Token[] = [];
  for (const line of prose.split("\n")) {
    for (const chunk of line.split(/\s+/)) if (chunk !== "") pushChunk(chunk, tokens);
    tokens.push({ kind: "stop", text: "\n", raw: "\n" });
  }
  return tokens;
}

const PLAIN = /^[A-Z]?[a-z]+$/;

function pushChunk(chunk: string, tokens: Token[]): void {
  // Most chunks are plain words; they skip the tests for names and marks.
  if (PLAIN.test(chunk)) {
    tokens.push({ kind: "word", text: chunk.toLowerCase(), raw: chunk });
    return;
  }
  let start = 0;
  let end = chunk.length;
  while (
    start < end &&
    PUNCTUATION.test(chunk.charAt(start)) &&
    !/^\.[\w/]/.test(chunk.slice(start, start + 2))
  )
    start += 1;
  while (end > start && PUNCTUATION.test(chunk.charAt(end - 1))) end -= 1;
  if (chunk.slice(end, end + 2) === "()") end += 2;
  pushMarks(chunk.slice(0, start), tokens);
  if (start < end) pushCore(chunk.slice(start, end), tokens);
  pushMarks(chunk.slice(end), tokens);
}

function pushMarks(marks: string, tokens: Token[]): void {
  for (const mark of marks) {
    if (mark === QUOTE) tokens.push({ kind: "quote", text: mark, raw: mark });
    else if (mark === CODE) tokens.push({ kind: "code", text: mark, raw: mark });
    else if (SENTENCE_END.test(mark))
      tokens.push({ kind: "stop", text: mark === "？" || mark === "؟" ? "?" : mark, raw: mark });
    else
      tokens.push({
        kind: "break",
        text: mark === "，" || mark === "、" || mark === "،" ? "," : mark,
        raw: mark,
      });
  }
}

function pushCore(core: string, tokens: Token[]): void {
  if (PLAIN.test(core)) {
    tokens.push({ kind: "word", text: core.toLowerCase(), raw: core });
    return;
  }
  const kind = kindOf(core);
  if (kind !== "word") {
    tokens.push({ kind, text: fold(core), raw: core });
    return;
  }
  // Text without spaces and compounds with a slash are cut at their inner marks.
  for (const piece of core.split(/([,:;.?!()/|=…。、，؟।]|[–—]|-{2,}|->)/u)) {
    if (piece === "") continue;
    if (PUNCTUATION.test(piece) && piece.length === 1) pushMarks(piece, tokens);
    else if (piece === "/") tokens.push({ kind: "break", text: "/", raw: "/" });
    else if (/[\p{L}\p{N}]/u.test(piece))
      tokens.push({ kind: /^\d/.test(piece) ? "number" : "word", text: fold(piece), raw: piece });
    else tokens.push({ kind: "break", text: piece, raw: piece });
  }
}

function kindOf(core: string): TokenKind {
  if (/^[#$€£<>~+-]?v?\d[\d.,_]*(?:[%x×]|[a-z]{1,3})?$/i.test(core)) return "number";
  if (/^https?:\/\//i.test(core)) return "name";
  if (/^\.?\w[\w.]{0,200}\(.{0,80}\)?$/.test(core)) return "call";
  if (PRODUCTS.test(core)) return "word";
  if (FILE.test(core) || JS_FILE.test(core) || /^\.[a-z]\w+$/i.test(core)) return "file";
  if (/[/\\]/.test(core) && /^[\x21-\x7E]+$/.test(core)) return slashed(core);
  if (/^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(core) || /^[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+$/.test(core))
    return "call";
  if (/^(?:[A-Z][a-z0-9]+){2,}$/.test(core)) return "name";
  return "word";
}

function slashed(core: string): TokenKind {
  const first = core.split("/")[0] ?? "";
  if (/^\/\w/.test(core)) return "route";
  if (core.endsWith("/") && core.length > 2) return "folder";
  if (/^[@.~]/.test(core) || ROOTS.test(first) || core.split("/").length > 3) return "folder";
  return "word";
}
