// Words that are no good pattern, no good quote and no good name, in any order: every line gets a verdict, and soon.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commandJudge } from "../../../src/core/host/judgePolicy";
import { full, tally } from "../../faults/tally";

const programs = `rg grep find git ls sed awk perl python3 node curl wget tar cat sort xargs env bash ssh rsync docker npm
  npx go cargo pytest make jq tee cp mv rm ln chmod dd printf echo test cd export vim zip head diff wc tr openssl powershell`;
const odd = `--include -g -e -c -- - -rf ']' ']['' '[{*' \\] "\${a[}" '{a,(b}' $(x) \`y\` '\\\\' * **/*.ts .env ~/x /etc/passwd >
  2>&1 <<E | && ; & ! { } (( )) [[ ]] $'\\x41' = --x=] --exclude=*]* HEAD: :(glob)**] s/a/b/w /[/ (?< '((' $((1+ %s 0] -n 1
  --color=] -I{} exec('os]') while(1)[ write('] *a*a*a*a*a*a*a*a*b`;
const words = [...odd.split(/\s+/), "\u202e", "\ud83d", "é", "\n", "\r", "\t", "\0", "a".repeat(3_000), ""];

const root = mkdtempSync(join(tmpdir(), "kilo-odd-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The same numbers every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

test("every line gets a verdict", async () => {
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "a".repeat(200)), "");
  const judge = await commandJudge(root, { allowed: [], checks: [] });
  const next = numbers(7);
  const pick = (from: readonly string[]) => from[next(from.length)] ?? "";
  const tried = full ? 40_000 : 3_000;
  const lost: string[] = [];
  for (let at = 0; at < tried; at += 1) {
    const line = [
      pick(programs.split(/\s+/)),
      ...Array.from({ length: 1 + next(7) }, () => pick(words)),
    ].join(next(5) === 0 ? "" : " ");
    try {
      judge({ line, shell: "bash", context: {} });
    } catch (thrown) {
      lost.push(`${line.slice(0, 100)}: ${String(thrown).slice(0, 100)}`);
    }
  }
  tally({ what: "shell lines of odd words", tried, lost: lost.length });
  expect(lost).toEqual([]);
});
