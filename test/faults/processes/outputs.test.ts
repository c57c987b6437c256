// Outputs of any size and kind (facts/reliability.md R-42): within 64 MB of memory, measured in a process of its own, with
// head and tail kept, the whole on disk up to its limit, and no control character left for a model.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { full, sample, tally } from "../tally";
import type { Played } from "./outputPlayer";

const folder = mkdtempSync(join(tmpdir(), "kilo-outputs-"));
const player = join(folder, "player.cjs");
beforeAll(async () => {
  await build({
    entryPoints: [resolve(import.meta.dirname, "outputPlayer.ts")],
    outfile: player,
    ...{ bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "error" },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const million = 1_000_000;
const flood = full ? 10_000 * million : 200 * million;
const line = full ? 500 * million : 30 * million;
const long = full ? 60 * million : 30 * million;
/** So many bytes of a text over and over. */
const over = (text: string, bytes: number) => `yes ${text} | head -c ${bytes}`;
const octal = (text: string, bytes: number) => over(`"$(printf '${text}')"`, bytes);

/** Name, command, bytes that come (0 where another program decides). Each prints THE END last. */
const kinds: [string, string, number][] = [
  ["a flood of lines", over("flood", flood), flood],
  ["one endless line", `head -c ${line} /dev/zero | tr '\\0' a`, line],
  ["binary", `head -c ${long} /dev/urandom`, long],
  ["NUL bytes", `head -c ${long} /dev/zero`, long],
  ["invalid UTF-8", octal("\\377\\376\\200", long), long],
  ["characters cut in the middle", `${octal("\\360\\237\\221\\251", long - 2)}; printf '\\360\\237'`, long],
  ["colours", octal("\\033[31mred\\033[0m", long), long],
  ["titles of a window that never end", octal("\\033]0;title", long), long],
  ["a progress bar", `${over("'50 %'", long)} | tr '\\n' '\\r'`, long],
  ["both streams", `{ ${over("out", long / 2)}; ${over("err", long / 2)} >&2; }`, long],
  ["backspaces", `${over("x", long)} | tr '\\n' '\\b'`, long],
  ["colours on one line", `${octal("\\033[31mred\\033[0m", long)} | tr -d '\\n'`, 0],
  ["Windows line ends", `${over("x", long)} | sed 's/$/\\r/'`, 0],
  ["empty lines", `yes '' | head -c ${long}`, long],
  ["binary on one line", `head -c ${long} /dev/urandom | tr '\\n' '\\r'`, long],
  ["escapes on one line", `head -c ${long} /dev/urandom | tr '\\n' '\\033'`, long],
  ["invalid UTF-8 on one line", `${octal("\\377\\376\\200", long)} | tr '\\n' '\\200'`, long],
  ["sequences of one byte that never end", `${octal("\\302\\233", long)} | tr '\\n' ' '`, long],
  ["a few bytes at a time", `${over("x", 3_200_000)} | dd obs=16 status=none`, 3_200_000],
];

it("outputs of any size and kind stay within 64 MB", { timeout: 900_000 }, async () => {
  const lost: string[] = [];
  const cases = kinds.flatMap((kind) => [
    { kind, whole: false },
    // The file ends at its limit; ten gigabytes beside it prove nothing more.
    ...(kind[2] > 1000 * million ? [] : [{ kind, whole: true }]),
  ]);
  const played = sample(cases, 7);
  let most = 0;
  for (const { kind, whole } of played) {
    const [name, printing, bytes] = kind;
    const title = whole ? `${name}, kept whole` : name;
    const ended = `${printing}; printf '\\nTHE END'`;
    const { stdout } = await promisify(execFile)(process.execPath, [player, ended, whole ? "full" : ""], {
      cwd: folder,
    });
    const told = JSON.parse(stdout) as Played;
    most = Math.max(most, told.grown);
    const say = (why: string) => lost.push(`${title}: ${why}`);
    if (told.end !== "exited") say(told.end);
    if (bytes > 0 && told.bytes !== bytes + 8) say(`${told.bytes} bytes came instead of ${bytes + 8}`);
    if (!told.last.endsWith("THE END")) say(`its end is ${JSON.stringify(told.last)}`);
    if (told.controls) say("a control character is left");
    if (told.text > 3_100_000) say(`${told.text} characters are kept`);
    if (told.full > 50_000_100) say(`${told.full} bytes lie on disk`);
    if (whole && told.full === 0) say("nothing lies on disk");
    if (told.grown > 64 * 1_048_576) say(`it took ${Math.round(told.grown / 1_048_576)} MB`);
  }
  const note = `at most ${Math.round(most / 1_048_576)} MB (aim 64), up to ${flood / 1_000_000} MB of output`;
  tally({ what: "outputs of commands", tried: played.length, lost: lost.length, note });
  expect(lost).toEqual([]);
});
