// What a session that rests, or has ended, answers to who would tell it something: why not, and what can be done.
import { afterAll, afterEach, expect, test } from "vitest";
import type { Host } from "../../src/cli/host";
import { runProgram } from "../../src/cli/runProgram";
import { agent, endless, lines, openStage, type Stage, step } from "./agentManagerStage";
import { at } from "./dialogue";
import { hasTerminals, removeProgram } from "./program";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});
afterAll(removeProgram);

test("the reason it rests and the end it came to are sentences, with what can be done", async () => {
  stage = await openStage({
    rules: [agent("api part", ["api.txt", "GET /me\n"])],
    steps: [step("Endpoints", "api")],
  });
  const { program, manager, json, until } = stage;
  expect((await manager("start", "--yes", "--foreground", "Build a profile")).code).toBe(3);
  const { session, text } = await json("stop");
  expect(text).toBe(
    `The session ${session} rests already: Waiting for a person: Merge 1 agent, 1 changed file, into ${program.folder}. Go on: kilo-code agent-manager resume`,
  );
  expect(await manager("stop")).toMatchObject({ code: 0, out: "", error: `${text}\n` });
  await manager("resume");
  expect(await manager("resume", "--budget", "9")).toMatchObject({
    code: 0,
    out: `The session ${session} is at work, and may spend $9.00 now.\n`,
  });
  expect((await manager("resume", "--budget", "9")).error).toContain(
    "must be higher than the one that holds",
  );
  await manager("merge", "--approve");
  await until("run.ended");
  expect(await manager("restart", "--agent", "api")).toMatchObject({
    code: 2,
    error: `The session ${session} has ended (done): all checks are green. Start another: kilo-code agent-manager start "<task>"\n`,
  });
});

test("one that rests is cancelled as it stands, and cleaned up then", async () => {
  stage = await openStage({
    rules: [agent("api part", ["api.txt", "GET /me\n"])],
    steps: [step("Endpoints", "api")],
  });
  const { program, manager, json, git } = stage;
  expect((await manager("start", "--yes", "--foreground", "Build a profile")).code).toBe(3);
  const [{ session }] = [await json("status")];
  const asked = await manager("cleanup", "--json");
  expect([asked.code, JSON.parse(asked.out).error.message]).toEqual([
    3,
    "To do so without a terminal: kilo-code agent-manager cleanup --yes",
  ]);
  const clean = `kilo-code agent-manager cleanup --session-id ${session}`;
  expect(await program.run(["cancel", session])).toMatchObject({
    code: 0,
    out: `The session ${session} was cancelled. What its agents did stays in their worktrees; take these away: ${clean}\n`,
    error: "",
  });
  expect(await json("status")).toMatchObject({ status: "ended", outcome: "cancelled" });
  expect((await program.run(["resume", session])).error).toBe(
    `The session ${session} has ended (cancelled); start a new one.\n`,
  );
  expect((await program.run(["cancel"])).error).toBe(
    `The session ${session} has ended (cancelled); there is nothing left to tell it.\n`,
  );
  // Many trees take a while: each is told of when it is gone, not when all are.
  const seen: { text: string; left: number }[] = [];
  const print = (text: string) => seen.push({ text, left: lines(git("worktree", "list")).length - 1 });
  const variables = { KILO_HOME: program.home, PATH: process.env.PATH };
  const host = { environment: { folder: program.folder, variables }, print, say: print };
  expect(await runProgram(["agent-manager", "cleanup"], host as unknown as Host)).toBe(0);
  expect(seen).toEqual([
    { text: expect.stringMatching(/^✓ Removed .*\n {4}its work is kept: refs\/kilo\/archive\//), left: 1 },
    { text: expect.stringMatching(/^✓ Removed /), left: 0 },
    { text: "2 of 2 worktrees removed.", left: 0 },
  ]);
});

test("of one whose agents changed nothing nothing is said to stay", async () => {
  stage = await openStage({
    rules: [{ role: "*", task: "api part", replies: [endless] }],
    steps: [step("Endpoints", "api")],
  });
  const { program, manager, until } = stage;
  expect((await manager("start", "--yes", "Build a profile")).code).toBe(0);
  await until("agent.placed");
  const { out } = await program.run(["cancel"]);
  expect(out).toMatch(
    /was cancelled\. Its agents changed nothing; take their worktrees away: kilo-code agent-manager cleanup --session-id session-\S+\n$/,
  );
});

test.skipIf(!hasTerminals)(
  "watched in a terminal, a line that goes on below loses nothing at its edge",
  async () => {
    stage = await openStage({ rules: [], steps: [step("Endpoints", "api")] });
    const { program, manager } = stage;
    // With "Task: " exactly as wide as the terminal.
    const first = `${"x".repeat(93)}!`;
    expect((await manager("start", "--foreground", `${first} and more`)).code).toBe(3);
    const watched = await at(program.terminal(["agent-manager", "status", "--watch"]));
    expect(watched.out).toMatch(/Task: x{93}\s+! and more/);
  },
);
