// The cards' pure parts: a plan while it is changed, money as it is typed, hidden characters, words, and the commands
// answers are sent as.
import { describe, expect, it } from "vitest";
import { approvalKinds } from "../../../src/protocol/approval";
import { commandSchema } from "../../../src/protocol/command";
import { hiddenParts } from "../../../src/protocol/visibleText";
import { answering, approving, rejecting, undoing } from "../../../webview-ui/src/approvals/answer";
import { approveOf } from "../../../webview-ui/src/approvals/approveOf";
import { freshDraft, readCardDrafts } from "../../../webview-ui/src/approvals/cardDraft";
import {
  aloneBecause,
  alwaysSentence,
  asksAgain,
  cardWords,
  headline,
} from "../../../webview-ui/src/approvals/cardWords";
import {
  isEdited,
  moveProblem,
  withMoved,
  withoutStep,
  withStep,
} from "../../../webview-ui/src/approvals/planDraft";
import { planProblem } from "../../../webview-ui/src/approvals/planProblem";
import { capProblem, readDollars, writeDollars } from "../../../webview-ui/src/approvals/readDollars";
import { stepRoles } from "../../../webview-ui/src/approvals/stepRoles";
import { plan } from "./scenePlan";
import { entries, entryOf, outwardEntries } from "./scenes";

const ids = ({ steps }: typeof plan) => steps.map(({ id }) => id);
const named = { stepRoles: ["coder", "tester"] };
const allowed = stepRoles(named, plan);
const models = ["anthropic/claude-opus-4-7", "anthropic/claude-sonnet-4-6"];

describe("a plan while it is changed", () => {
  it("moves a step only past steps it has nothing to do with", () => {
    expect(moveProblem(plan, "s1", -1)).toBe("It is the first step.");
    expect(moveProblem(plan, "s4", 1)).toBe("It is the last step.");
    expect(moveProblem(plan, "s2", -1)).toBe("It waits for s1.");
    expect(moveProblem(plan, "s2", 1)).toBe("s3 waits for it.");
    expect(withMoved(plan, "s2", -1)).toBe(plan);
    const free = withStep({ ...plan, steps: plan.steps.map((step) => ({ ...step, after: [] })) }, "s2", {});
    expect(ids(withMoved(free, "s2", -1))).toEqual(["s2", "s1", "s3", "s4"]);
    expect(ids(withMoved(free, "s2", 1))).toEqual(["s1", "s3", "s2", "s4"]);
  });

  it("drops a step, and nobody waits for it any more; the last one stays", () => {
    const dropped = withoutStep(plan, "s2");
    expect(ids(dropped)).toEqual(["s1", "s3", "s4"]);
    expect(dropped.steps.map(({ after }) => after)).toEqual([[], [], ["s3"]]);
    const one = { ...plan, steps: plan.steps.slice(0, 1) };
    expect(withoutStep(one, "s1")).toBe(one);
  });

  it("writes a model into a step and takes it out again without a trace", () => {
    const changed = withStep(plan, "s2", { model: "anthropic/claude-opus-4-7", title: "Handler" });
    expect(changed.steps[1]).toMatchObject({ model: "anthropic/claude-opus-4-7", title: "Handler" });
    expect(isEdited(plan, changed)).toBe(true);
    const back = withStep(changed, "s2", { model: null, title: plan.steps[1]?.title ?? "" });
    expect(isEdited(plan, back)).toBe(false);
  });

  it.each([
    ["as it was sent", plan, null],
    ["without a title", withStep(plan, "s2", { title: " " }), "Step 2 needs a title."],
    ["without instructions", withStep(plan, "s3", { instructions: "" }), "Step 3 needs instructions."],
    ["with a role nobody has", withStep(plan, "s1", { role: "wizard" }), /Step s1 has the role wizard/],
    ["with a model the run has not", withStep(plan, "s1", { model: "x/y" }), /Step s1 has the model x\/y/],
    ["in a circle", withCircle(), /waits for itself/],
  ])("%s", (_, edited, problem) => {
    const found = planProblem(edited, allowed, models);
    if (problem instanceof RegExp) expect(found).toMatch(problem);
    else expect(found).toBe(problem);
  });

  it("offers the roles the host names, and those the plan came with", () => {
    expect(stepRoles(named, { ...plan, steps: plan.steps.slice(0, 3) })).toEqual(["coder", "tester"]);
    const strange = withStep({ ...plan, steps: plan.steps.slice(0, 1) }, "s1", { role: "database" });
    expect(stepRoles(named, strange)).toEqual(["database", "coder", "tester"]);
  });
});

function withCircle(): typeof plan {
  const steps = plan.steps.map((step) => (step.id === "s1" ? { ...step, after: ["s3"] } : step));
  return { ...plan, steps };
}

describe("dollars", () => {
  it.each([
    ["2.50", 2_500_000],
    ["$3", 3_000_000],
    [" 0,75 ", 750_000],
    ["0.000001", 1],
    ["0.1", 100_000],
    ["", null],
    ["three", null],
    ["-1", null],
    ["1.2345678", null],
    ["1e9", null],
  ])("%j is %s", (text, micros) => expect(readDollars(text)).toBe(micros));

  it.each([
    [3_750_000, "3.75"],
    [3_000_000, "3.00"],
    [1_234_567, "1.234567"],
  ])("%i is written %s", (micros, text) => {
    expect(writeDollars(micros)).toBe(text);
    expect(readDollars(text)).toBe(micros);
  });

  it.each([
    ["4", null],
    ["2.50", "The new cap must be above $2.50."],
    ["much", "Write dollars, such as 5.00."],
  ])("a cap of %j above $2.50: %s", (text, problem) => expect(capProblem(text, 2_500_000)).toBe(problem));
});

describe("hidden characters", () => {
  it.each([
    ["plain\ttext\r\nof two lines", []],
    ["rm \u202etxt.exe", ["U+202E"]],
    ["\u001b]52;c;c2Vj\u0007", ["U+001B", "U+0007"]],
    ["a\rb", ["U+000D"]],
    ["zero\u200bwidth\ufeff", ["U+200B", "U+FEFF"]],
    ["no\u00a0break", ["U+00A0"]],
    ["tag\u{e0041}", ["U+E0041"]],
    ["lone \ud800 half", ["U+D800"]],
    ["👩\u200d💻 and ⚠\ufe0f", []],
    ["a\u200db", ["U+200D"]],
    ["soft\u00adhyphen", ["U+00AD"]],
  ])("in %j: %j", (text, codes) => {
    const parts = hiddenParts(text);
    expect(parts.flatMap(({ code }) => code ?? [])).toEqual(codes);
    expect(parts.map((part) => part.text).join("")).toBe(text);
  });
});

describe("words of a card", () => {
  it("has words for every kind of approval", () => {
    for (const kind of approvalKinds) {
      expect(cardWords({ kind }, false).name).not.toBe("");
      expect(cardWords({ kind }, true).approve).toMatch(/ and resume$/);
    }
  });

  it("says of what leaves the machine that it does, and of nothing else", () => {
    const named = outwardEntries().map(({ approval }) => cardWords(approval, false));
    expect(named.map(({ name, approve }) => `${name}: ${approve}`)).toEqual([
      "Network: Allow",
      "Push and pull request: Push",
      "Keep the result: Keep",
    ]);
    expect(cardWords({ kind: "merge", id: "merge:pull request:1" }, false).approve).toBe("Push");
    expect(cardWords({ kind: "merge" }, false).approve).toBe("Apply");
  });

  it.each([
    ["Start step s2: Handler", "Handler"],
    ["Accept step s2: Handler", "Handler"],
    ["Start a subtask in code: Handler", "Handler"],
    ["Accept t4: Tests", "Tests"],
    ["Accept altered tests", "Accept altered tests"],
    ["npm test", "npm test"],
  ])("%j is headed %j", (title, words) => expect(headline({ title })).toBe(words));

  it.each([
    ["subtask", false, true, true],
    ["completion", false, true, true],
    ["completion", true, false, false],
    ["command", false, true, true],
    ["edit", true, false, false],
    ["plan", false, false, true],
    ["merge", false, false, false],
    ["budget", false, false, false],
    ["trust", false, false, false],
    ["mcp", false, false, false],
    ["question", false, false, false],
  ] as const)("%s (must ask: %s): for the run %s, always %s", (kind, mustAsk, run, always) => {
    expect(aloneBecause({ kind, mustAsk }) === null).toBe(run);
    expect(alwaysSentence({ kind, mustAsk }) !== null).toBe(always);
  });

  it.each([
    ["question:t3.2.1:again", true],
    ["question:t3.2.1:again:2", true],
    ["question:t3.2.1", false],
  ])("%s asks about a command again: %s", (id, again) => {
    expect(asksAgain({ id, kind: "question" })).toBe(again);
  });
});

describe("answers", () => {
  const [planEntry, subtaskEntry, completionEntry, , , , budgetEntry] = entries();
  if (!planEntry || !subtaskEntry || !completionEntry || !budgetEntry)
    throw new Error("the scenes lack a plan, a subtask, a completion or a budget");
  const draftOf = (entry: typeof planEntry) => freshDraft(entry.approval.hash);

  it("are commands the engine takes", () => {
    for (const { approval } of entries()) {
      const draft = freshDraft(approval.hash);
      for (const command of [
        approving(approval, draft),
        approving(approval, draft, "run"),
        rejecting(approval, "  why  "),
        answering(approval, "the first page"),
      ]) {
        expect(commandSchema.safeParse(command).success).toBe(true);
        expect(command).toMatchObject({ approval: approval.id, hash: approval.hash });
      }
    }
  });

  it("carry an edit only where something was changed", () => {
    const { approval } = planEntry;
    expect(approving(approval, { ...draftOf(planEntry), plan }).edit).toBeUndefined();
    const edited = withStep(plan, "s2", { title: "Handler" });
    expect(approving(approval, { ...draftOf(planEntry), plan: edited }).edit).toEqual(edited);
    expect(approving(budgetEntry.approval, { ...draftOf(budgetEntry), cap: "3.75" }).edit).toBeUndefined();
    expect(approving(budgetEntry.approval, { ...draftOf(budgetEntry), cap: "5" }).edit).toBe(5_000_000);
  });

  it("bind an edited message, and an undo, to the hash of what was asked", () => {
    const { approval } = subtaskEntry;
    const asked = approval.subject?.kind === "subtask" ? approval.subject.message : "";
    expect(approving(approval, { ...draftOf(subtaskEntry), message: asked }).edit).toBeUndefined();
    expect(approving(approval, { ...draftOf(subtaskEntry), message: "Only the index." })).toMatchObject({
      hash: approval.hash,
      edit: { message: "Only the index." },
    });
    expect(undoing(completionEntry.approval)).toMatchObject({
      verdict: "approved",
      scope: "once",
      hash: completionEntry.approval.hash,
      edit: { undo: true },
    });
  });

  it("leave an empty reason out", () => {
    expect(rejecting(planEntry.approval, " ")).not.toHaveProperty("comment");
    expect(rejecting(planEntry.approval, " too much ").comment).toBe("too much");
  });

  it.each([
    ["an untouched plan", planEntry, {}, false, "Approve", null],
    ["a plan of a paused run", planEntry, {}, true, "Approve and resume", null],
    [
      "an edited plan",
      planEntry,
      { plan: withStep(plan, "s2", { title: "H" }) },
      false,
      "Approve as edited",
      null,
    ],
    [
      "a plan that cannot be",
      planEntry,
      { plan: withStep(plan, "s2", { title: "" }) },
      false,
      "Approve as edited",
      /title/,
    ],
    ["an edited message", subtaskEntry, { message: "Less." }, false, "Approve as edited", null],
    ["an emptied message", subtaskEntry, { message: " " }, false, "Approve as edited", /needs a message/],
    ["a cap that is too low", budgetEntry, { cap: "1" }, false, "Raise the cap", /above/],
  ])("the button for %s", (_, entry, change, resumes, label, problem) => {
    const made = approveOf(entry, { ...draftOf(entry), ...change }, resumes);
    expect(made.label).toBe(label);
    if (problem === null) expect(made.problem).toBeNull();
    else expect(made.problem).toMatch(problem);
  });

  it("says what approving means where a command may be run again", () => {
    const again = entryOf({ kind: "question", id: "question:t1.1.1:again", title: "Run again? make" }, null);
    expect(approveOf(again, freshDraft("a"), false).label).toBe("Run it again");
  });
});

describe("what was put into a card", () => {
  it("is read back, and dropped where it has another form", () => {
    const draft = { ...freshDraft("a"), comment: "why", plan, message: "less", cap: "4" };
    expect(readCardDrafts({ "r/plan:1": draft })).toEqual({ "r/plan:1": draft });
    expect(readCardDrafts({ one: { ...draft, plan: { steps: [{ id: 1 }] } } }).one?.plan).toBeNull();
    expect(readCardDrafts({ one: "draft", two: { hash: 3 } })).toEqual({});
    expect(readCardDrafts(null)).toEqual({});
  });
});
