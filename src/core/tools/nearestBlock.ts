// The block of a file that a search text most likely meant, only to tell the model; never to edit it.
// Its cost is bounded whatever the sizes are.
import { distance } from "fastest-levenshtein";

export interface NearBlock {
  /** From 1. */
  firstLine: number;
  lastLine: number;
  text: string;
}

/** Bounds of the work: blocks compared, characters of each, lines shown, lines looked at. */
const comparedBlocks = 8;
const comparedCharacters = 2000;
const shownLines = 15;
const countedLines = 50_000;

/** The nearest block, or null where nothing is alike. Both texts have `\n` line ends. */
export function nearestBlock(plain: string, wanted: string): NearBlock | null {
  const lines = plain.split("\n").slice(0, countedLines);
  const sought = wanted.replace(/^\s*\n|\s+$/g, "").split("\n");
  const height = Math.min(sought.length, lines.length);
  const target = squeeze(sought.slice(0, height));
  let best: { from: number; score: number } | null = null;
  for (const from of likelyStarts(lines, sought)) {
    const block = squeeze(lines.slice(from, from + height));
    const longest = Math.max(block.length, target.length, 1);
    const score = distance(block, target) / longest;
    if (score < (best?.score ?? 0.6)) best = { from, score };
  }
  if (!best) return null;
  const shown = lines.slice(best.from, best.from + Math.min(height, shownLines));
  const text = shown.map((line) => line.slice(0, 300)).join("\n");
  return { firstLine: best.from + 1, lastLine: best.from + shown.length, text };
}

function squeeze(lines: string[]): string {
  return lines
    .map((line) => line.trim())
    .join("\n")
    .slice(0, comparedCharacters);
}

/** Blocks that share the most lines with the search text, else those whose first line shares the most words. */
function likelyStarts(lines: string[], sought: string[]): number[] {
  const offsets = new Map<string, number>();
  for (const [offset, line] of sought.entries()) {
    if (line.trim().length > 2 && !offsets.has(line.trim())) offsets.set(line.trim(), offset);
  }
  const votes = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    const offset = offsets.get(line.trim());
    if (offset !== undefined)
      votes.set(Math.max(0, at - offset), (votes.get(Math.max(0, at - offset)) ?? 0) + 1);
  }
  return votes.size > 0 ? mostVotes(votes) : mostVotes(wordVotes(lines, sought));
}

function wordVotes(lines: string[], sought: string[]): Map<number, number> {
  const offset = Math.max(
    0,
    sought.findIndex((line) => line.trim().length > 2),
  );
  const words = new Set(wordsOf(sought[offset] ?? ""));
  const votes = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    const shared = wordsOf(line).filter((word) => words.has(word)).length;
    if (shared > 0) votes.set(Math.max(0, at - offset), shared);
  }
  return votes;
}

function wordsOf(line: string): string[] {
  return line.slice(0, 400).match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function mostVotes(votes: Map<number, number>): number[] {
  const sorted = [...votes].sort(([a, left], [b, right]) => right - left || a - b);
  return sorted.slice(0, comparedBlocks).map(([from]) => from);
}
