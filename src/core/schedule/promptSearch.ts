// A first look for a planner: where the project's files hold what the prompt names, as file and line. Reads a bounded
// number of small files of the list it is given; leaves out those that hold secrets or belong to other programs.
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { showText } from "../tools/encoding";
import { protectionOf, secretTarget } from "../tools/protectedTargets";
import { readText } from "../tools/textFile";
import { namedTerms } from "./namedTerms";

/** Lines told in all, for one term, and characters of them. */
const mostHits = 12;
const mostCharacters = 2_500;
const shownWidth = 140;
/** Files read, and bytes of one: a first look must not delay the first request. */
const mostFiles = 1_000;
const largestFile = 200_000;
/** Lines of one term and file that are looked at before the best are chosen. */
const mostPerFile = 3;

/** Nobody reads these, and names stand in them by the thousand. */
const generated =
  /(?:^|[/.-])(?:lock|min\.js|min\.css|map|svg|snap)$|(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml)$/;

interface Hit {
  term: string;
  path: string;
  line: number;
  text: string;
  /** Lower is told first: where a name is made, then where it is used. */
  rank: number;
}

/**
 * @param root real path of the folder.
 * @param files of the project, relative to it; ignored ones left out.
 * @returns text for the packet; null where the prompt names nothing that is found.
 */
export function promptSearch(root: string, files: readonly string[], prompt: string): string | null {
  const terms = namedTerms(prompt).map(matcherOf);
  if (terms.length === 0) return null;
  const readable = files.filter((path) => !generated.test(path) && isOpen(path)).slice(0, mostFiles);
  const hits = readable.flatMap((path) => hitsIn(root, path, terms));
  const told = spread(
    terms.map(({ term }) =>
      hits.filter((hit) => hit.term === term).sort((left, right) => left.rank - right.rank),
    ),
  );
  return told.length === 0 ? null : tell(told);
}

interface Matcher {
  term: string;
  bytes: Buffer;
  whole: RegExp;
  made: RegExp;
}

function matcherOf(term: string): Matcher {
  const escaped = term.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const before = /^[\w$]/.test(term) ? "(?<![\\w$])" : "";
  const after = /[\w$]$/.test(term) ? "(?![\\w$])" : "";
  const whole = `${before}${escaped}${after}`;
  const makers =
    "function|class|interface|type|enum|struct|trait|def|fn|func|const|let|var|val|module|namespace";
  return {
    term,
    bytes: Buffer.from(term),
    whole: new RegExp(whole),
    made: new RegExp(`\\b(?:${makers})\\s+${whole}`),
  };
}

function isOpen(path: string): boolean {
  return secretTarget(path) === null && protectionOf(path) === null;
}

function hitsIn(root: string, path: string, terms: readonly Matcher[]): Hit[] {
  const absolute = join(root, path);
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size > largestFile) return [];
  const present = presentIn(absolute, terms);
  // What is told is read as the tools read it, which no exchanged folder leads astray.
  const file = present.length === 0 ? null : readText({ absolute, relative: path, stats });
  if (!file?.ok) return [];
  const lines = showText(file.value.text).split(/\r\n|\n|\r/);
  return present.flatMap(({ term, whole, made }) => {
    const found: Hit[] = [];
    for (const [index, line] of lines.entries()) {
      // A line of generated text is neither read nor told.
      if (line.length > 2_000 || !whole.test(line)) continue;
      found.push({ term, path, line: index + 1, text: line, rank: made.test(line) ? 0 : 1 });
    }
    return found.sort((left, right) => left.rank - right.rank).slice(0, mostPerFile);
  });
}

/** Most files hold nothing that was named, and their bytes tell it soonest. */
function presentIn(absolute: string, terms: readonly Matcher[]): Matcher[] {
  try {
    const bytes = readFileSync(absolute);
    return terms.filter((term) => bytes.includes(term.bytes));
  } catch {
    return [];
  }
}

/** The best of every term first, so that a frequent one leaves room for the others; each line once. */
function spread(byTerm: readonly Hit[][]): Hit[] {
  const told = new Map<string, Hit>();
  const longest = Math.max(0, ...byTerm.map((hits) => hits.length));
  for (let at = 0; at < longest; at += 1) {
    for (const hits of byTerm) {
      const hit = hits[at];
      if (hit && told.size < mostHits)
        told.set(`${hit.path}:${hit.line}`, told.get(`${hit.path}:${hit.line}`) ?? hit);
    }
  }
  return [...told.values()];
}

function tell(hits: readonly Hit[]): string {
  const sorted = [...hits].sort((left, right) =>
    left.path === right.path ? left.line - right.line : left.path < right.path ? -1 : 1,
  );
  let text = "Where files hold what the task names (a first look; search_files finds the rest):";
  for (const { path, line, text: whole } of sorted) {
    const shown = whole.trim().slice(0, shownWidth);
    const next = `\n${path}:${line}: ${shown}`;
    if (text.length + next.length > mostCharacters) break;
    text += next;
  }
  return text;
}
