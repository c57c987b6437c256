// Finds the one place a search text stands for and what to put there. Exact first, then without trailing space, then
// without indentation; never a guess: several places, or none, is an answer in words. Pure text.
import { reindent } from "./indentation";
import { lineEndAt, plainLines } from "./lineEnds";
import { nearestBlock } from "./nearestBlock";

export interface Edit {
  /** Positions in the original text; everything outside stays as it is. */
  start: number;
  end: number;
  replacement: string;
  /** First line of the place, from 1. */
  line: number;
  how: "exact" | "trailing space" | "indentation";
}

export type EditMatch = { ok: true; edit: Edit } | { ok: false; message: string };

/** A place in the text with `\n` line ends. */
interface Place {
  start: number;
  end: number;
  replacement: string;
}

/** Where `search` stands in `text`, and the smallest range that has to change; all line ends count as one. */
export function findEdit(text: string, search: string, replace: string): EditMatch {
  const { plain, toOriginal } = plainLines(text);
  const wanted = plainLines(search).plain;
  const given = plainLines(replace).plain;
  if (wanted === "")
    return { ok: false, message: "The search text is empty. Use write_file to fill a file." };
  if (wanted === given)
    return { ok: false, message: "Search and replace are the same: nothing would change." };
  const found = findPlace(plain, wanted, given);
  if ("message" in found) return { ok: false, message: found.message };
  const { how, ...place } = found;
  const { start, end, replacement } = shrink(plain, place);
  const originalStart = toOriginal(start);
  const originalEnd = toOriginal(end);
  const lineEnd = lineEndAt(text, originalStart, originalEnd);
  const edit: Edit = {
    start: originalStart,
    end: originalEnd,
    replacement: lineEnd === "\n" ? replacement : replacement.replaceAll("\n", lineEnd),
    line: lineAt(plain, place.start),
    how,
  };
  return { ok: true, edit };
}

type Found = (Place & { how: Edit["how"] }) | { message: string };

function findPlace(plain: string, wanted: string, given: string): Found {
  const exact = occurrences(plain, wanted);
  const [at] = exact;
  if (at !== undefined) {
    if (exact.length > 1)
      return ambiguous(
        exact.map((position) => lineAt(plain, position)),
        exact.length > listed,
      );
    return { start: at, end: at + wanted.length, replacement: given, how: "exact" };
  }
  for (const how of ["trailing space", "indentation"] as const) {
    const found = findLines(plain, wanted, given, how);
    if (found) return found;
  }
  if (given.trim().length > 8 && plain.includes(given)) {
    const line = lineAt(plain, plain.indexOf(given));
    return { message: `The search text does not occur, but the replacement stands at line ${line} already.` };
  }
  return { message: missing(plain, wanted) };
}

/** More places than this are not counted: the answer is the same. */
const listed = 5;

function occurrences(plain: string, wanted: string): number[] {
  const found: number[] = [];
  for (
    let at = plain.indexOf(wanted);
    at !== -1 && found.length <= listed;
    at = plain.indexOf(wanted, at + 1)
  ) {
    found.push(at);
  }
  return found;
}

function ambiguous(lines: number[], more: boolean): { message: string } {
  const places = `${lines.slice(0, listed).join(", ")}${more ? " and more" : ""}`;
  return {
    message: `The search text occurs several times (lines ${places}). Add lines around it until it is unique.`,
  };
}

function missing(plain: string, wanted: string): string {
  const near = nearestBlock(plain, wanted);
  if (!near) return "The search text does not occur, nor anything like it. Read the file again.";
  const lines = `${near.firstLine}-${near.lastLine}`;
  return `The search text does not occur. Nearest are lines ${lines}:\n${near.text}\nCopy the text exactly as it stands.`;
}

/** Whole lines that are the same but for space at their end, or on both sides. */
function findLines(
  plain: string,
  wanted: string,
  given: string,
  how: "trailing space" | "indentation",
): Found | null {
  const strip = (line: string) => (how === "indentation" ? line.trim() : line.trimEnd());
  const search = wanted.split("\n");
  const replace = given === "" ? [] : given.split("\n");
  dropBlankEdges(search, replace);
  if (search.length === 0) return null;
  const lines = plain.split("\n");
  const stripped = lines.map(strip);
  const sought = search.map(strip);
  const starts: number[] = [];
  for (let from = 0; from + sought.length <= lines.length && starts.length <= listed; from++) {
    if (sought.every((line, offset) => stripped[from + offset] === line)) starts.push(from);
  }
  const [from] = starts;
  if (from === undefined) return null;
  if (starts.length > 1)
    return ambiguous(
      starts.map((line) => line + 1),
      starts.length > listed,
    );
  const place = replaceLines(lines, from, search, replace, how);
  return place && { ...place, how };
}

/** Blank lines around the search text say nothing about the place; the replacement loses the same ones. */
function dropBlankEdges(search: string[], replace: string[]): void {
  while (search.length > 0 && search[0]?.trim() === "") {
    search.shift();
    if (replace[0]?.trim() === "") replace.shift();
  }
  while (search.length > 0 && search.at(-1)?.trim() === "") {
    search.pop();
    if (replace.at(-1)?.trim() === "") replace.pop();
  }
}

/** Lines at both ends that search and replacement share stay as the file has them. */
function replaceLines(
  lines: string[],
  from: number,
  search: string[],
  replace: string[],
  how: Edit["how"],
): Place | null {
  const shortest = Math.min(search.length, replace.length);
  let above = 0;
  while (above < shortest && search[above] === replace[above]) above++;
  let below = 0;
  while (below < shortest - above && search.at(-1 - below) === replace.at(-1 - below)) below++;
  const changed = replace.slice(above, replace.length - below);
  const found = lines.slice(from, from + search.length);
  const fresh = how === "indentation" ? reindent(search, found, changed) : changed;
  if (!fresh) return null;
  const startOf = (line: number) => lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  const first = from + above;
  const next = from + search.length - below;
  const start = startOf(first);
  const textEnd = startOf(lines.length) - 1;
  if (next < lines.length || fresh.length === 0) {
    const replacement = fresh.map((line) => `${line}\n`).join("");
    return { start, end: Math.min(startOf(next), textEnd), replacement };
  }
  // The last line of the file has no line end to keep.
  if (start > textEnd) return { start: textEnd, end: textEnd, replacement: `\n${fresh.join("\n")}` };
  return { start, end: textEnd, replacement: fresh.join("\n") };
}

/** Takes off what the replaced text and the replacement have in common at both ends, never half a character. */
function shrink(plain: string, { start, end, replacement }: Place): Place {
  const old = plain.slice(start, end);
  const shortest = Math.min(old.length, replacement.length);
  let front = 0;
  while (front < shortest && old[front] === replacement[front]) front++;
  if (front > 0 && /[\ud800-\udbff]/.test(old[front - 1] ?? "")) front--;
  let back = 0;
  while (back < shortest - front && old.at(-1 - back) === replacement.at(-1 - back)) back++;
  if (back > 0 && /[\udc00-\udfff]/.test(old.at(-back) ?? "")) back--;
  return {
    start: start + front,
    end: end - back,
    replacement: replacement.slice(front, replacement.length - back),
  };
}

function lineAt(plain: string, position: number): number {
  let line = 1;
  for (let at = plain.indexOf("\n"); at !== -1 && at < position; at = plain.indexOf("\n", at + 1)) line++;
  return line;
}
