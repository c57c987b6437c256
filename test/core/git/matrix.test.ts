// 26 settings that name a program × 12 git commands (facts/reliability.md B1, S-05): none may run through our runner. The
// same pairs with plain git are the proof that they can.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { full, sample, tally } from "../../faults/tally";
import { commands, type Matrix, openMatrix, settings } from "./matrix";
import { environment, runner } from "./support";

const pairs = Object.keys(settings).flatMap((setting) =>
  Object.keys(commands).map((command) => [setting, command] as const),
);
const identity = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a",
};

/** Pairs played side by side, each with repositories of its own. */
const lanes = 4;
const execute = promisify(execFile);
const plainGit = (folder: string, words: readonly string[]) =>
  execute("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words], {
    cwd: folder,
    env: { ...environment, GIT_CONFIG_NOSYSTEM: "1" },
    timeout: 20_000,
  });

test("no planted program runs, whatever the setting and the command", { timeout: 900_000 }, async () => {
  expect(pairs).toHaveLength(312);
  const some = sample(pairs, 18);
  const ran: string[] = [];
  let plain = 0;
  const play = async (matrix: Matrix, setting: string, command: string) => {
    const isPlain = await matrix.play(setting, command, plainGit);
    if (isPlain) plain += 1;
    const name = `${setting} × ${command}`;
    const hardened = (folder: string, words: readonly string[]) =>
      runner(folder).run(words, { env: identity });
    if (await matrix.play(setting, command, hardened)) ran.push(name);
  };
  const lane = async (number: number) => {
    const matrix = openMatrix();
    for (const [at, [setting, command]] of some.entries())
      if (at % lanes === number) await play(matrix, setting, command);
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  console.log(`${some.length} tried, ${ran.length} ran (plain git: ${plain})`);
  tally({
    what: "git settings × commands (S-05)",
    tried: some.length,
    lost: ran.length,
    note: `plain git ran ${plain} of them`,
  });
  expect(ran).toEqual([]);
  expect(plain).toBeGreaterThan(full ? 60 : 2);
});
