// The project's own preparation of each new tree: with what is leased for the agent, again where it was cut off, and with
// the reason where it fails.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { until } from "../../fleet/workers/stage";
import { temporaryFolder } from "../../git/support";

const play = familyStage();
const team = (setup: string) =>
  teamOptions({
    agents: { api: [] },
    parts: { "#api": [[write("api.txt")], [end("done")]] },
    session: { setup },
    more: { leases: true },
  });

test("a setup command that was cut off is run again when the session goes on", async () => {
  const marks = temporaryFolder();
  const begun = join(marks, "begun");
  const one = await play(team(`touch ${begun}; test -e ${marks}/go || tail -f /dev/null; touch prepared`));
  await until(() => existsSync(begun));
  await one.engine.close();
  expect(one.of("agent.placed")).toEqual([]);
  writeFileSync(join(marks, "go"), "");
  await one.reopen();
  await one.ended();
  const [{ tree } = { tree: null }, ...more] = one.of("agent.placed");
  expect([tree?.notes, more]).toEqual([[], []]);
  expect(existsSync(join(tree?.path ?? "", "prepared"))).toBe(true);
  expect((await one.view()).outcome).toBe("done");
});

test("a setup command finds what is leased for the agent", async () => {
  const told = join(temporaryFolder(), "told");
  const one = await play(team(`echo "$PORT $KILO_DATABASE $TMPDIR" > ${told}`));
  await one.ended();
  const { PORT, KILO_DATABASE, TMPDIR } = one.of("agent.placed")[0]?.tree.environment ?? {};
  expect(PORT).toMatch(/^\d+$/);
  expect(readFileSync(told, "utf8")).toBe(`${PORT} ${KILO_DATABASE} ${TMPDIR}\n`);
});

test.each([
  ["fails", "echo one; echo no such package >&2; exit 3", "ended with 3: no such package."],
  ["says nothing", "exit 1", "ended with 1."],
  ["is killed", "kill -9 $$", "ended with SIGKILL."],
])("a setup command that %s stops nothing, and is told with its last words", async (_, line, words) => {
  const one = await play(team(line));
  await one.ended();
  expect(one.of("agent.placed")[0]?.tree.notes).toEqual([`The setup command \`${line}\` ${words}`]);
  expect((await one.view()).outcome).toBe("done");
});
