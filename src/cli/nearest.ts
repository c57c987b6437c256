// The nearest right word to a mistyped one. Pure.
import { distance } from "fastest-levenshtein";

/** Null where nothing is near: more than a third of the letters differ. */
export function nearest(word: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, away: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((left, right) => left.away - right.away);
  const best = ranked[0];
  return best && best.away <= Math.max(2, Math.floor(word.length / 3)) ? best.name : null;
}
