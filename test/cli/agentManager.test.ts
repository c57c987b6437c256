// The Agent Manager's verbs on real sessions: a detached driver, real worktrees, a scripted model, and every verb from
// another process.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { runsPathOf } from "../../src/core/host/runsPath";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { Fact } from "../../src/protocol/event";
import { agent, endless, lines, openStage, type Stage, step, type Wanted } from "./agentManagerStage";
import { middle, session, startedFact, toMerge } from "./agentManagerStory";
import { openProgram, type Program, removeProgram } from "./program";

let stage: Stage | null = null;
let lone: Program | null = null;
afterEach(async () => {
  await stage?.close();
  lone?.close();
  stage = null;
  lone = null;
});
afterAll(removeProgram);

async function project(rules: Wanted["rules"], steps: ReturnType<typeof step>[]): Promise<Stage> {
  stage = await openStage({ rules, steps });
  return stage;
}

describe("a session from start to clean-up", () => {
  test("with changes requested, an agent rejected, merged and undone", async () => {
    const { manager, json, program, mergeAsked, git } = await project(
      [
        agent("database part", ["schema.txt", "id\nname\n"]),
        agent("api part", ["api.txt", "GET /me\n"], ["api.txt", "GET /me\nPUT /me\n"]),
        agent("testing part", ["test/profile.test.txt", "works\n"]),
      ],
      [step("Schema for profiles", "database"), step("Endpoints", "api", [1]), step("Tests", "testing")],
    );
    const started = await manager("start", "--yes", "Build a user profile");
    expect([started.code, started.error]).toEqual([0, ""]);
    expect(started.out).toContain(
      "📊 Creating Agent Assignments:\n  ✓ Agent 1 (database): Schema for profiles\n  ✓ Agent 2 (api): Endpoints  (after database)\n",
    );
    expect(started.out).toContain("  ✓ Created worktree: feature-db-001\n");
    expect(started.out).toMatch(
      /🤖 Launching Agents:\n( {2}✓ Agent \d \(\w+\) started.*\n)+⏳ Agents are working/,
    );
    const { seq } = await mergeAsked();

    const status = await json("status");
    expect(status).toMatchObject({
      status: "running",
      driven: true,
      progress: { done: 3, all: 3, percent: 100 },
    });
    expect(status.waiting).toMatchObject([{ kind: "merge" }]);
    expect((await manager("review")).out).toContain(
      "Total: 3 files, 4 additions, 0 deletions\nConflicts Detected: 0 ✓",
    );
    expect((await manager("conflicts")).code).toBe(0);
    expect((await manager("diff", "--agent", "API")).out).toContain("+GET /me\n");
    expect((await manager("diff", "--stat")).out).toMatch(/# everything merged: .*\n api.txt .* 1 \+\n/);
    const logged = await manager("logs", "--agent", "api", "--last", "3");
    expect(lines(logged.out)).toHaveLength(3);
    for (const line of lines(logged.out)) expect(line).toMatch(/^\[\d\d:\d\d:\d\d\] \[api\] /);

    const changes = await manager("merge", "--request-changes", "api", "let people change it too");
    expect([changes.code, changes.out]).toEqual([
      0,
      "api goes on in its worktree with your words; what is merged is merged anew.\n",
    ]);
    const again = await mergeAsked(seq);
    expect((await json("diff", "--agent", "api")).diffs[0].text).toContain("+PUT /me");
    const rejected = await manager("merge", "--reject", "testing", "not needed");
    expect([rejected.code, rejected.out]).toEqual([
      0,
      "testing is set aside; what is left is merged anew.\n",
    ]);
    await mergeAsked(again.seq);

    const merged = await manager("merge", "--approve");
    expect(merged).toMatchObject({ code: 0, error: "" });
    expect(merged.out).toContain(
      "✓ Merging database changes...\n✓ Merging api changes...\n! testing was set aside (rejected)",
    );
    expect(merged.out).toContain("✓ 2 files changed in your tree, uncommitted and unstaged\n\nNext Steps:\n");
    expect(readFileSync(join(program.folder, "api.txt"), "utf8")).toBe("GET /me\nPUT /me\n");
    expect(existsSync(join(program.folder, "test"))).toBe(false);
    expect(await manager("merge", "--approve")).toMatchObject({
      code: 2,
      error: expect.stringContaining("was merged already"),
    });

    expect(await manager("undo")).toMatchObject({
      code: 0,
      out: expect.stringContaining("2 restored, 0 kept"),
    });
    expect(existsSync(join(program.folder, "api.txt"))).toBe(false);
    const cleaned = await json("cleanup");
    const whose = cleaned.trees.map(({ agent }: { agent: string | null }) => agent);
    // Each round of merging has a tree of its own.
    expect(whose).toEqual(["api", "database", "testing", null, null, null]);
    expect(lines(git("worktree", "list"))).toHaveLength(1);
    expect(git("branch", "--list").trim()).toBe("* main");
    const kept = cleaned.trees.flatMap(({ archived }: { archived: string[] }) => archived);
    expect(git("show", `${kept.find((ref: string) => ref.includes("tests"))}:test/profile.test.txt`)).toBe(
      "works\n",
    );
    expect((await manager("cleanup")).out).toContain("has no worktrees any more");
    expect(await json("sessions")).toMatchObject({ state: "undone", agents: { done: 2 } });
  }, 120_000);
});

describe("a session that waits", () => {
  test("is answered from elsewhere, outlives a hang-up, is stopped and goes on", async () => {
    const { manager, json, program, until } = await project(
      [
        {
          role: "*",
          task: "database part",
          replies: [endless, endless, ...agent("", ["a.txt", "a\n"]).replies],
        },
      ],
      [step("Schema", "database")],
    );
    const started = await manager("start", "--json", "Build a schema");
    expect(started.code).toBe(3);
    const { session: run, pid, waiting } = JSON.parse(started.out);
    expect(waiting).toMatchObject([{ kind: "plan", answer: `kilo-code approve ${run} ${waiting[0].id}` }]);
    expect(await manager("merge", "--approve")).toMatchObject({
      code: 3,
      error: expect.stringContaining("it waits for other answers first (plan)"),
    });
    process.kill(pid, "SIGHUP");
    await program.run(["approve", run, waiting[0].id, "--yes"]);
    const asked = await until("approval.asked", ({ approval }) => approval.kind === "subtask");
    await program.run(["approve", run, asked.approval.id, "--yes"]);
    await until("model.called", ({ task }) => task === "t2");
    expect(await json("status")).toMatchObject({
      driven: true,
      agents: [{ name: "database", state: "working" }],
    });
    expect(await manager("cleanup")).toMatchObject({ code: 3, error: expect.stringContaining("is at work") });
    expect((await manager("resume")).error).toContain("is at work already");

    const stopped = await manager("stop");
    expect([stopped.code, stopped.out]).toEqual([
      0,
      `The session ${run} rests. Go on: kilo-code agent-manager resume\n`,
    ]);
    expect((await manager("stop")).error).toContain("rests already");
    expect((await manager("restart", "--agent", "database")).error).toContain("Nobody drives the session");
    expect((await manager("status")).out).toContain(
      "Nobody drives it. Go on: kilo-code agent-manager resume",
    );
    expect(await manager("cleanup")).toMatchObject({
      code: 3,
      error: expect.stringContaining("cleanup --yes"),
    });
    const lateTree = (await json("status")).agents[0].path;
    writeFileSync(join(lateTree, "note.txt"), "mine\n");
    expect((await manager("diff", "--agent", "database")).out).toMatch(/\(still at work\)\n[\s\S]*\+mine/);
  }, 120_000);
});

test("without a session, and without a repository", async () => {
  lone = await openProgram({ "src/a.txt": "a\n", ".kilocode/agent-manager.json": "{}" });
  const bare = join(lone.folder, "..", "bare");
  mkdirSync(bare);
  const refusals: [string[], string][] = [
    [["status"], "There are no agent sessions in this folder yet; start one with"],
    [["stop", "--json"], "There are no agent sessions in this folder yet; start one with"],
    [
      ["start", "--cwd", bare, "x"],
      "this folder is in no repository; run `git init` and make a first commit.",
    ],
    [["start", "--cwd", join(bare, "none"), "x"], "--cwd names no folder"],
    [
      ["start", "--cwd", join(lone.folder, "src"), "x"],
      `would have no effect from here; start it in ${lone.folder}.`,
    ],
  ];
  for (const [args, words] of refusals) {
    const ran = await lone.run(["agent-manager", ...args]);
    expect(ran, args.join(" ")).toMatchObject({ code: 2, error: expect.stringContaining(words) });
    // Who asked for data reads the failure as data too.
    const message = ran.error.trimEnd();
    if (args.includes("--json")) expect(JSON.parse(ran.out)).toMatchObject({ error: { message } });
    else expect(ran.out).toBe("");
  }
});

describe("a session that is only a log", () => {
  const only = async (facts: readonly Fact[]) => {
    const program = await openProgram();
    lone = program;
    const { path } = runsPathOf({ variables: { KILO_HOME: program.home }, folder: program.folder });
    const store = await createStoreFolder(path).create(session);
    await store.open(0);
    store.append([startedFact(program.folder), ...facts], 1000);
    await store.close();
    const manager = (...args: string[]) => program.run(["agent-manager", ...args]);
    const json = async (...args: string[]) => JSON.parse((await manager(...args, "--json")).out);
    return { program, manager, json, path };
  };

  test("that is not the latest is named in every line that is told about it", async () => {
    const { program, manager, path } = await only([...middle, ...toMerge]);
    const later = "session-20260404-001";
    const store = await createStoreFolder(path).create(later);
    await store.open(0);
    store.append([{ ...startedFact(program.folder), run: later } as Fact], 1000);
    await store.close();
    const lines: [string[], string][] = [
      [["cleanup"], "kilo-code agent-manager cleanup --yes"],
      [["restart"], "kilo-code agent-manager restart --agent <name>"],
      [["merge", "--request-changes", "api"], 'merge --request-changes api "<why>"'],
    ];
    for (const [args, line] of lines) {
      const told = await manager(...args, "--session-id", session);
      expect(told.error, args.join(" ")).toContain(`${line} --session-id ${session}`);
    }
  }, 60_000);

  test("is shown, and what cannot be said to it is one sentence", async () => {
    const { program, manager, json } = await only([...middle, ...toMerge]);
    const refusals: [string[], number, string][] = [
      [["merge", "--approve"], 3, "--yes and --approve need a folder that is trusted"],
      [["merge"], 2, "Say one of --approve, --reject <agent>"],
      [["merge", "--approve", "--reject", "api"], 2, "Say one of --approve, --reject <agent>"],
      [["merge", "--request-changes", "api"], 2, "Say what shall change"],
      [
        ["merge", "--reject", "nobody"],
        2,
        'There is no agent "nobody" in this session. Agents: database, api',
      ],
      [["merge", "--reject", "api"], 3, "Nobody drives the session"],
      [
        ["merge", "--reject", "testing"],
        2,
        "testing has failed; look with `kilo-code agent-manager status --session-id session-",
      ],
      [["resolve"], 2, "Say whose conflicts"],
      [["resolve", "--agent", "api"], 2, "api is not set aside for conflicts"],
      [["resolve", "--auto"], 3, "Nobody drives the session"],
      [["restart"], 2, "Name the agent: kilo-code agent-manager restart --agent <name>. Agents: database"],
      [["recreate", "--agent", "x"], 2, 'There is no agent "x"'],
      [["diff", "--agent", "x"], 2, 'There is no agent "x"'],
      [["logs", "--last", "none"], 2, "--last must be a whole number"],
      [["status", "--session-id", "20990101"], 2, 'There is no session "20990101" here'],
      [["statsu"], 2, "Did you mean `kilo-code agent-manager status`?"],
      [["start"], 2, "There is no task."],
      [["start", "--batch-size", "0", "x"], 2, "--batch-size must be a whole number from 1 to 100, not 0."],
      [
        ["start", "--batch-size", "101", "x"],
        2,
        "--batch-size must be a whole number from 1 to 100, not 101.",
      ],
      [
        ["start", "--max-parallel", "two", "x"],
        2,
        "--max-parallel must be a whole number from 1 to 100, not two.",
      ],
      [["start", "x"], 3, "This folder is not trusted"],
      [["undo"], 2, "brought nothing into your tree"],
      [["cleanup"], 3, "has not ended and could go on"],
    ];
    for (const [args, code, words] of refusals)
      expect(await manager(...args), args.join(" ")).toMatchObject({
        code,
        out: "",
        error: expect.stringContaining(words),
      });
    const conflicts = await manager("conflicts", "--session-id", "001");
    expect(conflicts.code).toBe(4);
    expect(conflicts.out).toContain("by hand:  kilo-code agent-manager resolve --agent frontend\n");
    expect(conflicts.out).toContain("then:     kilo-code agent-manager restart --agent testing\n");
    expect((await json("review")).agents).toHaveLength(4);
    expect((await manager("status", "--watch")).out).toContain("Nobody drives it.");
    expect((await json("logs", "--agent", "api", "--last", "1")).agent).toBe("api");
    expect((await program.run(["help", "agent-manager"])).out).not.toContain("drive");
    expect(await manager()).toMatchObject({ code: 2, out: expect.stringContaining("agent-manager start") });
  }, 120_000);
});
