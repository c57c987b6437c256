// What a resume finds and does: questions that wait, money that was refused, counts that were known, words that came late.
import { afterEach, describe, expect, it } from "vitest";
import type { ApprovalKind } from "../../../src/protocol/approval";
import type { Fact } from "../../../src/protocol/event";
import { testSettings } from "../../fakes/testSettings";
import { createStage, greetProject, person, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown, more: object = {}) => ({ calls: [{ name, input }], ...more });
const write = (path: string, content: string) => call("write_file", { path, content });
const complete = call("attempt_completion", { result: "Done." });
const plan = call("submit_plan", {
  summary: "Notes.",
  steps: [{ title: "notes", instructions: "Write NOTES.md." }],
});

function asking(...kinds: ApprovalKind[]) {
  const asked = Object.fromEntries(kinds.map((kind) => [kind, "ask" as const]));
  return { approve: { ...testSettings("").approve, ...asked } };
}

const typesOf = (facts: Fact[]) => facts.map(({ type }) => type);

describe("a question that waits while nobody can be asked", () => {
  it.each([
    ["plan", "/orchestrate Write NOTES.md."],
    ["completion", "/orchestrate Write NOTES.md."],
    ["command", "/single Write NOTES.md."],
  ] as const)("%s: every resume pauses again with it, and asks it once", async (kind, prompt) => {
    const coder = [
      ...(kind === "command" ? [call("run_command", { command: "npm install left-pad" })] : []),
      write("NOTES.md", "first\n"),
      complete,
    ];
    stage = await createStage({ settings: asking(kind), script: { planner: [plan], coder } });
    const run = await stage.play(prompt);
    for (let again = 0; again < 2; again += 1) {
      await stage.reopen();
      await stage.resume(run);
      const view = await stage.engine.view(run);
      expect([view?.status, view?.pause?.reason]).toEqual(["paused", "approval"]);
    }
    const asked = (await stage.facts(run)).filter(
      (fact) => fact.type === "approval.asked" && fact.approval.kind === kind,
    );
    expect(asked).toHaveLength(1);
    // With a person there it goes on from the same question.
    await stage.reopen(true);
    const resumed = stage.resume(run);
    await stage.give(run, kind, { verdict: kind === "command" ? "rejected" : "approved" });
    await resumed;
    expect((await stage.engine.view(run))?.outcome).toBe("done");
  });

  it("the answer may come while the run is paused, and is there at the resume", async () => {
    stage = await createStage({
      settings: asking("plan"),
      script: { planner: [plan], coder: [write("NOTES.md", "first\n"), complete] },
    });
    const run = await stage.play("/orchestrate Write NOTES.md.");
    const { reply } = await stage.give(run, "plan", { verdict: "approved" });
    expect(reply.ok).toBe(true);
    await stage.resume(run);
    expect((await stage.engine.view(run))?.outcome).toBe("done");
  });
});

it("commands to a run that ended in this process are refused with a sentence, to one that paused they are taken", async () => {
  stage = await createStage({ settings: asking("plan"), script: { planner: [plan], coder: [complete] } });
  const run = await stage.play("/orchestrate Write NOTES.md.");
  expect((await stage.engine.send(run, { type: "run.pause" }, person)).ok).toBe(true);
  expect((await stage.engine.send(run, { type: "budget.raise", to: 9_000_000 }, person)).ok).toBe(true);

  const other = await createStage({ script: { coder: [complete] } });
  try {
    const ended = await other.play("/single Do nothing.");
    const reply = await other.engine.send(ended, { type: "run.pause" }, person);
    expect(reply.ok ? null : reply.failure.message).toBe(`The run ${ended} has ended.`);
  } finally {
    await other.close();
  }
});

it("a run whose changes were undone is not gone on with", async () => {
  stage = await createStage({
    settings: asking("command"),
    script: {
      coder: [write("NOTES.md", "first\n"), call("run_command", { command: "npm install left-pad" })],
    },
  });
  const run = await stage.play("/single Write NOTES.md.");
  await stage.reopen();
  expect((await stage.engine.undo(run, null, person)).ok).toBe(true);
  const resumed = await stage.engine.resume(run, { origin: person });
  expect(resumed.ok ? "" : resumed.failure.message).toBe(
    `The changes of the run ${run} were undone, so it cannot go on; start the prompt again.`,
  );
});

it("a resumed task bounds its next request by the tokens its provider counted, not by all bytes again", async () => {
  const usage = { input: 300, output: 20 };
  stage = await createStage({
    files: { ...greetProject, "large.txt": "many words\n".repeat(4_000) },
    settings: asking("command"),
    script: {
      coder: [
        call("read_file", { path: "large.txt" }, { usage }),
        call("run_command", { command: "npm install left-pad" }, { usage }),
        { ...complete, usage },
      ],
    },
  });
  const run = await stage.play("/single Write NOTES.md.");
  await stage.reopen(true);
  const resumed = stage.resume(run);
  await stage.give(run, "command", { verdict: "rejected" });
  await resumed;
  const bounds = (await stage.facts(run)).flatMap((fact) =>
    fact.type === "model.called" ? [fact.inputBound] : [],
  );
  expect(bounds).toHaveLength(3);
  expect(bounds[1]).toBeGreaterThan(10_000);
  expect(bounds[2]).toBeGreaterThan(usage.input + usage.output);
  expect(bounds[2]).toBeLessThan(2_000);
});

describe("the budget", () => {
  const settings = { capMicros: 200_000 };
  const script = {
    coder: [
      call("read_file", { path: "greet.mjs" }, { usage: { input: 20_000, output: 4_000 } }),
      { ...complete, usage: { input: 26_000, output: 100 } },
    ],
  };
  const asks = (facts: Fact[]) =>
    facts.flatMap((fact) =>
      fact.type === "approval.asked" && fact.approval.kind === "budget" ? [fact.approval.id] : [],
    );

  it("that a person did not raise is asked about again after a resume", async () => {
    stage = await createStage({ interactive: true, settings, script });
    const run = await stage.start("/single Look.");
    await stage.give(run, "budget", { verdict: "rejected" });
    await stage.engine.settled(run);
    expect((await stage.engine.view(run))?.pause?.reason).toBe("cap");
    await stage.reopen();
    const resumed = stage.resume(run);
    await stage.give(run, "budget", { verdict: "approved" }, 2);
    await resumed;
    const view = await stage.engine.view(run);
    expect([view?.outcome, view?.settings.capMicros]).toEqual(["done", 300_000]);
    expect(asks(await stage.facts(run))).toHaveLength(2);
  });

  it("that a person raised otherwise while it was asked about takes the question back, and who asked goes on", async () => {
    stage = await createStage({ interactive: true, settings, script });
    const run = await stage.start("/single Look.");
    await stage.until(run, "approval.asked", ({ approval }) => approval.kind === "budget");
    expect((await stage.engine.send(run, { type: "budget.raise", to: 400_000 }, person)).ok).toBe(true);
    await stage.engine.settled(run);
    const view = await stage.engine.view(run);
    expect([view?.outcome, view?.settings.capMicros]).toEqual(["done", 400_000]);
    expect(asks(await stage.facts(run))).toHaveLength(1);
    expect(Object.values(view?.approvals ?? {}).filter(({ answer }) => !answer)).toEqual([]);
  });

  it("that a person raised just before a crash is raised without asking again", async () => {
    stage = await createStage({ interactive: true, settings, script });
    const run = await stage.start("/single Look.");
    await stage.give(run, "budget", { verdict: "approved" });
    await stage.engine.settled(run);
    await stage.reopen();
    stage.cutAfter(run, (fact) => fact.type === "approval.given");
    await stage.engine.resume(run, { origin: person });
    await stage.until(run, "budget.raised");
    const facts = await stage.facts(run);
    expect(asks(facts)).toHaveLength(1);
    expect(facts.filter((fact) => fact.type === "budget.raised")).toMatchObject([{ to: 300_000 }]);
  });
});

it("a crash right after an answer without a call: the next request does not end with that answer", async () => {
  stage = await createStage({
    script: { coder: [{ text: "I think I am done." }, complete, complete] },
  });
  const run = await stage.play("/single Do nothing.");
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "turn.ended");
  const before = stage.server.requests.length;
  await stage.resume(run);
  expect((await stage.engine.view(run))?.outcome).toBe("done");
  const next = stage.server.requests[before]?.messages.map(({ role, text }) => [role, text]).slice(-2);
  expect(next?.[0]).toEqual(["assistant", "I think I am done."]);
  expect(next?.[1]?.[0]).toBe("user");
  expect(next?.[1]?.[1]).toContain("End with the tool attempt_completion");
});

it("words that come during the last request are heard before the task may end", async () => {
  let run = "";
  stage = await createStage({
    script: async (request) => {
      const turn = request.messages.filter(({ role }) => role === "assistant").length + 1;
      if (turn === 1)
        await stage.engine.send(run, { type: "task.steer", task: "t1", message: "Say why." }, person);
      return complete;
    },
  });
  run = await stage.start("/single Do nothing.");
  await stage.engine.settled(run);
  expect(stage.server.requests).toHaveLength(2);
  expect(stage.server.requests[1]?.bodyText).toContain("the user said something while you worked");
  expect(stage.server.requests[1]?.bodyText).toContain("Say why.");
});

it("words that come during a last request answered in plain text are heard too", async () => {
  let run = "";
  stage = await createStage({
    script: async (request) => {
      if (request.index === 0)
        await stage.engine.send(run, { type: "task.steer", task: "t1", message: "Say why." }, person);
      return { text: "It is so." };
    },
  });
  run = await stage.start("What is greet.mjs for?");
  await stage.engine.settled(run);
  expect(typesOf(await stage.facts(run)).filter((type) => type === "turn.ended")).toHaveLength(2);
  expect(stage.server.requests[1]?.messages.at(-1)).toMatchObject({ role: "user", text: "Say why." });
});

it("a run that has made all its tasks ends as failed and says so", async () => {
  stage = await createStage({
    settings: { limits: { tasksPerRun: 1 } },
    script: { planner: [plan], coder: [complete] },
  });
  const run = await stage.play("/orchestrate Write NOTES.md.");
  const view = await stage.engine.view(run);
  expect([view?.outcome, view?.verified]).toEqual(["failed", false]);
  expect(view?.summary).toBe("the run has made its 1 tasks; no more are started");
});
