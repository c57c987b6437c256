// The difference of two texts for a person, and its size in lines. Bounded in time; it decides nothing.
import { structuredPatch } from "diff";
import { showText } from "./encoding";

export interface LineDiff {
  /** Unified diff, or one sentence where it would be too long. */
  diff: string;
  added: number;
  removed: number;
}

const maxEdits = 4000;
const maxMs = 1000;

function countLines(text: string): number {
  return text === "" ? 0 : text.replace(/(?:\r\n|\n|\r)$/, "").split(/\r\n|\n|\r/).length;
}

/** @param before null where there was no file, `after` null where there will be none. */
export function unifiedDiff(path: string, before: string | null, after: string | null): LineDiff {
  const [old, fresh] = [showText(before ?? ""), showText(after ?? "")];
  const names = [
    before === null ? "/dev/null" : `a/${path}`,
    after === null ? "/dev/null" : `b/${path}`,
  ] as const;
  const options = { context: 3, maxEditLength: maxEdits, timeout: maxMs };
  // A whole file on one side needs no search for what is common.
  const patch =
    old === "" || fresh === ""
      ? oneSided(old, fresh)
      : structuredPatch(...names, old, fresh, "", "", options);
  if (!patch) {
    const [removed, added] = [countLines(old), countLines(fresh)];
    return {
      diff: `${path}: ${removed} lines become ${added}; too many changes to show one by one.`,
      added,
      removed,
    };
  }
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const hunks = patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines: text }) => {
    return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${text.join("\n")}\n`;
  });
  return {
    diff: `--- ${names[0]}\n+++ ${names[1]}\n${hunks.join("")}`,
    added: lines.filter((line) => line.startsWith("+")).length,
    removed: lines.filter((line) => line.startsWith("-")).length,
  };
}

function oneSided(old: string, fresh: string) {
  const sign = fresh === "" ? "-" : "+";
  const text = old || fresh;
  if (text === "") return { hunks: [] };
  const lines = text.split("\n");
  const lastIsWhole = lines.at(-1) === "";
  if (lastIsWhole) lines.pop();
  const signed = lines.map((line) => sign + line);
  if (!lastIsWhole) signed.push("\\ No newline at end of file");
  const [oldLines, newLines] = sign === "-" ? [lines.length, 0] : [0, lines.length];
  const hunk = {
    oldStart: Math.min(1, oldLines),
    oldLines,
    newStart: Math.min(1, newLines),
    newLines,
    lines: signed,
  };
  return { hunks: [hunk] };
}

/** `+18 −4` */
export function diffNote({ added, removed }: LineDiff): string {
  return `+${added} −${removed}`;
}
