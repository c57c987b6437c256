// The Agent Manager at a terminal: what a person is asked when a session begins and when it is merged, each question answered
// with keys, and Ctrl+C at a question, which leaves the session at work.
import { afterAll, afterEach, expect, test } from "vitest";
import { agent, openStage, type Stage, step } from "./agentManagerStage";
import { at, keys } from "./dialogue";
import { hasTerminals, removeProgram } from "./program";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});
afterAll(removeProgram);

test.skipIf(!hasTerminals)(
  "the widening, the plan and an agent are asked about; Ctrl+C leaves it at work",
  async () => {
    stage = await openStage({
      rules: [agent("database part", ["db.sql", "one\n"])],
      steps: [step("Schema", "database")],
      files: {
        ".kilocode/agent-manager.json": JSON.stringify({
          merge: { strategy: "manual", autoCommit: true, createPullRequest: true },
        }),
      },
    });
    const { program, json, git, until } = stage;
    const started = await at(
      program.terminal(["agent-manager", "start", "Add profiles."]),
      ["want more than you set", ""],
      ["merge.autoCommit = true", ""],
      ["approve exactly these", keys.down + keys.enter],
      ["Plan with 1 step", ""],
      ["Your answer", keys.interrupt],
    );
    expect(started.code).toBe(130);
    expect(started.out).toMatch(
      /The session session-\d{8}-001 goes on in the background \(PID \d+\)\. Look:/,
    );
    const status = await json("status");
    expect(status).toMatchObject({ driven: true, waiting: [{ kind: "plan" }] });

    const [plan] = status.waiting;
    await program.run(["approve", status.session, plan.id, "--yes"]);
    const { approval } = await until("approval.asked", (fact) => fact.approval.kind === "subtask");
    await program.run(["approve", status.session, approval.id, "--yes"]);
    const asked = await until(
      "approval.asked",
      (fact) => fact.approval.kind !== "plan" && fact.approval.id !== approval.id,
    );
    expect(asked.approval.kind).toBe("completion");
    await program.run(["approve", status.session, asked.approval.id, "--yes"]);
    await stage.mergeAsked();
    const review = (await stage.manager("review")).out;
    expect(review).toContain("With your approval: one commit on your branch in ");
    expect(review).toContain("; then you are asked about the push and the pull request\n");

    const merged = await at(program.terminal(["agent-manager", "merge", "--approve"]));
    expect(merged.code, merged.out).toBe(0);
    expect(merged.out).toMatch(
      /✓ Created commit: "feat: Add profiles" \([0-9a-f]{12}\)\n! Created no PR: .+\n\nNext Steps:\n/,
    );
    expect(git("log", "-1", "--format=%s").trim()).toBe("feat: Add profiles");
    expect((await stage.manager("status")).out).toMatch(/\nNo pull request: .+\n/);
    const undone = (await stage.manager("undo")).out;
    expect(undone).toMatch(
      /^restored db\.sql\ntook away the commit [0-9a-f]{12}\n.* 1 restored, 0 kept\.\n$/,
    );
  },
  240_000,
);
