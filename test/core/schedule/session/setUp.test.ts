// The project's own preparation of each new tree: with what is leased for the agent, again where it was cut off, and with
// the reason where it fails.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call, type Family, familyStage } from "../../../tree/stage";
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

const prepares = "echo made > made.txt; echo more >> readme.txt; echo lock > lock.txt; rm -r old";
const run = (command: string) => call("run_command", { command });
const base = { "old/gone.txt": "old\n", "same.txt": "same\n" };

/** What of the folder is not as it was before the session. */
const changed = ({ folder }: Family) =>
  execFileSync("git", ["status", "--porcelain", "-uall"], { cwd: folder, encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "" && !line.includes(".kilocode"));

test("what a setup command left in a tree is no work of its agent; what the agent changed further is", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [], web: [] },
      parts: {
        "#api": [[write("api.txt"), run("echo own >> lock.txt")], [end("done")]],
        "#web": [[write("web.txt")], [end("done")]],
      },
      session: { setup: prepares },
      more: { leases: true, files: base },
    }),
  );
  await one.ended();
  const view = await one.view();
  expect(view.outcome).toBe("done");
  expect(changed(one)).toEqual(["?? api.txt", "?? lock.txt", "?? web.txt"]);
  expect(readFileSync(join(one.folder, "lock.txt"), "utf8")).toBe("lock\nown\n");
  const { api, web } = view.session?.agents ?? {};
  expect([api?.result?.files, web?.result?.files]).toEqual([2, 1]);
  // It is there all the same, for whoever works in the tree.
  const own = (name: string) => existsSync(join(web?.tree?.path ?? "", name));
  expect([own("made.txt"), own("lock.txt"), own("old/gone.txt")]).toEqual([true, true, false]);
});

test("what a setup command left stays out and stays there where an agent resolves conflicts, and is made anew where it is recreated", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [], web: [] },
      parts: {
        "#api": [[run("echo one > same.txt")], [end("done")]],
        "#web": [[run("echo two > same.txt")], [end("done")]],
      },
      session: { setup: prepares },
      more: {
        leases: true,
        files: base,
        answer: ({ kind }) => (kind === "merge" ? null : {}),
      },
    }),
  );
  const asked = () => one.of("approval.asked").filter(({ approval }) => approval.kind === "merge");
  const question = async (count: number) => {
    await one.until(() => asked().length === count);
    return asked()[count - 1]?.approval;
  };
  await question(1);
  const agent = one.of("merge.setAside")[0]?.agent ?? "";
  await one.send({ type: "agent.resolve", agent, auto: true });
  await question(2);
  const there = async (name: string) => {
    const path = (await one.view()).session?.agents[agent]?.tree?.path ?? "";
    return existsSync(join(path, name)) ? readFileSync(join(path, name), "utf8") : null;
  };
  expect([await there("made.txt"), await there("readme.txt")]).toEqual(["made\n", "hello\nmore\n"]);
  await one.send({ type: "agent.recreate", agent });
  const last = await question(3);
  expect([await there("made.txt"), await there("readme.txt")]).toEqual(["made\n", "hello\nmore\n"]);
  if (last) await one.give(last);
  await one.ended();
  expect(changed(one)).toEqual([" M same.txt"]);
});
