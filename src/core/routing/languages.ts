// Chooses the word lists for a prompt from its script and its function words.
// Promises English when nothing else is clearly better; never a model, never more than one pass.
import { AREAS, type Evidence, type Lexicon } from "./evidence";
import { latinCodes, latinVotes } from "./latinVotes";
import { chinese, japanese, korean, thai } from "./lexicon/eastAsian";
import { english } from "./lexicon/english";
import { LATIN } from "./lexicon/latin";
import { arabic, greek, hebrew, hindi, persian } from "./lexicon/other";
import { shared } from "./lexicon/shared";
import { bulgarian, russian, ukrainian } from "./lexicon/slavic";
import { compile, lookUp, type Marked, markRuns, markWords, type WordList } from "./matchWords";
import type { Token } from "./tokenise";

/** Tokens with evidence, and the language they were read in (ISO 639-1). */
export type ReadTokens = { language: string; tokens: Marked[] };

const OTHERS: Record<string, Lexicon> = {
  ru: russian,
  uk: ukrainian,
  bg: bulgarian,
  el: greek,
  he: hebrew,
  ar: arabic,
  fa: persian,
  hi: hindi,
  th: thai,
  ko: korean,
  ja: japanese,
  zh: chinese,
};
/** Read as runs: no spaces between words, or endings that run on. */
const RUNS = new Set(["ja", "zh", "th", "ko"]);

const PARTICLES: Readonly<Record<string, RegExp>> = {
  ar: /^[وفبل]{0,2}(?:ال)?/,
  he: /^[והבלמש]{1,2}/,
};

/** A word list that is compiled when a prompt first needs it: most prompts need two of them. */
const lists = new Map<string, WordList>();
function listOf(name: string, lexicon: () => Lexicon): WordList {
  const known = lists.get(name);
  if (known !== undefined) return known;
  const list = compile(lexicon());
  const particle = PARTICLES[name];
  if (particle !== undefined) list.particle = particle;
  lists.set(name, list);
  return list;
}
const list = (code: string): WordList => listOf(code, () => LATIN[code] ?? OTHERS[code] ?? {});
const sharedList = (): WordList => listOf("shared", () => shared);
// English verbs that other languages use as they are; short ones mean something else too often.
const long = (terms = "") =>
  terms
    .split(/\s+/)
    .filter((term) => term.length >= 6 && !term.includes("_"))
    .join(" ");
const loans = (): WordList =>
  listOf("loans", () => ({
    build: long(english.build),
    reshape: long(english.reshape),
    mech: long(english.mech),
    noEdit: "read-only",
  }));

const NOUNS = new Set<Evidence>(["container", "app", "feature", "small", "open", ...AREAS]);
// The opening words tell the language; more of them cost time and say nothing new.
const ENOUGH = 80;

/**
 * Marks the tokens of a prompt with evidence in its language.
 * @param tokens tokens of the prompt
 */
export function readTokens(tokens: readonly Token[]): ReadTokens {
  const script = scriptOf(tokens);
  const language = script === "latin" ? latinLanguage(tokens) : script;
  if (language === "en") return { language, tokens: markWords(tokens, [list("en"), sharedList()]) };
  if (RUNS.has(language)) {
    return { language, tokens: markRuns(tokens, list(language), [sharedList(), list("en")]) };
  }
  return { language, tokens: markWords(tokens, [list(language), sharedList(), loans()]) };
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["ja", /[\u3040-\u30FF]/],
  ["ko", /[\uAC00-\uD7AF\u1100-\u11FF]/],
  ["zh", /[\u3400-\u9FFF]/],
  ["th", /[\u0E00-\u0E7F]/],
  ["hi", /[\u0900-\u097F]/],
  ["fa", /[\u067E\u0686\u06AF\u06CC\u06A9]/],
  ["ar", /[\u0600-\u06FF]/],
  ["he", /[\u0590-\u05FF]/],
  ["el", /[\u0370-\u03FF]/],
  [
    "bg",
    /^(?:защо|какво|къде|тази|този|това|бутона|всички|дали|с|се|е|добави|смени|промени|поправи|преименувай|пренапиши|обясни|прегледай)$/,
  ],
  ["uk", /[іїєґ]/],
  ["ru", /[\u0400-\u04FF]/],
];
// Letters or words that decide between languages of one script.
const DECIDES = new Map([
  ["ja", "zh"],
  ["uk", "ru"],
  ["bg", "ru"],
  ["fa", "ar"],
]);

const LATIN_ONLY = /^[\x20-\u024F\u1E00-\u1EFF\u2019]*$/;

function scriptOf(tokens: readonly Token[]): string {
  const counts = new Map<string, number>();
  let latin = 0;
  for (const token of tokens.slice(0, ENOUGH)) {
    if (token.kind !== "word") continue;
    if (LATIN_ONLY.test(token.raw)) {
      latin += 1;
      continue;
    }
    const found = SCRIPTS.find(([, pattern]) => pattern.test(token.raw.toLowerCase()))?.[0];
    if (found === undefined) latin += 1;
    else counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (best === undefined) return "latin";
  // A single foreign word in an English sentence does not make the sentence foreign.
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const dense = best[0] === "zh" || best[0] === "ja" || best[0] === "th" ? 4 : 1;
  if (total * dense * 2 < latin) return "latin";
  const decided = [...counts.keys()].find((code) => DECIDES.get(code) === best[0]);
  return decided ?? best[0];
}

function latinLanguage(tokens: readonly Token[]): string {
  const words = tokens.filter((token) => token.kind === "word").slice(0, ENOUGH);
  const votes = latinVotes();
  // English wins a tie: most prompts are English, and so are the words of the trade.
  const points = new Map([["en", 0.6]]);
  words.forEach((word, at) => {
    addPoints(points, votes.phrases.get(`${word.text} ${words[at + 1]?.text ?? ""}`), 1);
    if (borrowed(word.text) || lookUp(sharedList(), word.text) !== undefined) return;
    const whole = votes.words.get(word.text) ?? 0;
    let seen = addPoints(points, whole, 1);
    for (let length = Math.min(word.text.length, 14); length >= 2; length -= 1) {
      const stem = (votes.stems.get(word.text.slice(0, length)) ?? 0) & ~seen;
      seen |= addPoints(points, stem, 0.7);
    }
  });
  return [...points].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** @param codes bits of languages as {@link latinVotes} gives them; they are answered. */
function addPoints(points: Map<string, number>, codes: number | undefined, weight: number): number {
  if (codes) for (const code of latinCodes(codes)) points.set(code, (points.get(code) ?? 0) + weight);
  return codes ?? 0;
}

/** English technical nouns are used in every language and tell nothing about it. */
function borrowed(word: string): boolean {
  const evidence = list("en").words.get(word);
  return evidence?.every((kind) => NOUNS.has(kind)) ?? false;
}
