// Reviewers and a tester that really are at work at once, blind to each other, through a crash and with nobody there.
import { afterEach, describe, expect, it } from "vitest";
import type { ModelScript, ScriptReply, ScriptRequest } from "../../../src/demo/modelServer/script";
import { roleOf } from "../../../src/demo/modelServer/scriptOf";
import type { Fact } from "../../../src/protocol/event";
import type { ReviewReport } from "../../../src/protocol/task";
import { testBinding, testSettings } from "../../fakes/testSettings";
import { createStage, type Stage, type StageOptions } from "./stage";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const reviewers = ["claude-opus-4-7", "claude-sonnet-4-6", "claude-haiku-4-5"];
const bye = 'export const bye = (name) => "Bye, " + name;\n';

function settings(url: string) {
  const bindings = reviewers.map((model) => testBinding(model, url));
  const named = Object.fromEntries(bindings.map((binding, index) => [`review:${index + 1}`, binding]));
  return {
    models: { ...testSettings(url).models, ...named },
    review: { models: bindings.map(({ id }) => id), rule: "majority" as const },
  };
}

const calls = (name: string, input: unknown): ScriptReply => ({ calls: [{ name, input }] });
const handIn = (result: string) => calls("attempt_completion", { result });

const planInput = {
  summary: "The planner's own note.",
  steps: [
    { title: "bye", role: "coder", instructions: "Write bye.mjs." },
    { title: "Test", role: "tester", instructions: "Test bye.", after: [1] },
    { title: "Review", role: "reviewer", instructions: "bye says Bye.", after: [1] },
  ],
};

/** @param judge what a reviewer answers to its first request. */
function scripted(judge: (request: ScriptRequest) => Promise<ScriptReply> | ScriptReply): ModelScript {
  return (request) => {
    const isFirst = request.messages.length === 1;
    switch (roleOf(request)) {
      case "planner":
        return calls("submit_plan", planInput);
      case "coder":
        return isFirst
          ? calls("write_file", { path: "bye.mjs", content: bye })
          : handIn("The coder's result.");
      default:
        return judge(request);
    }
  };
}

/** Resolves for all once so many have come. */
function meeting(count: number): () => Promise<void> {
  let come = () => {};
  let left = count;
  const all = new Promise<void>((resolve) => {
    come = resolve;
  });
  return () => {
    left -= 1;
    if (left === 0) come();
    return all;
  };
}

async function stageWith(options: Omit<StageOptions, "settings"> & { settings?: object }): Promise<Stage> {
  stage = await createStage({ ...options, settings: (url) => ({ ...settings(url), ...options.settings }) });
  return stage;
}

function verdictOf(facts: Fact[]): { evidence: string; votes: string[] } | null {
  for (const fact of facts) {
    if (fact.type !== "step.settled" || fact.step !== "s3") continue;
    const votes = (fact.result?.data as ReviewReport).votes.map(({ task, vote }) => `${task} ${vote}`);
    return { evidence: fact.evidence, votes };
  }
  return null;
}

describe("reviewers and a tester", () => {
  it("are at work at once, and none of them sees another", async () => {
    const met = meeting(4);
    const asked: ScriptRequest[] = [];
    const playing = await stageWith({
      // Nobody is answered before all four have asked: one after the other they would wait for ever.
      script: scripted(async (request) => {
        asked.push(request);
        await met();
        return handIn(`secret of ${request.model}: accept`);
      }),
    });
    const run = await playing.play("/orchestrate Add bye.");
    const facts = await playing.facts(run);
    expect(facts.findLast(({ type }) => type === "run.ended")).toMatchObject({
      outcome: "done",
      verified: true,
    });
    expect(verdictOf(facts)?.votes).toEqual(["t3 accept", "t4 accept", "t5 accept"]);
    const bodies = asked.filter((request) => roleOf(request) === "reviewer");
    expect(new Set(bodies.map(({ messages }) => messages[0]?.text)).size).toBe(1);
    expect(bodies.map(({ model }) => model).sort()).toEqual([...reviewers].sort());
    for (const { bodyText } of bodies) {
      expect(bodyText).toContain("export const bye");
      for (const other of ["secret of", "The coder's result", "own note", "Test bye"])
        expect(bodyText).not.toContain(other);
    }
  });

  it("go on after a crash: votes given stay given, the others are asked for", async () => {
    const asked: string[] = [];
    const playing = await stageWith({
      script: scripted((request) => {
        asked.push(`${roleOf(request)} ${request.model}`);
        return handIn("accept");
      }),
    });
    const run = await playing.play("/orchestrate Add bye.");
    let ends = 0;
    playing.cutAfter(run, (fact) => {
      if (fact.type === "task.ended" && ["t3", "t4", "t5"].includes(fact.task)) ends += 1;
      return ends === 2;
    });
    const before = (await playing.facts(run)).flatMap((fact) =>
      fact.type === "task.ended" ? [fact.task] : [],
    );
    asked.length = 0;
    await playing.reopen();
    await playing.resume(run);
    const facts = await playing.facts(run);
    const ended = facts.flatMap((fact) => (fact.type === "task.ended" ? [fact.task] : []));
    expect(new Set(ended).size).toBe(ended.length);
    expect(verdictOf(facts)?.evidence).toContain("3 of 3 accept (majority)");
    expect(facts.filter((fact) => fact.type === "task.created" && fact.role === "reviewer")).toHaveLength(3);
    const lost = ["t3", "t4", "t5"].filter((task) => !before.includes(task)).length;
    expect(asked.filter((words) => words.startsWith("reviewer")).length).toBeLessThanOrEqual(lost);
  });

  it("wait together for a person, and the run rests where nobody is there", async () => {
    const approve = { ...testSettings("").approve, completion: "ask" as const };
    const playing = await stageWith({ script: scripted(() => handIn("accept")), settings: { approve } });
    const run = await playing.play("/orchestrate Add bye.");
    expect((await playing.facts(run)).at(-1)).toMatchObject({ type: "run.paused", reason: "approval" });
    const engine = await playing.reopen(true);
    const resumed = await engine.resume(run, { origin: { kind: "person", via: "test" } });
    expect(resumed.ok).toBe(true);
    // The coder's, then those of the three reviewers and the tester, all open at once.
    await playing.give(run, "completion", { verdict: "approved" });
    await playing.until(run, "approval.asked", ({ approval }) => approval.task === "t6");
    for (const nth of [2, 3, 4, 5]) await playing.give(run, "completion", { verdict: "approved" }, nth);
    await engine.settled(run);
    const facts = await playing.facts(run);
    expect(facts.findLast(({ type }) => type === "run.ended")).toMatchObject({
      outcome: "done",
      verified: true,
    });
  });
});
