// Which steps go side by side, what settles a review, and which way a run goes that was not routed: facts so far, and all
// that may be in flight then.
import { describe, expect, it } from "vitest";
import type { Action } from "../../../src/core/schedule/action";
import { decide } from "../../../src/core/schedule/decide";
import type { Fact } from "../../../src/protocol/event";
import type { PlanStep } from "../../../src/protocol/plan";
import type { RunSettings } from "../../../src/protocol/settings";
import { testBinding } from "../../fakes/testSettings";
import {
  accepted,
  created,
  ended,
  iteration,
  prepared,
  routed,
  settled,
  step,
  viewOf,
} from "../../fakes/viewOf";

function words(action: Action): string {
  switch (action.kind) {
    case "createTask":
      return `create ${action.spec.role} (${action.spec.origin})`;
    case "runTask":
      return `run ${action.task}`;
    case "startStep":
      return `start ${action.step}`;
    case "settleStep":
      return `settle ${action.step} ${action.status}: ${action.evidence}`;
    case "route":
      return `${action.decision}, forced by ${action.forced ?? "nobody"}: ${action.reasons.slice(0, 2).join("; ")}`;
    default:
      return action.kind;
  }
}

const all = (facts: Fact[], settings: Partial<RunSettings> = {}) =>
  decide(viewOf(facts, settings)).map(words);

const begun = (...steps: PlanStep[]) => [
  routed("orchestrate"),
  ...prepared,
  created("t1", "plan"),
  ended("t1"),
  accepted(steps),
  iteration(1),
];
const taskOf = (task: string, id: string, more: object = {}): Fact =>
  created(task, "step", { step: id, origin: `step:${id}`, ...more });
const reader = (id: string, after: string[] = []) => step(id, { role: "reviewer", after });
const tester = (id: string, after: string[] = []) => step(id, { role: "tester", after });

describe("steps side by side", () => {
  const both = begun(tester("s1"), reader("s2"), reader("s3"));
  const table: [string, Fact[], string[]][] = [
    ["readers are made first, all of them", both, ["start s2", "start s3"]],
    [
      "then a writer begins beside them",
      [...both, taskOf("t2", "s2"), taskOf("t3", "s3")],
      ["run t2", "run t3", "start s1"],
    ],
    [
      "and all of them run",
      [...both, taskOf("t2", "s2"), taskOf("t3", "s3"), taskOf("t4", "s1")],
      ["run t4", "run t2", "run t3"],
    ],
    ["writers go one after the other", begun(step("s1"), tester("s2")), ["start s1"]],
    [
      "the second waits while the first is at work",
      [...begun(step("s1"), tester("s2")), taskOf("t2", "s1")],
      ["run t2"],
    ],
    [
      "a reader that becomes ready begins beside a writer",
      [
        ...begun(step("s1"), step("s2"), reader("s3", ["s1"])),
        taskOf("t2", "s1"),
        ended("t2"),
        settled("s1"),
        taskOf("t3", "s2"),
      ],
      ["run t3", "start s3"],
    ],
    [
      "after a failure nothing new begins, what is at work goes on",
      [
        ...begun(reader("s1"), reader("s2"), step("s3")),
        taskOf("t2", "s1"),
        taskOf("t3", "s2"),
        settled("s1", "failed"),
      ],
      ["run t3"],
    ],
    [
      "what waits for a lost step is dropped beside the others",
      [
        ...begun(reader("s1"), reader("s2"), step("s3", { after: ["s1"] })),
        taskOf("t3", "s2"),
        settled("s1", "dropped"),
      ],
      ["settle s3 dropped: a step it waits for was not done", "run t3"],
    ],
    [
      "an orchestrator counts as a writer",
      begun(step("s1", { role: "orchestrator" }), step("s2")),
      ["start s1"],
    ],
  ];
  it.each(table)("%s", (_, facts, expected) => {
    expect(all(facts)).toEqual(expected);
  });
});

const url = "http://127.0.0.1:1";
const handedIn = (task: string, text: string): Fact => ({
  type: "task.ended",
  task,
  status: "done",
  result: { text },
});

describe("reviews", () => {
  const one = [...begun(reader("s1")), taskOf("t2", "s1", { model: "a/one" })];
  const two = [...one, taskOf("t3", "s1", { model: "b/two", origin: "step:s1:2" })];
  const table: [string, Fact[], string[]][] = [
    ["all its reviewers run side by side", two, ["run t2", "run t3"]],
    ["it waits for the last of them", [...two, handedIn("t2", "accept")], ["run t3"]],
    [
      "the votes settle it",
      [...two, handedIn("t2", "accept"), handedIn("t3", "Accept.")],
      ["settle s1 done: 2 of 2 accept (majority): one accept, two accept"],
    ],
    [
      "a reviewer that failed has no vote",
      [...two, handedIn("t2", "accept"), ended("t3", "failed")],
      ["settle s1 done: 1 of 2 accept (majority): one accept, two failed"],
    ],
    [
      "where all of them failed, so did the step",
      [...one, ended("t2", "failed")],
      ["settle s1 failed: refused"],
    ],
  ];
  it.each(table)("%s", (_, facts, expected) => {
    expect(all(facts)).toEqual(expected);
  });
});

describe("a run that was not routed when it began", () => {
  // "do it" says nothing of what is wanted, so the rules are unsure.
  const models = { ...viewOf([]).settings.models, router: testBinding("gpt-4o-mini", url) };
  const asked = created("t1", "route", { role: "router", origin: "route" });
  const table: [string, Fact[], Partial<RunSettings>, string][] = [
    ["is routed by the rules without a router model", [], {}, "by nobody"],
    ["asks the router model first", [], { models }, "create router (route)"],
    ["waits for it", [asked], { models }, "run t1"],
    [
      "goes its way",
      [asked, handedIn("t1", "chat")],
      { models },
      "chat, forced by router: the router model said chat; the rules were unsure",
    ],
    [
      "takes marks for marks",
      [asked, handedIn("t1", " `Orchestrate`.\n")],
      { models },
      "orchestrate, forced by router",
    ],
    [
      "goes by the rules after many words",
      [asked, handedIn("t1", "single or chat")],
      { models },
      'by nobody: the router model said none of the three words ("single or chat"), so the rules decide',
    ],
    [
      "goes by the rules after a failure",
      [asked, ended("t1", "failed")],
      { models },
      "by nobody: the router model gave no answer (refused), so the rules decide",
    ],
    ["never asks where orchestration is off", [], { models, enabled: false }, "forced by disabled"],
  ];
  it.each(table)("%s", (_, facts, settings, expected) => {
    const [first, ...others] = all(facts, settings);
    expect(first).toContain(expected);
    expect(others).toEqual([]);
  });
});
