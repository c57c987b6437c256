// Holds the settings of a runner against those before: what leaves tests out, lowers a bound, or lets a failure pass. Pure.
import { commandRelaxed } from "./commandRelaxed";
import { type Finding, shown } from "./finding";
import type { Settings } from "./settingsOf";

type Judge = (before: readonly string[] | undefined, after: readonly string[] | undefined) => string | null;

const rules: [RegExp, Judge][] = [
  [
    /(?:^|\.)(?:exclude|excludes|testPathIgnorePatterns|modulePathIgnorePatterns|watchPathIgnorePatterns|coveragePathIgnorePatterns|ignore|ignoreFiles|omit|norecursedirs|testIgnore|collect_ignore|exclude_lines|exclude_also|filterwarnings|disable_test_id_escaping)$/i,
    grew,
  ],
  [
    /(?:^|\.)(?:include|testMatch|testRegex|roots|projects|specs?|specPattern|testpaths|python_files|python_functions|python_classes|testDir|env_?list|source|files|match)$/i,
    narrowed,
  ],
  [/threshold|fail_under|(?:^|\.)(?:branches|lines|functions|statements|minimum_coverage)$/i, fell],
  [/(?:^|\.)(?:retries|retry|reruns|retryTimes|maxRetries|runMode|flaky_retries)(?:\.count)?$/i, rose],
  [/(?:^|\.)(?:testTimeout|hookTimeout|timeout|defaultCommandTimeout|pageLoadTimeout)$/i, grewMuch],
  [
    /(?:^|\.)(?:passWithNoTests|allowOnly|bail|dangerouslyIgnoreUnhandledErrors|continue-on-error|ignoreFailures|ignore_outcome|ignore_errors|updateSnapshots?|update|autoUpdate|forceExit|exit|skip|skipTests|runTestsByPath|onlyChanged|failFast|maxFailures|no-?summary)$/i,
    turnedOn,
  ],
  [
    /(?:^|\.)(?:forbidOnly|xfail_strict|errorOnDeprecated|doctest|autotests|test|harness|enabled|failOnConsole|asserts|check-coverage|checkCoverage|expect\.requireAssertions|requireAssertions|strict_markers|strict)$/i,
    turnedOff,
  ],
  [/(?:^|\.)(?:grep|grepInvert|fgrep|testNamePattern|default-filter|invert)$/i, set],
  [
    /(?:^|\.)(?:addopts|commands|commands_pre|args|spec)$/i,
    (before, after) =>
      commandRelaxed((before ?? []).join(" "), (after ?? []).join(" ") || (before ? "" : null)),
  ],
];

/** @param within only keys below one of these count */
export function settingsRelaxed(before: Settings, after: Settings, within: RegExp = /^/): Finding[] {
  const keys = new Set([...before.keys(), ...after.keys()].filter((key) => within.test(key)));
  return [...keys].flatMap((key): Finding[] => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was?.join("\n") === is?.join("\n")) return [];
    for (const [pattern, judge] of rules) {
      const why = pattern.test(key) ? judge(was, is) : null;
      if (why) return [{ change: "relaxed", why: shown(`${key}: ${why}`) }];
    }
    return ignoredCommand(key, was, is);
  });
}

/** tox marks with a dash what may fail. */
function ignoredCommand(key: string, was: readonly string[] = [], is: readonly string[] = []): Finding[] {
  if (!/commands$/.test(key)) return [];
  const count = (lines: readonly string[]) => lines.filter((line) => /^-\s/.test(line)).length;
  return count(is) > count(was) ? [{ change: "relaxed", why: shown(`${key}: may fail`) }] : [];
}

function grew(before: readonly string[] = [], after: readonly string[] = []): string | null {
  const fresh = after.filter((one) => !before.includes(one));
  return fresh.length > 0 ? `${fresh[0]} is new` : null;
}

function numberOf(text: readonly string[] | undefined): number | null {
  const number = Number((text ?? [])[0]?.replace(/[_%]/g, ""));
  return text?.[0] === undefined || Number.isNaN(number) ? null : number;
}

function narrowed(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): string | null {
  if (!before) return after && after.length > 0 ? `only ${after[0]} from now on` : null;
  const denied = (after ?? []).find((one) => one.startsWith("!") && !before.includes(one));
  if (denied) return `${denied} is new`;
  const gone = before.filter((one) => !(after ?? []).includes(one));
  return after && gone.length > 0 ? `${gone[0]} is gone` : null;
}

function fell(before: readonly string[] | undefined, after: readonly string[] | undefined): string | null {
  const [was, is] = [numberOf(before), numberOf(after)];
  if (was === null || was <= 0) return null;
  return is === null || is < was ? `falls from ${was} to ${is ?? "none"}` : null;
}

function rose(before: readonly string[] | undefined, after: readonly string[] | undefined): string | null {
  const [was, is] = [numberOf(before) ?? 0, numberOf(after)];
  if (is === null) return after && !before && after[0] !== "false" ? `is now ${after[0]}` : null;
  return is > was ? `rises from ${was} to ${is}` : null;
}

function grewMuch(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): string | null {
  const [was, is] = [numberOf(before) ?? 5_000, numberOf(after)];
  return is !== null && was !== 0 && (is === 0 || is >= 3 * was) ? `is now ${is === 0 ? "none" : is}` : null;
}

function turnedOn(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): string | null {
  const isOff = (values: readonly string[] | undefined) =>
    !values || /^(?:false|0|no|off|none|new|undefined)$/i.test(values[0] ?? "false");
  return isOff(before) && !isOff(after) ? `is now ${after?.[0]}` : null;
}

function turnedOff(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): string | null {
  const isOn = (values: readonly string[] | undefined) =>
    values !== undefined && /^(?:true|1|yes|on)$/i.test(values[0] ?? "");
  const isOff = (values: readonly string[] | undefined) =>
    values !== undefined && /^(?:false|0|no|off)$/i.test(values[0] ?? "");
  if (isOff(after) && !isOff(before)) return "is off";
  return isOn(before) && !after ? "is gone" : null;
}

function set(before: readonly string[] | undefined, after: readonly string[] | undefined): string | null {
  return after && after.join() !== (before ?? []).join() ? `only what fits ${after[0]} is run` : null;
}
