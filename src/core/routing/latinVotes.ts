// What a word, a stem or the beginning of a phrase says for each language in Latin letters, over all lists at once.
// Reads the lists' terms only, so that no list has to be compiled to find the one that is needed.
import { LATIN } from "./lexicon/latin";
import { fold } from "./tokenise";

/** By term, the languages that have it: bit n is the n-th language of the list. */
export interface LatinVotes {
  words: Map<string, number>;
  stems: Map<string, number>;
  /** By the first two words. */
  phrases: Map<string, number>;
}

let votes: LatinVotes | null = null;
const codes = Object.keys(LATIN);

/** The votes; gathered at the first call. */
export function latinVotes(): LatinVotes {
  votes ??= gather();
  return votes;
}

/** The languages of a vote, in the order of the list. */
export function latinCodes(bits: number): string[] {
  return codes.filter((_, index) => (bits & (1 << index)) !== 0);
}

function gather(): LatinVotes {
  const gathered: LatinVotes = { words: new Map(), stems: new Map(), phrases: new Map() };
  for (const [index, lexicon] of Object.values(LATIN).entries()) {
    // Folded as one text: much cheaper than term by term.
    for (const term of fold(Object.values(lexicon).join(" ")).split(/\s+/)) vote(gathered, term, 1 << index);
  }
  return gathered;
}

function vote({ words, stems, phrases }: LatinVotes, term: string, bit: number): void {
  if (term.includes("_")) {
    const [first, second] = term.split("_");
    add(phrases, `${first} ${second}`, bit);
  } else if (term.startsWith("*")) return;
  else if (term.endsWith("*")) add(stems, term.replace(/\*/g, ""), bit);
  else add(words, term, bit);
}

function add(map: Map<string, number>, term: string, bit: number): void {
  map.set(term, (map.get(term) ?? 0) | bit);
}
