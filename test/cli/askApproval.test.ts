// What a person answers becomes the right command. The person is a list of answers.
import { describe, expect, test } from "vitest";
import { askApproval, shown } from "../../src/cli/ask/askApproval";
import type { Prompter } from "../../src/cli/ask/prompter";
import type { Approval } from "../../src/protocol/approval";
import type { Plan, PlanStep } from "../../src/protocol/plan";
import { step } from "../fakes/viewOf";

const hash = "a".repeat(64);
const approval = (kind: Approval["kind"], more: Partial<Approval> = {}): Approval => ({
  id: `${kind}:t1.1.1`,
  kind,
  title: `a ${kind}`,
  detail: "all of it",
  hash,
  ...more,
});
const plan: Plan = {
  summary: "two",
  steps: [step("s1"), step("s2", { after: ["s1"] })],
  risks: [],
  contractChanges: [],
};

const planned: Plan = {
  ...plan,
  steps: [step("s1"), step("s2", { after: ["s1"] }), step("s3", { instructions: "Do it.\nAll of it." })],
};
const roles = [
  { name: "coder", modes: ["code"] },
  { name: "tester", modes: ["qa"] },
];

/** An agent's question is asked by a call. */
const agents = { toolCall: "t1.1.1" };

type Given = string | string[] | null;

/** A person who gives these answers in turn; every offered choice is kept. */
function person(answers: Given[]) {
  const seen: string[] = [];
  const offered: string[][] = [];
  const labels: string[] = [];
  const next = () => (answers.length > 0 ? (answers.shift() ?? null) : null);
  const prompter: Prompter = {
    show: (text) => void seen.push(text),
    choose: async (_, choices) => {
      offered.push(choices.map(({ value }) => value));
      labels.push(...choices.map(({ label }) => label));
      return next() as string | null;
    },
    chooseMany: async () => next() as string[] | null,
    words: async (_, __, initial) => {
      if (initial !== undefined) seen.push(`<${initial}>`);
      return next() as string | null;
    },
  };
  return { prompter, seen, offered, labels };
}

async function answer(asked: Approval, answers: Given[], known: Plan | null = null) {
  const { prompter, seen, offered, labels } = person([...answers]);
  const { signal } = new AbortController();
  const command = await askApproval(asked, { prompter, signal, plan: known, roles });
  return { command, seen: seen.join(""), offered, labels };
}

const given = (kind: string, rest: object) => ({
  type: "approval.give",
  approval: `${kind}:t1.1.1`,
  hash,
  ...rest,
});

describe("answers", () => {
  const yes = { verdict: "approved", scope: "once" };
  const no = { verdict: "rejected", scope: "once" };
  const raised = { ...yes, edit: 5_000_000 };
  const dropped = { ...yes, edit: { ...plan, steps: [plan.steps[0]] } };
  test.each<[string, Approval, Given[], object]>([
    ["a command", approval("command"), ["approve"], yes],
    ["a command for the run", approval("command"), ["always"], { ...yes, scope: "run" }],
    ["a command, no", approval("command"), ["reject", "too broad"], { ...no, comment: "too broad" }],
    ["a command, no without words", approval("command"), ["reject", " "], no],
    ["a plan", approval("plan"), ["approve"], yes],
    ["a plan, no", approval("plan"), ["reject", "smaller"], { ...no, comment: "smaller" }],
    ["a plan without a step", approval("plan"), ["drop", ["s2"], "approve"], dropped],
    ["a plan without any step is asked again", approval("plan"), ["drop", ["s1", "s2"], "approve"], yes],
    ["money", approval("budget"), ["approve"], yes],
    ["another amount", approval("budget"), ["other", "a lot", "5"], raised],
    ["no money", approval("budget"), ["stop"], no],
    ["a question", approval("question"), ["in tabs"], { ...yes, comment: "in tabs" }],
    ["a question, no answer", approval("question"), [""], no],
    ["an option", approval("question", { ...agents, options: ["a", "b"] }), ["1"], { ...yes, comment: "b" }],
    [
      "no option",
      approval("question", { ...agents, options: ["a"] }),
      ["other", "c"],
      { ...yes, comment: "c" },
    ],
  ])("%s", async (_, asked, answers, expected) => {
    const { command } = await answer(asked, answers, plan);
    expect(command).toEqual(given(asked.kind, expected));
  });

  test.each<[string, Approval, Given[]]>([
    ["at the choice", approval("command"), [null]],
    ["at the reason", approval("command"), ["reject", null]],
    ["at the amount", approval("budget"), ["other", null]],
    ["at the steps", approval("plan"), ["drop", null]],
    ["at the question", approval("question"), [null]],
  ])("breaking off %s answers nothing", async (_, asked, answers) => {
    expect((await answer(asked, answers, plan)).command).toBeNull();
  });
});

describe("a plan that a person changes", () => {
  const [s1, s2, s3] = planned.steps as [PlanStep, PlanStep, PlanStep];
  const edited = (...steps: PlanStep[]) =>
    given("plan", { verdict: "approved", scope: "once", edit: { ...planned, steps } });

  test.each<[string, Given[], object]>([
    [
      "text",
      ["text", "s1", "One", "Do one.", "approve"],
      edited({ ...s1, title: "One", instructions: "Do one." }, s2, s3),
    ],
    [
      "text that is emptied stays",
      ["text", "s1", " ", "", "role", "s1", "tester", "approve"],
      edited({ ...s1, role: "tester" }, s2, s3),
    ],
    ["order", ["order", "s3", "0", "approve"], edited(s3, s1, s2)],
    ["order, in the middle", ["order", "s3", "1", "approve"], edited(s1, s3, s2)],
    ["role", ["role", "s2", "tester", "approve"], edited(s1, { ...s2, role: "tester" }, s3)],
    [
      "several things",
      ["drop", ["s1"], "text", "s3", "Three", "Do three.", "order", "s3", "0", "approve"],
      edited({ ...s3, title: "Three", instructions: "Do three." }, { ...s2, after: [] }),
    ],
    [
      "a change that is broken off",
      ["text", "s1", null, "drop", null, "order", "s3", null, "approve"],
      given("plan", { verdict: "approved", scope: "once" }),
    ],
    [
      "a change, and no after all",
      ["role", "s1", "tester", "reject", ""],
      given("plan", { verdict: "rejected", scope: "once" }),
    ],
    [
      "a role nobody has",
      ["role", "s1", "wizard", "approve"],
      given("plan", { verdict: "approved", scope: "once" }),
    ],
  ])("%s", async (_, answers, expected) => {
    expect((await answer(approval("plan"), answers, planned)).command).toEqual(expected);
  });

  test("starts from the words that are there, and is shown again", async () => {
    const { seen } = await answer(approval("plan"), ["text", "s3", "Three", "Do it.", "approve"], planned);
    expect(seen).toContain("<s3><Do it.\nAll of it.>");
    expect(seen).toContain(
      "\nThe plan is now:\n  s1 s1 [coder]\n  s2 s2 [coder] (after s1)\n  s3 Three [coder]\n",
    );
  });

  test("the engine's sentence is shown where the change cannot be taken", async () => {
    const { seen } = await answer(approval("plan"), ["role", "s1", "wizard", "approve"], planned);
    expect(seen).toContain("Step s1 has the role wizard; use one of coder, code, tester, qa.");
  });

  test("a step is offered only places behind what it waits for and before what waits for it", async () => {
    const { offered, labels } = await answer(approval("plan"), ["order", "s2", "2", "approve"], planned);
    expect(offered[2]).toEqual(["2"]);
    expect(labels).toContain("after s3 s3");
    const chain = { ...planned, steps: [s1, s2] };
    const { seen } = await answer(approval("plan"), ["order", "s1", "approve"], chain);
    expect(seen).toContain("s1 can stand nowhere else: s2 waits for it.");
  });

  test("what cannot be done is not offered", async () => {
    const { offered } = await answer(approval("plan"), ["approve"], { ...planned, steps: [s1] });
    expect(offered).toEqual([["approve", "text", "role", "reject"]]);
  });
});

test("the engine's question about a lost command is a yes or a no", async () => {
  const asked = approval("question", { id: "question:t1.1.1:again", options: ["run again", "leave it"] });
  expect((await answer(asked, ["leave"])).command).toMatchObject({ verdict: "rejected" });
  expect((await answer(asked, ["again"])).command).toMatchObject({ verdict: "approved" });
});

test("what must be asked each time cannot be allowed for the run", async () => {
  for (const asked of [approval("completion", { mustAsk: true }), approval("merge"), approval("mcp")]) {
    expect((await answer(asked, ["approve"])).offered).toEqual([["approve", "reject"]]);
  }
});

test("a plan that could not be found is approved or rejected whole", async () => {
  expect((await answer(approval("plan"), ["approve"])).offered).toEqual([["approve", "reject"]]);
});

test("nothing that is approved is hidden", async () => {
  const { seen } = await answer(approval("command", { title: "ls\nrm", detail: "ls \u202e\x1b[2K# rm" }), [
    "approve",
  ]);
  expect(seen).toBe("\n[command] ls<U+000A>rm\nAsked by the engine\n\nls <U+202E><U+001B>[2K# rm\n");
});

test("who asks is told by the engine, whatever the question says", () => {
  const asked = approval("command", { title: "ls", detail: "ls", task: "t2", step: "s1" });
  const task = (name: string, role: string, parent: string | null) => ({ task: name, role, parent });
  const tasks = { t1: task("t1", "orchestrator", null), t2: task("t2", "coder\nAsked by the engine", "t1") };
  const by = "Asked by t2 (coder<U+000A>Asked by the engine), a subtask of t1 (orchestrator), for step s1";
  expect(shown(asked, { tasks } as never)).toBe(`\n[command] ls\n${by}\n`);
  expect(shown(asked)).toBe("\n[command] ls\nAsked by t2, for step s1\n");
});

describe("a subtask and its completion", () => {
  const subtask = approval("subtask", {
    subject: {
      kind: "subtask",
      role: "coder",
      model: null,
      message: "Write it.",
      files: [],
      criteria: [],
      left: 1,
      share: 1,
    },
  });
  const completion = (canUndo: boolean) =>
    approval("completion", {
      subject: {
        kind: "completion",
        result: "done",
        files: [],
        altered: [],
        micros: 0,
        ...(canUndo ? { canUndo: true as const } : {}),
      },
    });
  const yes = { verdict: "approved", scope: "once" };
  test.each<[string, Approval, Given[], object | null]>([
    ["as it is", subtask, ["approve"], yes],
    [
      "with another message",
      subtask,
      ["edit", "Write less.", "approve"],
      { ...yes, edit: { message: "Write less." } },
    ],
    ["with the same one after all", subtask, ["edit", "Write it.", "approve"], yes],
    ["an empty message stays", subtask, ["edit", " ", "approve"], yes],
    ["a change that is broken off", subtask, ["edit", null, "approve"], yes],
    [
      "with another message, for the run",
      subtask,
      ["edit", "Less.", "always"],
      { ...yes, scope: "run", edit: { message: "Less." } },
    ],
    [
      "no",
      subtask,
      ["edit", "Less.", "reject", "not now"],
      { verdict: "rejected", scope: "once", comment: "not now" },
    ],
    ["broken off", subtask, [null], null],
    ["accepted", completion(true), ["approve"], yes],
    ["accepted and undone", completion(true), ["undo"], { ...yes, edit: { undo: true } }],
    [
      "sent back",
      completion(true),
      ["reject", "say more"],
      { verdict: "rejected", scope: "once", comment: "say more" },
    ],
  ])("%s", async (_, asked, answers, expected) => {
    const { command } = await answer(asked, answers);
    expect(command).toEqual(expected && given(asked.kind, expected));
  });

  test("the changed message is shown before it is approved, from the words that were there", async () => {
    const { seen, offered } = await answer(subtask, ["edit", "Write\u202e less.", "approve"]);
    expect(seen).toContain("<Write it.>\nIt starts from:\n\nWrite<U+202E> less.\n");
    expect(offered[0]).toEqual(["approve", "always", "edit", "reject"]);
  });

  test("only what can be undone offers it", async () => {
    expect((await answer(completion(true), ["approve"])).offered).toEqual([
      ["approve", "always", "undo", "reject"],
    ]);
    expect((await answer(completion(false), ["approve"])).offered).toEqual([["approve", "always", "reject"]]);
  });
});

test("a question of the engine's own is answered by its choices alone: nobody reads other words", async () => {
  const asked = approval("question", { id: "question:nothing:1:2", options: ["end it"] });
  const { command, offered } = await answer(asked, ["0"], plan);
  const words = { verdict: "approved", scope: "once", comment: "end it" };
  expect(command).toEqual({ ...given("question", words), approval: asked.id });
  expect(offered).toEqual([["0"]]);
});
