// Matches tokens with word lists, whole words only, and gives each token the evidence it carries.
// Promises work in proportion to the text: each word is looked up a bounded number of times.
import type { Evidence, Lexicon } from "./evidence";
import { fold, type Token } from "./tokenise";

/** A compiled word list. */
export type WordList = {
  words: Map<string, Evidence[]>;
  stems: Map<string, Evidence[]>;
  /** Ends of compounds: "*modul" finds "Zahlungsmodul". */
  ends: Map<string, Evidence[]>;
  phrases: Map<string, { rest: string[]; evidence: Evidence }[]>;
  /** Particles written together with the next word, tried when the word itself is unknown. */
  particle?: RegExp;
  /** Longest term by its first character, for scripts that are matched without word borders. */
  firsts: Map<string, number>;
};

/** A token with its evidence; `span` is how many tokens its phrase covers. */
export type Marked = Token & { evidence: ReadonlySet<Evidence>; span: number };

const NOTHING: ReadonlySet<Evidence> = new Set();
const LONGEST_STEM = 14;

/**
 * Compiles a language's word list.
 * @param lexicon terms by evidence
 */
export function compile(lexicon: Lexicon): WordList {
  const list: WordList = {
    words: new Map(),
    stems: new Map(),
    ends: new Map(),
    phrases: new Map(),
    firsts: new Map(),
  };
  for (const [key, terms] of Object.entries(lexicon)) {
    const evidence = key as Evidence;
    // Folded as one text: much cheaper than term by term.
    for (const term of fold(terms).split(/\s+/)) if (term !== "") addTerm(list, term, evidence);
  }
  return list;
}

/** @param term folded. */
function addTerm(list: WordList, term: string, evidence: Evidence): void {
  if (term.includes("_")) {
    const parts = term.split("_");
    const first = parts[0] ?? "";
    const known = list.phrases.get(first) ?? [];
    known.push({ rest: parts.slice(1), evidence });
    list.phrases.set(first, known);
    return;
  }
  const word = term.replaceAll("*", "");
  const map = term.startsWith("*") ? list.ends : term.endsWith("*") ? list.stems : list.words;
  const known = map.get(word);
  if (known === undefined) map.set(word, [evidence]);
  else known.push(evidence);
  const initial = word.charAt(0);
  list.firsts.set(initial, Math.max(list.firsts.get(initial) ?? 0, word.length));
}

/**
 * Evidence of one word in one list: the whole word, else its longest stem.
 * @param word a folded word
 */
export function lookUp(list: WordList, word: string): Evidence[] | undefined {
  const found = lookUpPlain(list, word);
  if (found !== undefined || list.particle === undefined) return found;
  const bare = word.replace(list.particle, "");
  return bare === word ? undefined : lookUpPlain(list, bare);
}

function lookUpPlain(list: WordList, word: string): Evidence[] | undefined {
  const whole = list.words.get(word);
  if (whole !== undefined) return whole;
  const longest = list.stems.size === 0 ? 0 : Math.min(word.length, LONGEST_STEM);
  for (let length = longest; length >= 2; length -= 1) {
    const found = list.stems.get(word.slice(0, length));
    if (found !== undefined) return found;
  }
  if (list.ends.size === 0) return undefined;
  for (let from = Math.max(1, word.length - LONGEST_STEM); from <= word.length - 4; from += 1) {
    const found = list.ends.get(word.slice(from));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Marks tokens of a script with spaces between words.
 * @param tokens tokens of the prompt
 * @param lists word lists, most specific first; all of them contribute
 */
export function markWords(tokens: readonly Token[], lists: readonly WordList[]): Marked[] {
  const known = new Map<string, ReadonlySet<Evidence>>();
  return tokens.map((token, at) => {
    const { kind, text, raw } = token;
    if (kind !== "word" && kind !== "name") return { kind, text, raw, evidence: NOTHING, span: 1 };
    let evidence = known.get(text);
    if (evidence === undefined) {
      const words = lists.flatMap((list) => lookUp(list, text) ?? []);
      evidence = words.length === 0 ? NOTHING : new Set(words);
      known.set(text, evidence);
    }
    const phrase = phraseAt(tokens, at, lists);
    // The meaning of a phrase replaces that of its first word: "get rid of", "no code".
    return { kind, text, raw, evidence: phrase?.evidence ?? evidence, span: phrase?.span ?? 1 };
  });
}

function phraseAt(
  tokens: readonly Token[],
  at: number,
  lists: readonly WordList[],
): { evidence: Set<Evidence>; span: number } | null {
  let found: { evidence: Set<Evidence>; span: number } | null = null;
  for (const list of lists) {
    const known = list.phrases.get(tokens[at]?.text ?? "");
    if (known === undefined) continue;
    for (const phrase of known) {
      if (!phrase.rest.every((part, index) => sameWord(tokens[at + 1 + index]?.text ?? "", part))) continue;
      found ??= { evidence: new Set(), span: 1 };
      found.evidence.add(phrase.evidence);
      found.span = Math.max(found.span, phrase.rest.length + 1);
    }
  }
  return found;
}

function sameWord(word: string, part: string): boolean {
  return part.endsWith("*") ? word.startsWith(part.slice(0, -1)) : word === part;
}

/**
 * Marks tokens of a script without spaces, or with endings that run on: terms are found inside words,
 * longest first, from left to right.
 * @param tokens tokens of the prompt
 * @param list the script's word list
 * @param rest lists for words in other scripts
 */
export function markRuns(tokens: readonly Token[], list: WordList, rest: readonly WordList[]): Marked[] {
  const marked: Marked[] = [];
  for (const token of tokens) {
    if (token.kind !== "word" || /^[\x20-\x7E]*$/.test(token.text)) {
      marked.push(...markWords([token], rest));
      continue;
    }
    pushRun(token, list, rest, marked);
  }
  return marked;
}

function pushRun(token: Token, list: WordList, rest: readonly WordList[], into: Marked[]): void {
  const text = token.text;
  let at = 0;
  while (at < text.length) {
    const latin = /^[a-z0-9]+/.exec(text.slice(at, at + 24))?.[0];
    if (latin !== undefined) {
      into.push(
        ...markWords([{ kind: /^\d/.test(latin) ? "number" : "word", text: latin, raw: latin }], rest),
      );
      at += latin.length;
      continue;
    }
    const found = longestAt(text, at, list);
    const length = found?.length ?? 1;
    const piece = text.slice(at, at + length);
    if (found !== undefined)
      into.push({ kind: "word", text: piece, raw: piece, evidence: new Set(found.evidence), span: 1 });
    at += length;
  }
}

function longestAt(
  text: string,
  at: number,
  list: WordList,
): { length: number; evidence: Evidence[] } | undefined {
  for (
    let length = Math.min(list.firsts.get(text.charAt(at)) ?? 0, text.length - at);
    length >= 1;
    length -= 1
  ) {
    const evidence = list.words.get(text.slice(at, at + length));
    if (evidence !== undefined) return { length, evidence };
  }
  return undefined;
}
