// The contract of the two searchers, and how what they found is told. Plain data.
import { counted } from "../../protocol/counted";
import { pageLimit } from "./clipText";

export interface SearchRequest {
  /** A regular expression, or plain text where `literal` is set. */
  pattern: string;
  literal: boolean;
  /** Names to look at, as in .gitignore; a leading `!` leaves them out. */
  glob?: string | undefined;
}

export interface SearchMatch {
  /** To the root. */
  path: string;
  line: number;
  text: string;
}

export interface SearchFindings {
  matches: SearchMatch[];
  /** True where there may be more matches than were taken. */
  more: boolean;
  /** What was left out or went wrong, in words. */
  notes: string[];
}

/** Matches taken in all, and characters shown of one line. */
export const mostMatches = 300;
export const shownCharacters = 240;
/** Longest time for one search, milliseconds. */
export const searchMs = 20_000;

/** Grouped by file, bounded to one page. */
export function tellFindings({ matches, more, notes }: SearchFindings): { text: string; note: string } {
  const files = new Set(matches.map((match) => match.path)).size;
  const found = more ? `${matches.length}+ matches` : counted(matches.length, "match", "matches");
  const count = `${found} in ${counted(files, "file")}`;
  const lines: string[] = [];
  let left = pageLimit - 400;
  let shown = 0;
  let path = "";
  for (const match of matches) {
    const line = `${match.line}: ${match.text}`;
    const head = match.path === path ? "" : `${match.path}\n`;
    left -= head.length + line.length + 1;
    if (left < 0) break;
    lines.push(head + line);
    path = match.path;
    shown++;
  }
  const said = [...notes];
  const told = () => said.map((each) => `[${each}]`);
  if (matches.length === 0) return { text: ["No matches.", ...told()].join("\n"), note: "no matches" };
  if (shown < matches.length || more)
    said.unshift(`${shown} of ${count} shown; narrow the search for the rest`);
  return { text: [...lines, ...told()].join("\n"), note: count };
}
