// The fast searcher, where ripgrep is on the host's search path: same request, same findings. It runs without a
// shell, with a clean environment, and is ended at the limit of time or matches. A program of the project is not run.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { accessSync, constants, lstatSync, realpathSync } from "node:fs";
import { delimiter, isAbsolute, join, relative as relativePath } from "node:path";
import type { Readable } from "node:stream";
import { showText } from "./encoding";
import { type InsidePath, leadsOut } from "./paths";
import { globFilter } from "./plainSearch";
import { secretTarget } from "./protectedTargets";
import { mostMatches, type SearchFindings, type SearchRequest, searchMs, shownCharacters } from "./search";
import { readText } from "./textFile";

/** Absolute path of `rg`, or null. @param searchPath the host's PATH. @param root nothing below it is ever run. */
export function findRipgrep(searchPath: string, root: string): string | null {
  const name = process.platform === "win32" ? "rg.exe" : "rg";
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    try {
      // Most folders do not have it, and that is told sooner than where it really is.
      accessSync(join(folder, name), constants.X_OK);
      const program = realpathSync(join(folder, name));
      if (leadsOut(relativePath(root, program))) return program;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

export function ripgrepArguments({ pattern, literal }: SearchRequest, target: string): string[] {
  return [
    ...[
      "--no-config",
      "--no-heading",
      "--with-filename",
      "--line-number",
      "--null",
      "--color=never",
      "--no-messages",
    ],
    ...["--hidden", "--no-follow", "--sort=path", "--max-filesize=5M", "--max-count=50", "--no-require-git"],
    ...["--glob=!.git", "--glob=!node_modules", "--glob=!.kilocode/worktrees", "--glob=!.kilo"],
    ...(literal ? ["--fixed-strings"] : []),
    ...["--regexp", pattern, "--", target === "." ? "./" : `./${target}`],
  ];
}

/** Findings, or null where ripgrep could not do it (its pattern language differs): then the plain search answers. */
export function ripgrepSearch(
  program: string,
  root: string,
  start: InsidePath,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchFindings | null> {
  const findings: SearchFindings = { matches: [], more: false, notes: [] };
  const wanted = globFilter(request.glob);
  const isOneFile = start.stats?.isFile() ?? false;
  const child = spawn(program, ripgrepArguments(request, start.relative), {
    cwd: root,
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(searchMs)]),
    killSignal: "SIGKILL",
  });
  eachLine(child, (bytes) => {
    const match = matchOf(bytes);
    if (!match || !wanted(match.path) || (!isOneFile && secretTarget(match.path))) return;
    if (findings.matches.length < mostMatches) findings.matches.push(match);
    else {
      findings.more = true;
      child.kill("SIGKILL");
    }
  });
  return new Promise((resolve, reject) => {
    let timedOut = false;
    child.once("error", () => {
      timedOut = true;
    });
    child.once("close", (code) => {
      if (signal.aborted) reject(signal.reason);
      else if (code === 0 || code === 1 || findings.more) resolve(findings);
      else if (!timedOut || findings.matches.length === 0) resolve(null);
      else
        resolve({ ...findings, more: true, notes: [`ended after ${searchMs / 1000} s; search a subfolder`] });
    });
  });
}

/**
 * The findings with the text of their lines read anew, by way of folders that are no links: ripgrep goes by names, and one
 * may have been exchanged for a link under its eyes. What cannot be read so is left out.
 */
export function readAgain(root: string, findings: SearchFindings): SearchFindings {
  const lines = new Map<string, string[]>();
  const linesOf = (path: string) => {
    const known = lines.get(path);
    if (known) return known;
    const absolute = join(root, path);
    const stats = lstatSync(absolute, { throwIfNoEntry: false }) ?? null;
    const file = readText({ absolute, relative: path, stats });
    const found = file.ok ? showText(file.value.text).split("\n") : [];
    lines.set(path, found);
    return found;
  };
  const matches = findings.matches.flatMap(({ path, line }) => {
    const text = linesOf(path)[line - 1];
    return text === undefined
      ? []
      : [{ path, line, text: text.slice(0, shownCharacters).replace(/\r$/, "") }];
  });
  return { ...findings, matches };
}

/** `path\0line:text` as printed with `--null`. */
function matchOf(line: string): { path: string; line: number; text: string } | null {
  const end = line.indexOf("\0");
  const colon = line.indexOf(":", end);
  if (end === -1 || colon === -1) return null;
  const path = line
    .slice(0, end)
    .replace(/^\.[/\\]/, "")
    .replaceAll("\\", "/");
  const text = line.slice(colon + 1, colon + 1 + shownCharacters).replace(/\r$/, "");
  return { path, line: Number(line.slice(end + 1, colon)), text };
}

/** A line longer than this is handed on in its first part only. */
const longestLine = 100_000;

function eachLine(child: ChildProcessByStdio<null, Readable, null>, take: (line: string) => void): void {
  let open = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    const lines = (open + chunk).split("\n");
    open = (lines.pop() ?? "").slice(0, longestLine);
    for (const line of lines) take(line);
  });
}
