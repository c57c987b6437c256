// Speaking to a run that another process drives: real processes, one that drives and one that speaks, and the log between.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { ScriptRule } from "../../src/demo/modelServer/scriptOf";
import type { Approval } from "../../src/protocol/approval";
import type { RunSettings } from "../../src/protocol/settings";
import { at, keys } from "./dialogue";
import { type DrivenRun, driveRun } from "./drivenRun";
import { hasTerminals, removeProgram, watch } from "./program";

let driven: DrivenRun;
afterEach(() => driven?.close());
afterAll(removeProgram);

const call = (name: string, input: unknown) => ({ text: "", calls: [{ name, input }] });
const done = (result: string) => call("attempt_completion", { result });
/** An answer that never ends. */
const endless = { text: "I think.", fault: { kind: "never-end" as const } };
const asks =
  (...kinds: Approval["kind"][]) =>
  (base: RunSettings) => ({
    approve: { ...base.approve, ...Object.fromEntries(kinds.map((kind) => [kind, "ask" as const])) },
  });
const plan = { summary: "One file.", steps: [{ title: "Write b", instructions: "Write b.txt" }] };
const planned: ScriptRule[] = [
  { role: "planner", replies: [call("submit_plan", plan), call("submit_plan", plan)] },
  {
    role: "coder",
    replies: [call("write_file", { path: "b.txt", content: "b\n" }), done("b"), done("b again")],
  },
];
const ci = "[ci]\nauto_approve = true\n";

/** A task whose request never ends. */
async function thinking(): Promise<DrivenRun> {
  driven = await driveRun([{ role: "coder", replies: [endless, done("done")] }], "/single look at a.txt");
  await driven.until("model.called");
  return driven;
}

/** A planned run at its first approval. */
async function asking(...kinds: Approval["kind"][]): Promise<Approval> {
  driven = await driveRun(planned, "/orchestrate write b", asks(...kinds));
  driven.program.configure(ci);
  await driven.program.run(["trust"]);
  return (await driven.until("approval.asked")).approval;
}

describe("a run that thinks", () => {
  test("is steered, and the tree shows it", async () => {
    const { program, run, until } = await thinking();
    const tree = await program.run(["tree", run]);
    expect(tree.out).toMatch(
      /^ {2}▶ t1 coder \(claude-sonnet-4-6\) works \d+ s · \$0\.00 · look at a\.txt$/m,
    );
    const { code, out } = await program.run(["steer", run, "Keep the old names"]);
    expect([code, out]).toEqual([0, "t1 reads it before its next request.\n"]);
    expect(await until("task.steered")).toMatchObject({ task: "t1", message: "Keep the old names" });
    const told = JSON.parse((await program.run(["steer", "--json", "Keep the tests too"])).out);
    expect(told).toMatchObject({
      run,
      taken: { fact: { type: "task.steered", message: "Keep the tests too" } },
    });
  });

  test("a task of it is paused, goes on, and is begun again", async () => {
    const { program, run, until } = await thinking();
    const paused = await program.run(["pause", run, "--task", "t1"]);
    expect(paused.out).toBe(
      `t1 pauses before its next request. It goes on with: kilo-code pause ${run} --task t1 --off\n`,
    );
    await until("task.pauseRequested");
    const already = await program.run(["pause", run, "--task", "t1", "--json"]);
    expect([already.code, already.error]).toEqual([0, expect.stringContaining("paused already")]);
    expect(JSON.parse(already.out)).toMatchObject({ run, taken: null, text: already.error.trimEnd() });
    expect((await program.run(["pause", run, "--task", "t1", "--off"])).out).toBe("t1 goes on.\n");
    expect(await program.run(["pause", run, "--task", "t1", "--off"])).toMatchObject({
      code: 2,
      error: `t1 was not paused by anybody; \`kilo-code tree ${run}\` shows what it waits for.\n`,
    });
    const again = await program.run(["restart", run, "--task", "t1", "--turn", "1"]);
    expect([again.code, again.out]).toEqual([0, "t1 begins again at t1.1; files stay as they are.\n"]);
    expect(await until("task.restarted")).toMatchObject({ task: "t1", turn: "t1.1" });
  });

  test("is paused as a whole; then nobody drives it", async () => {
    const { program, run, until } = await thinking();
    const { code, out } = await program.run(["pause"]);
    expect([code, out]).toEqual([0, `The run is paused. Go on: kilo-code resume ${run}\n`]);
    await until("run.paused");
    expect(await program.run(["pause"])).toMatchObject({
      code: 0,
      error: `The run ${run} rests already: Paused by the user. Go on: kilo-code resume ${run}\n`,
    });
    const late = await program.run(["steer", run, "hello there"]);
    expect(late).toMatchObject({ code: 3, error: expect.stringContaining("Nobody drives this run") });
    expect((await program.run(["tree", run])).out).toContain(
      `paused: Paused by the user.\n      kilo-code resume`,
    );
  });

  test("is watched until it is cancelled, and has ended then", async () => {
    const { program, run } = await thinking();
    const watching = program.start(["tree", "--watch", run]);
    const watched = watch(watching);
    await new Promise((first) => watching.stdout?.once("data", first));
    const { code, out } = await program.run(["cancel", run]);
    expect([code, out]).toEqual([0, `The run ${run} was cancelled. It changed nothing.\n`]);
    expect(await watched).toMatchObject({ code: 0, out: expect.stringContaining(`✗ ${run}  cancelled`) });
    expect((await program.run(["cancel", run])).error).toBe(
      `The run ${run} has ended (cancelled); there is nothing left to tell it.\n`,
    );
  });

  test.skipIf(!hasTerminals)("is not cancelled by a no, which is data too with --json", async () => {
    const { program, run } = await thinking();
    const asked = await at(program.terminal(["cancel", run, "--json"]), ["for good?", keys.enter]);
    expect(asked.code).toBe(1);
    expect(asked.out).toContain('{"error":{"code":"aborted","message":"Nothing was cancelled."}}');
  });

  test("in a worktree of its own is cancelled with the words where its changes are", async () => {
    const written = call("write_file", { path: "b.txt", content: "b\n" });
    driven = await driveRun([{ role: "coder", replies: [written, endless] }], "/single write b", () => ({
      isolation: "worktree",
    }));
    const { program, run, until } = driven;
    const { path } = await until("worktree.added");
    await until("toolCall.settled");
    expect((await program.run(["cancel", run])).out).toBe(
      `The run ${run} was cancelled. What it changed stays in its worktree, ${path}; take it back: kilo-code undo ${run}\n`,
    );
  });

  test("that rests is cancelled as it stands: nobody goes on with it first, and no model is asked", async () => {
    const { program, run, until, prompts } = await thinking();
    await program.run(["pause"]);
    const asked = prompts().length;
    const { code, out } = await program.run(["cancel", run, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      run,
      taken: { fact: { type: "run.stopRequested" } },
      done: { fact: { type: "run.ended", outcome: "cancelled" } },
      text: `The run ${run} was cancelled. It changed nothing.`,
    });
    expect(prompts()).toHaveLength(asked);
    expect(await until("run.ended")).toMatchObject({ summary: "stopped by the user" });
    expect((await program.run(["undo", run])).code).toBe(0);
  });

  test.each<[string[], number, RegExp]>([
    [["steer", "last"], 2, /^There is no message/],
    [["steer", "--task", "t7", "hello there"], 2, /There is no task "t7" in this run; open are t1 \(coder:/],
    [["pause", "--off"], 2, /--off lets a task go on: name it with --task/],
    [["cancel", "--reason", "no"], 2, /name the task with --task/],
    [["restart", "--task", "t1"], 2, /From which turn\?/],
    [["restart", "--turn", "9"], 2, /^The task t1 has the turns 1 to 1; "9" is none of them\.$/m],
    [["approve"], 2, /Nothing of this run waits for an answer now/],
    [["reject", "--reason", "no"], 2, /Nothing of this run waits/],
    [["steer", "20990101", "hello"], 2, /No run here begins with "20990101"/],
  ])("%j is answered with one sentence", async (args, code, words) => {
    const { program } = await thinking();
    const answer = await program.run(args);
    expect(answer.error).toMatch(words);
    expect([answer.code, answer.out]).toEqual([code, ""]);
  });

  test("does not listen to its own commands", async () => {
    const { program, run } = await thinking();
    for (const args of [
      ["steer", run, "hello there"],
      ["approve", run],
      ["cancel", run],
    ]) {
      const { code, error } = await program.run(args, { variables: { KILO_RUN: run } });
      expect([code, error]).toEqual([3, expect.stringContaining("do it in a terminal of your own")]);
    }
  });
});

describe("a run that waits for an answer", () => {
  test("gets plan, step and completion from elsewhere, each shown with its hash", async () => {
    const plan = await asking("plan", "subtask", "completion");
    const { program, run, until } = driven;
    expect((await program.run(["tree"])).out).toContain(`      kilo-code approve ${run} ${plan.id}\n`);
    expect((await program.run(["status"])).out).toContain(`answer with: kilo-code approve ${run}`);
    const first = await program.run(["approve", run, "--yes"]);
    expect(first.out).toContain("[plan] Plan with 1 step: One file.");
    expect(first.out).toContain(`The answer is bound to exactly this: sha256 ${plan.hash}\nApproved: `);
    expect(first.code).toBe(0);
    await until("approval.asked", ({ approval }) => approval.kind === "subtask");
    const message = ["--edit-message", "Write b.txt with one line."];
    const second = await program.run(["approve", run, "subtask:s1", "--yes", ...message]);
    expect(second.out).toContain("With this message instead:\n\nWrite b.txt with one line.\n");
    expect(await until("approval.given", ({ approval }) => approval === "subtask:s1")).toMatchObject({
      answer: { verdict: "approved", edit: { message: "Write b.txt with one line." } },
    });
    const { approval } = await until("approval.asked", (fact) => fact.approval.kind === "completion");
    const third = await program.run(["reject", run, approval.task ?? "", "--reason", "Say more"]);
    expect([third.code, third.out]).toEqual([0, `Rejected: ${approval.title}\n`]);
    await until(
      "approval.asked",
      (fact) => fact.approval.kind === "completion" && fact.approval.id !== approval.id,
    );
    expect((await program.run(["approve", "--yes", "--for-run", "--json"])).code).toBe(0);
    expect(await until("run.ended")).toMatchObject({ outcome: "done" });
    expect(existsSync(join(program.folder, "b.txt"))).toBe(true);
  });

  test("is told why a plan is not wanted", async () => {
    const plan = await asking("plan");
    const { program, run, until, prompts } = driven;
    const { code } = await program.run(["reject", run, plan.id, "--reason", "Fewer files, please"]);
    expect(code).toBe(0);
    await until("approval.asked", ({ approval }) => approval.id !== plan.id);
    expect(prompts().at(-1)).toContain("Fewer files, please");
    expect((await program.run(["approve", run, plan.id, "--yes"])).error).toContain("was rejected already");
  });

  test.each<[string[], number, RegExp]>([
    [["approve"], 3, /Without a terminal nobody can say that this was read: add --yes/],
    [["approve", "--yes", "--undo"], 2, /--undo is for a completion, and this is a plan/],
    [["approve", "--yes", "--edit-message", "x"], 2, /--edit-message is for a subtask, and this is a plan/],
    [["approve", "--yes", "--answer", "x"], 2, /--answer is for a question/],
    [["approve", "--yes", "--for-run"], 2, /can only be answered by itself/],
    [
      ["approve", "subtask:s9", "--yes"],
      2,
      /No approval "subtask:s9" waits for an answer; these do:\n {2}plan:t1\.1\.1/,
    ],
    [["reject"], 2, /Say why, for the agent reads it/],
  ])("%j is answered with one sentence", async (args, code, words) => {
    await asking("plan");
    const answer = await driven.program.run(args);
    expect(answer.error).toMatch(words);
    expect(answer.code).toBe(code);
  });

  test("needs the user's own word where there is no terminal", async () => {
    await asking("plan");
    driven.program.configure("");
    const { code, error } = await driven.program.run(["approve", "--yes"]);
    expect([code, error]).toEqual([3, expect.stringContaining("[ci]\nauto_approve = true")]);
  });

  test("answers of two are one", async () => {
    const plan = await asking("plan");
    const { program, until } = driven;
    const answers = await Promise.all([
      program.run(["approve", plan.id, "--yes"]),
      program.run(["reject", plan.id, "--reason", "no"]),
    ]);
    const { answer } = await until("approval.given", ({ approval }) => approval === plan.id);
    const [right, wrong] = answer.verdict === "approved" ? answers : [...answers].reverse();
    expect(right?.code).toBe(0);
    expect(wrong?.code).not.toBe(0);
    expect(wrong?.error).toMatch(
      /by somebody else first; this answer has no effect|already|Nothing of this run/,
    );
  });
});
