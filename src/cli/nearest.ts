// The nearest right word to a mistyped one. Pure.
import { distance } from "fastest-levenshtein";

const letters = (word: string) => [...word.toLowerCase()].sort().join("");

/** Null where nothing is near: more than a third of the letters differ. */
export function nearest(word: string, names: readonly string[]): string | null {
  const typed = letters(word);
  const isMixed = ({ name }: { name: string }) => letters(name) === typed;
  const ranked = names
    .map((name) => ({ name, away: distance(word.toLowerCase(), name.toLowerCase()) }))
    // Two letters in each other's place are as far as two that are wrong, and much more likely.
    .sort((left, right) => left.away - right.away || Number(isMixed(right)) - Number(isMixed(left)));
  const best = ranked[0];
  return best && best.away <= Math.max(2, Math.floor(word.length / 3)) ? best.name : null;
}
