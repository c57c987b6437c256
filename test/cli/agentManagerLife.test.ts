// What a person does with a session that goes on for long: leaves it, stops it and goes on, begins agents anew, resolves
// conflicts, is stopped by their own work, and takes the worktrees away. Real drivers, agents' processes and git.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { agent, call, done, endless, lines, openStage, type Stage, step } from "./agentManagerStage";
import { type Finished, removeProgram, watch } from "./program";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});
afterAll(removeProgram);

/** Starts a verb that goes on, waits for its first words, and presses Ctrl+C. */
async function left({ program }: Stage, ...args: string[]): Promise<Finished> {
  const child = program.start(["agent-manager", ...args]);
  const finished = watch(child);
  await new Promise((fulfil) => child.stdout?.once("data", fulfil));
  child.kill("SIGINT");
  return finished;
}

test("an agent that hangs: left, restarted, stopped, gone on with, recreated, merged", async () => {
  const work = (text: string) => call("write_file", { path: "db.sql", content: text });
  const database = {
    role: "*",
    task: "database part",
    replies: [work("one\n"), endless, endless, endless, endless, work("two\n"), done("written")],
  };
  stage = await openStage({
    rules: [database, agent("api part", ["api.txt", "GET /me\n"])],
    steps: [step("Schema", "database"), step("Endpoints", "api", [1])],
  });
  const { manager, json, until, asked, mergeAsked, engine, git } = stage;
  const started = await json("start", "--yes", "Build a schema");
  const run: string = started.session;
  expect(started).toMatchObject({ status: "running", waiting: [], agents: [{ name: "database" }, {}] });
  // Each answer of the script is taken by one request: nothing is stopped before its request is under way.
  await asked("database part", 2);
  const { pid } = (await json("status")).agents[0];

  for (const words of [
    ["status", "--watch"],
    ["logs", "--follow"],
  ]) {
    const gone = await left(stage, ...words);
    expect([gone.code, gone.error]).toEqual([
      130,
      `The session ${run} goes on in the background. Look: kilo-code agent-manager status; let it rest: kilo-code agent-manager stop\n`,
    ]);
  }
  expect(await json("status")).toMatchObject({ driven: true, agents: [{ state: "working", pid }, {}] });

  expect(await manager("restart", "--agent", "api")).toMatchObject({
    code: 2,
    error: "api has not begun; there is nothing to restart.\n",
  });
  // What the driver itself refuses is told to whoever left it there.
  const origin = { kind: "person", via: "test" } as const;
  const sent = await engine().send(run, { type: "agent.reject", agent: "api" }, origin);
  const refused = await until("command.refused");
  expect(sent).toMatchObject({ ok: true, left: refused.id });
  expect(refused.failure).toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining("api is"),
  });
  expect((await manager("logs")).out).not.toContain("refused");

  expect(await manager("restart", "--agent", "Database")).toMatchObject({
    code: 0,
    out: "database is started again in its worktree, and goes on from its log.\n",
  });
  await asked("database part", 3);
  const again = await json("status");
  expect(again.agents[0].pid).not.toBe(pid);
  expect(await json("stop")).toMatchObject({ session: run, taken: { fact: { type: "run.paused" } } });
  expect((await manager("conflicts")).code).toBe(0);
  expect(await json("status")).toMatchObject({
    driven: false,
    agents: [{ state: "stopped", pid: null }, {}],
  });
  expect((await manager("merge", "--approve")).error).toBe(
    `Nothing can be merged yet: nobody drives the session ${run}. Go on with it first: kilo-code agent-manager resume\n`,
  );
  const resumed = await manager("resume");
  expect([resumed.code, resumed.error]).toEqual([0, ""]);
  expect(resumed.out).toMatch(
    /^The session .* goes on \(PID \d+\): Build a schema\n[\s\S]*Agents are working/,
  );

  await asked("database part", 4);
  // The driver dies, and can say nothing more.
  process.kill(Number(/PID (\d+)/.exec(resumed.out)?.[1]), "SIGKILL");
  await expect.poll(async () => (await json("status")).driven).toBe(false);
  expect((await manager("status")).out).toMatch(
    /\nState: ✗ cut off\n[\s\S]*│ database │ .* │ Stopped +│[\s\S]*\nNobody drives it\. Go on: .*resume\n$/,
  );
  expect((await manager("sessions")).out).toContain("│ cut off │");
  expect(await manager("stop")).toMatchObject({
    code: 0,
    error: `The session ${run} was cut off: nobody drives it. Go on: kilo-code agent-manager resume\n`,
  });
  expect(await manager("logs", "--follow", "--last", "1")).toMatchObject({
    code: 0,
    error: `Nobody drives ${run} any more. Go on: kilo-code agent-manager resume\n`,
  });
  expect((await manager("resume")).code).toBe(0);

  await asked("database part", 5);
  expect(await manager("recreate", "--agent", "database")).toMatchObject({
    code: 0,
    out: "database begins again in a new worktree; its old work is kept under refs/kilo/archive/.\n",
  });
  await mergeAsked();
  expect((await json("diff", "--agent", "database")).diffs[0].text).toContain("+two\n");
  const kept = git("for-each-ref", "--format=%(refname)", "refs/kilo/archive/").trim();
  expect(git("show", `${kept}:db.sql`)).toBe("one\n");
  expect(await json("resume")).toMatchObject({
    session: run,
    status: "running",
    waiting: [{ kind: "merge" }],
  });
  expect(await json("merge", "--approve")).toMatchObject({
    session: run,
    outcome: "done",
    applied: { commit: null, written: expect.arrayContaining(["db.sql", "api.txt"]) },
    waiting: [],
  });
}, 240_000);

const shared = (agents: string[]) =>
  JSON.stringify({
    session: {
      name: "shared",
      task: "Four agents on one file",
      agents: agents.map((role) => ({ role, task: `the ${role} part` })),
      dependencies: { testing: ["database"] },
    },
  });

test("a session file in batches; conflicts resolved by hand and by an agent; a merge that was in the way", async () => {
  stage = await openStage({
    rules: [
      agent("the database part", ["shared.txt", "a\n"]),
      agent("the api part", ["shared.txt", "b\n"]),
      agent("the frontend part", ["shared.txt", "c\n"], ["shared.txt", "a\nb\nc\n"]),
      agent("the testing part", ["test/shared.test.txt", "works\n"]),
    ],
    files: { "session.json": shared(["testing", "database", "api", "frontend"]) },
  });
  const { manager, json, mergeAsked, git, program } = stage;
  const counts = ["--batch-size", "2", "--max-parallel", "1"];
  const started = await manager("start", "--yes", "--session", "session.json", ...counts);
  expect([started.code, started.error]).toEqual([0, ""]);
  // As they will be started: what waits for another comes after it, whatever stands first in the file.
  expect(started.out).toContain("  Batch 1/2: database, api\n  Batch 2/2: testing, frontend\n");
  const first = await mergeAsked();
  const { agents, conflicts } = await json("status");
  const begun = [...agents].sort((one, other) => one.startedAt - other.startedAt);
  expect(begun.map(({ name }) => name)).toEqual(["database", "api", "testing", "frontend"]);
  expect(conflicts.map(({ agents: [name] }: { agents: string[] }) => name)).toEqual(["api", "frontend"]);
  const told = await manager("conflicts");
  expect(told.code).toBe(4);
  expect(told.out).toContain("    add/add: shared.txt: ");

  // Before anything that is resolved holds its work.
  expect((await manager("merge", "--reject", "testing")).code).toBe(0);
  const second = await mergeAsked(first.seq);
  const tree: string = agents.find(({ name }: { name: string }) => name === "api").path;
  expect(lines((await manager("resolve", "--agent", "api")).out)).toEqual([
    `Both sides of api are in ${tree}.`,
    "Files with conflict marks:",
    "- shared.txt",
    "Edit the files there, then answer: resolved.",
    "To answer: kilo-code agent-manager resolve --agent api",
  ]);
  expect((await manager("status")).out).toContain("api (asks you): Resolve the conflicts of api in");
  expect(await manager("conflicts")).toMatchObject({
    code: 4,
    out: expect.stringContaining("? api: its conflicts are being resolved by hand\n"),
  });
  const early = await manager("resolve", "--agent", "api");
  expect([early.code, early.error]).toEqual([4, expect.stringContaining("- shared.txt\n")]);
  const asData = await manager("resolve", "--agent", "api", "--json");
  expect([asData.code, JSON.parse(asData.out).done.fact.type]).toEqual([4, "approval.asked"]);
  writeFileSync(join(tree, "shared.txt"), "a\nb\n");
  expect((await manager("resolve", "--agent", "api")).out).toBe(
    "api comes in again as its worktree is now; what is merged is merged anew.\n",
  );
  const third = await mergeAsked(second.seq);
  expect((await json("conflicts")).conflicts).toMatchObject([
    { kind: "aside", agents: ["frontend", "database", "api"] },
  ]);
  expect((await manager("resolve", "--auto")).out).toMatch(/^The agents that conflict will see both sides/);
  await mergeAsked(third.seq);
  expect(await manager("conflicts")).toMatchObject({ code: 0, out: "Conflicts Detected: 0 ✓\n" });

  const own = join(program.folder, "shared.txt");
  writeFileSync(own, "mine\n");
  const blocked = await manager("merge", "--approve");
  expect(blocked).toMatchObject({ code: 4, error: "" });
  expect(blocked.out).toContain(
    "✗ Nothing was merged: your own work stands in the way, and it is as it was.\n",
  );
  expect(blocked.out).toMatch(/ {2}shared\.txt: .+\nCommit or move these away, then approve again\.\n$/);
  expect(readFileSync(own, "utf8")).toBe("mine\n");
  rmSync(own);
  expect((await manager("merge", "--approve")).code).toBe(0);
  expect(readFileSync(own, "utf8")).toBe("a\nb\nc\n");

  const cleaned = await manager("cleanup", "--keep-failed");
  expect(cleaned.code).toBe(0);
  expect(cleaned.out).toMatch(/- Kept worktree: feature-tests-001 .*--keep-failed was given\n/);
  expect(lines(git("worktree", "list"))).toHaveLength(2);
  expect(await manager("cleanup")).toMatchObject({
    code: 0,
    out: expect.stringContaining("    its work is kept: refs/kilo/archive/"),
  });
}, 240_000);

test("in the foreground, then from elsewhere; beside another session", async () => {
  stage = await openStage({
    rules: [agent("database part", ["db.sql", "one\n"]), { role: "*", task: "api part", replies: [endless] }],
    files: {
      "one.json": JSON.stringify({ session: { agents: [{ role: "database", task: "database part" }] } }),
      "two.json": JSON.stringify({ session: { agents: [{ role: "api", task: "api part" }] } }),
    },
  });
  const { manager, json, program } = stage;
  const ran = await manager("start", "--foreground", "--yes", "--session", "one.json");
  expect(ran.code).toBe(3);
  const run = /^Session: (session-\d{8}-001)\n/.exec(ran.out)?.[1] ?? "";
  expect(ran.error).toContain(`Go on: kilo-code agent-manager resume --session-id ${run}`);
  const resumed = await manager("resume");
  expect(resumed.code).toBe(3);
  expect(resumed.out).toContain("      kilo-code agent-manager merge --approve\n");
  expect(resumed.out).not.toContain("Nobody drives it");

  const beside = await manager("start", "--yes", "--session", "two.json");
  expect([beside.code, beside.error]).toEqual([
    0,
    `note: the session ${run} is at work here too: what both make is merged into the same files; other verbs reach it with --session-id ${run}\n`,
  ]);
  expect((await json("status")).session).not.toBe(run);
  const listed = lines((await manager("sessions", "--json")).out).map((line) => JSON.parse(line));
  expect(listed).toMatchObject([{ driven: true }, { session: run, driven: true, state: "waits for you" }]);
  // A dated run is older than a session of the same day that began later, and newer than one that began before.
  const runs = lines((await program.run(["runs", "--json"])).out).map((line) => JSON.parse(line).run);
  expect(runs).toEqual([listed[0].session, run]);
  const merged = await manager("merge", "--approve", "--session-id", "001");
  expect(merged.code).toBe(0);
  expect(merged.out).toContain(`- Clean up worktrees: kilo-code agent-manager cleanup --session-id ${run}\n`);
  expect(existsSync(join(program.folder, "db.sql"))).toBe(true);
  expect(await program.run(["cancel", listed[0].session, "--yes"])).toMatchObject({
    code: 0,
    out: `The session ${listed[0].session} was cancelled. Its agents changed nothing; take their worktrees away: kilo-code agent-manager cleanup --session-id ${listed[0].session}\n`,
  });
  expect(await program.run(["undo", run])).toMatchObject({
    code: 2,
    error: `${run} is an agent session; take it back with: kilo-code agent-manager undo --session-id ${run}\n`,
  });
}, 240_000);
