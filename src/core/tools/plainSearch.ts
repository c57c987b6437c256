// The searcher that is always there: goes through the files itself, honours .gitignore, leaves out binary files,
// large files and files that usually hold secrets. Bounded in time, files and matches.
import { lstatSync } from "node:fs";
import ignore from "ignore";
import { counted } from "../../protocol/counted";
import { showText } from "./encoding";
import { readIgnoreRules } from "./ignoreRules";
import { compilePattern, LineMatcher } from "./lineMatcher";
import type { InsidePath } from "./paths";
import { secretTarget } from "./protectedTargets";
import { mostMatches, type SearchFindings, type SearchRequest, searchMs } from "./search";
import { readText } from "./textFile";
import { type WalkCounts, walk } from "./walk";

const mostFiles = 50_000;
/** Matches taken from one file. */
const mostPerFile = 50;

/** Whether a path is wanted by a glob in the words of .gitignore, with `{a,b}` for choices. */
export function globFilter(glob: string | undefined): (relative: string) => boolean {
  if (!glob) return () => true;
  const excludes = glob.startsWith("!");
  const rules = ignore().add(expandBraces(excludes ? glob.slice(1) : glob));
  return (relative) => rules.ignores(relative) !== excludes;
}

function expandBraces(glob: string): string[] {
  const brace = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  if (!brace) return [glob];
  const [, before = "", choices = "", after = ""] = brace;
  return choices
    .split(",")
    .slice(0, 50)
    .flatMap((choice) => expandBraces(before + choice + after).slice(0, 100));
}

interface Search {
  request: SearchRequest;
  start: InsidePath;
  matcher: LineMatcher;
  findings: SearchFindings;
}

/** Searches below `start` (a folder or one file). `notes` say why it ended early. */
export async function plainSearch(
  root: string,
  start: InsidePath,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchFindings | { reason: string }> {
  const pattern = compilePattern(request.pattern, request.literal);
  if ("reason" in pattern) return pattern;
  const findings: SearchFindings = { matches: [], more: false, notes: [] };
  const matcher = new LineMatcher(pattern);
  const search: Search = { request, start, matcher, findings };
  const limit = AbortSignal.timeout(searchMs);
  try {
    if (start.stats?.isFile()) await searchFile(search, start);
    else await searchFolder(root, search, AbortSignal.any([signal, limit]));
  } catch (thrown) {
    if (!limit.aborted || signal.aborted) throw thrown;
    findings.more = true;
    findings.notes.push(`ended after ${searchMs / 1000} s; search a subfolder`);
  } finally {
    await matcher.end();
  }
  return findings;
}

async function searchFolder(root: string, search: Search, signal: AbortSignal): Promise<void> {
  const { start, findings } = search;
  const rules = readIgnoreRules(root);
  const wanted = globFilter(search.request.glob);
  const counts: WalkCounts = { ignored: 0, stopped: false };
  const shown = rules.ignores(start.relative, true) ? null : rules;
  let secrets = 0;
  for await (const entry of walk(
    { start, depth: 100, rules: shown, maxEntries: mostFiles, signal },
    counts,
  )) {
    if (entry.kind !== "file" || !wanted(entry.relative)) continue;
    if (secretTarget(entry.relative)) {
      secrets++;
      continue;
    }
    const stats = lstatSync(entry.absolute, { throwIfNoEntry: false });
    if (stats?.isFile() && !(await searchFile(search, { ...entry, stats }))) break;
  }
  if (counts.stopped) findings.notes.push(`only the first ${mostFiles} entries were searched`);
  if (secrets > 0) findings.notes.push(`left out: ${counted(secrets, "file")} that may hold secrets`);
}

/** False where the search is over. */
async function searchFile({ matcher, findings }: Search, target: InsidePath): Promise<boolean> {
  const file = readText(target);
  if (!file.ok) return true;
  const found = await matcher.match(showText(file.value.text), mostPerFile);
  if (!found) {
    findings.more = true;
    findings.notes.push(`ended at ${target.relative}: the pattern takes too long; make it simpler`);
    return false;
  }
  if (found.length === mostPerFile)
    findings.notes.push(`${target.relative}: the first ${mostPerFile} matches`);
  const room = mostMatches - findings.matches.length;
  findings.matches.push(
    ...found.slice(0, room).map(([line, text]) => ({ path: target.relative, line, text })),
  );
  if (found.length > room) findings.more = true;
  return !findings.more;
}
