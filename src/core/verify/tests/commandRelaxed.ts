// Whether a command that runs tests lets more pass than before: its exit code thrown away, tests left out, tries added,
// snapshots written anew. By words; a command is no text of the project's language. Pure.

const swallowing =
  /\|\|\s*(?!exit\s+[1-9]|false\b|[({][^(){}]*(?:exit\s+[1-9]|\bfalse\b))\S+|(?:^|[;&|(])\s*!\s+\S+|\bif\s[^;]*;\s*then\b|[;&]\s*(?:true|:|exit\s+0)\s*["']?\s*$|\bset\s+\+e\b|\|\s*(?:tee|cat|grep|tail|head)\b(?!.*pipefail)/g;
const options =
  /(?<=^|[\s"'=])(?:--(?:pass-?with-?no-?tests|passWithNoTests|allow-?no-?tests|update-?snapshots?|updateSnapshot|snapshot-update|update|testPathIgnorePatterns|exclude|ignore|ignore-glob|deselect|skip|grep|testNamePattern|test-name-pattern|fgrep|invert|maxfail|bail|exitfirst|reruns|retries|retry|continue-on-collection-errors|forceExit|no-cov|no-run|no-verify|changed|onlyChanged|findRelatedTests|dangerouslyIgnoreUnhandledErrors|ignore-failures|fail-never|lib|no-doctest|suppress-no-test-exit-code|shard|help|version|collect-only|list|listTests|dry-run)\b|(?<=\bvitest\s)list\b|-(?:k|m|t|g|x|u|o|skip|run|short|fn|fae|DskipTests|Dmaven\.test\.skip|Dmaven\.test\.failure\.ignore)(?=[\s="']|$)|-p\s+no:|-W\s+ignore|-DskipTests)/g;
const bounds =
  /--cov-fail-under[=\s](\d+(?:\.\d+)?)|--(?:check-coverage|lines|branches|functions|statements)[=\s]?(\d+(?:\.\d+)?)/g;
/** Code that starts the tests and may say what it likes of how they ended. */
const inline =
  /\b(?:(?:node|bun|deno)\s+(?:-e|--eval|eval)|(?:python[\d.]*|ruby|perl|php)\s+-[cer])\b(?=.*\b(?:catch|except|rescue|spawn\w*|exec|system|call|run|popen)\b)/is;
const nothing = /^\s*(?:echo\b[^&|;]*|true|:|exit 0|)\s*$/;

/** Whether a line runs tests, by the runners people use. */
export const runsTests =
  /\b(?:(?:npm|pnpm|yarn|bun|deno)\s+(?:run\s+)?(?:t|test)\b|vitest|jest|mocha|ava\b|playwright\s+test|cypress\s+run|node\s+--test|pytest|unittest|tox\b|nox\b|go\s+test|cargo\s+(?:nextest|test)|(?:\.\/)?(?:mvnw?|gradlew?)\b|rspec|phpunit|ctest|make\s+(?:test|check)|dotnet\s+test)/;

/**
 * @param before null where there was none
 * @param after null where there is none any more
 * @returns how it was relaxed, in a few words; null where it was not
 */
export function commandRelaxed(before: string | null, after: string | null): string | null {
  if (before === null || before === after) return null;
  if (after === null) return "is gone";
  if (nothing.test(after)) return nothing.test(before) ? null : "runs nothing any more";
  const [was, is] = [before.replaceAll("\\\n", " "), after.replaceAll("\\\n", " ")];
  const swallowed = more(was, is, swallowing);
  if (swallowed) return `its outcome is thrown away: ${swallowed}`;
  const lost = lostTests(was, is);
  if (lost) return lost;
  if (inline.test(is) && !inline.test(was) && !/\bexit(?:Code)?\b|check\s*=\s*True/.test(is))
    return "a program decides what its outcome is";
  const option = more(was, is, options);
  if (option) return `${option} is new`;
  return lowered(was, is);
}

const parts = /\s*(?:&&|\|\||;|(?<![>&])&(?![>&])|\n)\s*/;
const files =
  /(?:^|\s)[\w./@*-]*(?:\.(?:test|spec)\.[cm]?[jt]sx?|_test\.(?:go|py)|test_\w+\.py|Test\.java)\b/g;

/** Parts that run tests and are gone or not waited for, and files named where all were run. */
function lostTests(before: string, after: string): string | null {
  const split = (line: string) => line.split(parts).filter((part) => part !== "");
  const [was, is] = [split(before), split(after)];
  const gone = was.find((part) => runsTests.test(part) && !is.includes(part));
  if (gone && is.every((part) => was.includes(part))) return `no longer runs ${gone}`;
  const unheard = is.find((part) => runsTests.test(part) && isUnheard(part, after));
  if (unheard && !was.some((part) => runsTests.test(part) && isUnheard(part, before)))
    return `nobody waits for what ${unheard} says`;
  const [one] = after.match(files) ?? [];
  if (one && !before.match(files) && runsTests.test(before)) return `only ${one.trim()} is run`;
  const limit = Number(/--(?:test-?timeout|timeout)[=\s](\d+)/i.exec(after)?.[1] ?? 0);
  const old = Number(/--(?:test-?timeout|timeout)[=\s](\d+)/i.exec(before)?.[1] ?? 5_000);
  return limit >= 3 * old ? `its time limit is now ${limit}` : null;
}

function isUnheard(part: string, line: string): boolean {
  const behind = line.slice(line.indexOf(part) + part.length);
  return /^\s*(?:;|&(?![&>]))/.test(behind);
}

/** What stands in the one more often than in the other. */
export function more(before: string, after: string, pattern: RegExp): string | null {
  const left: string[] = [...(before.match(pattern) ?? [])];
  for (const found of after.match(pattern) ?? []) {
    const at = left.indexOf(found);
    if (at < 0) return found.trim();
    left.splice(at, 1);
  }
  return null;
}

function lowered(before: string, after: string): string | null {
  const [olds, news] = [before, after].map((text) =>
    [...text.matchAll(bounds)].map((match) => Number(match[1] ?? match[2])),
  );
  for (const [index, old] of (olds ?? []).entries()) {
    const now = news?.[index];
    if (now === undefined || now < old) return `coverage asked for falls from ${old} to ${now ?? "none"}`;
  }
  return null;
}
