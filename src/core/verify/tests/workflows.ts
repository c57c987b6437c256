// Whether a workflow of GitHub still runs its tests as before: under which conditions a step that runs tests stands, and
// what starts the workflow. Read by its indentation; expressions are compared as words. Pure.
import { runsTests } from "./commandRelaxed";

interface Line {
  indent: number;
  text: string;
}

/** What holds under any outcome, or only asks for what was so before. */
const always =
  /^if:\s*["']?(?:\$\{\{\s*)?(?:always\(\)|success\(\)|!\s*cancelled\(\)|true)(?:\s*\}\})?["']?$/;
const guards =
  /^(?:if:|continue-on-error:\s*["']?(?:true|\$\{\{)|shell:\s*["']?(?:bash|sh)\s+(?!.*-e)[^"']*\{0\})/;

/** @returns what lets fewer tests count than before, in a few words each. */
export function workflowRelaxed(before: string, after: string): string[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  if (was.length === 0 || is.length === 0) return [];
  return [...newGuards(was, is), ...fewerStarts(startsOf(was), startsOf(is))];
}

function linesOf(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const bare = line.replace(/(?:^|\s)#.*$/, "").trimEnd();
    return bare.trim() === "" ? [] : [{ indent: bare.search(/\S/), text: bare.trim() }];
  });
}

function newGuards(was: readonly Line[], is: readonly Line[]): string[] {
  const known = new Set(testLines(was).flatMap((at) => guardsAt(was, at)));
  const fresh = testLines(is).flatMap((at) => guardsAt(is, at));
  // Tests that were not there before may stand under any condition.
  const had = new Set(testLines(was).map((at) => bareRun(was[at])));
  const isOld = testLines(is).some((at) => had.has(bareRun(is[at])));
  return isOld ? [...new Set(fresh)].filter((guard) => !known.has(guard)) : [];
}

function bareRun(line: Line | undefined): string {
  return (line?.text ?? "").replace(/^-\s+/, "").replace(/^run:\s*/, "");
}

function testLines(lines: readonly Line[]): number[] {
  return [...lines.keys()].filter((at) => {
    const text = lines[at]?.text ?? "";
    return runsTests.test(text) && !/^(?:-\s*)?(?:name|description|id):/.test(text);
  });
}

/** Conditions of the step a line stands in, and of its job. */
function guardsAt(lines: readonly Line[], at: number): string[] {
  const step = startOf(lines, at);
  const first = lines[step];
  if (!first?.text.startsWith("- ")) return [];
  const keys = first.indent + 2;
  const own = blockOf(lines, step, first.indent).filter(
    ({ indent, text }) => indent === keys || text === first.text,
  );
  let steps = step;
  while (steps > 0 && !/^steps:/.test(lines[steps]?.text ?? "")) steps -= 1;
  const level = lines[steps]?.indent ?? 0;
  let job = steps;
  while (job > 0 && (lines[job]?.indent ?? 0) >= level) job -= 1;
  const ofJob = blockOf(lines, job, lines[job]?.indent ?? 0).filter(({ indent }) => indent === level);
  return [...own, ...ofJob]
    .map(({ text }) => text.replace(/^-\s+/, ""))
    .filter((text) => guards.test(text) && !always.test(text));
}

/** The `- ` that a line belongs to. */
function startOf(lines: readonly Line[], at: number): number {
  let step = at;
  let level = (lines[at]?.indent ?? 0) + 1;
  for (; step > 0; step -= 1) {
    const { indent = 0, text = "" } = lines[step] ?? {};
    if (indent < level && text.startsWith("- ") && /^-\s+[\w-]+:/.test(text)) return step;
    level = Math.min(level, indent + 1);
  }
  return step;
}

/** A line and those below it. */
function blockOf(lines: readonly Line[], start: number, indent: number): Line[] {
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.indent <= indent);
  return lines.slice(start, end < 0 ? lines.length : start + 1 + end);
}

/** Events that start a workflow, each with its filters. */
function startsOf(lines: readonly Line[]): Map<string, string[]> {
  const at = lines.findIndex(({ indent, text }) => indent === 0 && /^["']?on["']?:/.test(text));
  const found = new Map<string, string[]>();
  const head = lines[at];
  if (!head) return found;
  for (const [name] of head.text.replace(/^["']?on["']?:/, "").matchAll(/[a-z_]+/g)) found.set(name, []);
  const block = blockOf(lines, at, 0).slice(1);
  const level = block[0]?.indent ?? 0;
  let event = "";
  for (const { indent, text } of block) {
    if (indent === level) {
      event = text.replace(/^-\s*/, "").replace(/:.*$/, "");
      found.set(event, []);
    } else found.get(event)?.push(text);
  }
  return found;
}

/** Usual filters: the branch that all work comes to, texts that no test is about. */
const usual = /\b(?:main|master|trunk|develop|release)\b|\*\*?["']?\s*\]|^branches:$|^- ["']?\*\*/;
const prose = /^(?!.*\b(?:src|tests?|lib|app|packages)\b)(?:paths-ignore:|-\s)/;

function fewerStarts(was: Map<string, string[]>, is: Map<string, string[]>): string[] {
  const found: string[] = [];
  for (const event of ["push", "pull_request", "merge_group"]) {
    const [old, now] = [was.get(event), is.get(event)];
    if (!old) continue;
    if (!now) {
      found.push(`it no longer starts on ${event}`);
      continue;
    }
    const fresh = now.filter((line) => !old.includes(line));
    const isNarrow = (name: RegExp, harmless: RegExp) =>
      fresh.some((line) => name.test(line)) && !fresh.some((line) => harmless.test(line));
    const ignores = fresh.some((line) => /^paths-ignore:/.test(line));
    if (
      (ignores && !fresh.every((line) => prose.test(line))) ||
      fresh.some((line) => /^paths:/.test(line)) ||
      isNarrow(/^(?:branches|branches-ignore|types):/, usual)
    )
      found.push(`it starts on fewer of ${event}`);
  }
  return found;
}
