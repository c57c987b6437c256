// Names in a folder that resemble one that is missing, so that a model can correct a path without a listing.
import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { distance } from "fastest-levenshtein";

const mostNames = 3;
const comparedNames = 2000;

/** The names nearest to the last part of `absolute`, best first; empty where nothing is alike. */
export function similarNames(absolute: string): string[] {
  const wanted = basename(absolute).toLowerCase();
  let names: string[];
  try {
    names = readdirSync(dirname(absolute)).slice(0, comparedNames);
  } catch {
    return [];
  }
  const scored = names.map((name) => ({ name, away: distance(name.toLowerCase(), wanted) }));
  const near = scored.filter(
    ({ name, away }) => away <= Math.max(2, Math.min(name.length, wanted.length) / 3),
  );
  return near
    .sort((left, right) => left.away - right.away)
    .slice(0, mostNames)
    .map(({ name }) => name);
}
