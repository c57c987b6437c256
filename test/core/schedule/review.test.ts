// What a reviewer's last word is taken for, what votes come to, and which rejected reviews stay open.
import { describe, expect, it } from "vitest";
import { openCriteria } from "../../../src/core/schedule/openCriteria";
import { countVotes, rejectedReviews, voteOf } from "../../../src/core/schedule/review";
import type { Verification } from "../../../src/protocol/check";
import type { Fact } from "../../../src/protocol/event";
import type { ReviewReport } from "../../../src/protocol/task";
import { accepted, created, ended, report, routed, step, verified, viewOf } from "../../fakes/viewOf";

describe("a vote", () => {
  it.each([
    ["No defects.\naccept", "accept"],
    ["1. high: loses data\n\n**Reject**", "reject"],
    ["Verdict: ACCEPTED.", "accept"],
    ["This rejects valid names.\n\naccept", "accept"],
    ["I would accept the idea; as it is: reject", "reject"],
    ["I cannot accept this.", "reject"],
    ["I can’t accept this.", "reject"],
    ["This was not rejected before.", "none"],
    ["Everything was looked at.", "none"],
    ["The function acceptAll is unused.", "none"],
    ["", "none"],
  ])("in %j is %s", (text, vote) => {
    expect(voteOf(text)).toBe(vote);
  });
});

/** a: accept, r: reject, n: neither word. */
function viewWith(votes: string, rule: "majority" | "veto") {
  const said = { a: "accept", r: "reject", n: "done" };
  const facts = [...votes].flatMap((vote, index): Fact[] => [
    created(`t${index + 1}`, "step"),
    { type: "task.ended", task: `t${index + 1}`, status: "done", result: { text: said[vote as "a"] } },
  ]);
  return viewOf(facts, { review: { models: ["x", "y"], rule } });
}

describe("votes", () => {
  it.each([
    ["aaa", true, true],
    ["aar", true, false],
    ["arr", false, false],
    ["ar", false, false],
    ["aan", true, true],
    ["ann", true, true],
    ["arn", false, false],
    ["nnn", false, false],
    ["a", true, true],
    ["r", false, false],
  ])("%s: majority %s, veto %s", (votes, majority, veto) => {
    const counted = (rule: "majority" | "veto") => {
      const { settings, tasks } = viewWith(votes, rule);
      return countVotes(settings, Object.values(tasks)).result.data.accepted;
    };
    expect([counted("majority"), counted("veto")]).toEqual([majority, veto]);
  });
});

const done = (id: string, review: boolean | null): Fact => {
  const data: ReviewReport = { accepted: review === true, votes: [] };
  const result = { text: "found", ...(review === null ? {} : { data }) };
  return { type: "step.settled", step: id, status: "done", evidence: "", result };
};
const reviewStep = (id: string, after: string[], role = "reviewer") => step(id, { role, after });
const plan = accepted([
  step("s1"),
  reviewStep("s2", ["s1"]),
  step("s3", { after: ["s2"] }),
  reviewStep("s4", ["s3"]),
  reviewStep("s5", ["s3"], "security"),
  reviewStep("s6", ["s1"]),
]);
const rejected = [routed("orchestrate"), plan, done("s1", null), done("s2", false), done("s3", null)];

describe("a rejected review", () => {
  it.each<[string, Fact[], string[]]>([
    ["is open", rejected, ["s2"]],
    ["is over once a later one of the same role accepts", [...rejected, done("s4", true)], []],
    ["is not over for another role", [...rejected, done("s5", true)], ["s2"]],
    ["is not over for one that did not wait for it", [...rejected, done("s6", true)], ["s2"]],
    ["stays beside a later one that rejects too", [...rejected, done("s4", false)], ["s2", "s4"]],
  ])("%s", (_, facts, expected) => {
    expect(rejectedReviews(viewOf(facts)).map(({ id }) => id)).toEqual(expected);
  });

  it("is an open criterion until a debugger shows it is met", () => {
    const uncovered = ["s2: every finding of the review in s2 is mended or answered"];
    const facts = [...rejected, verified(1, "green", { uncovered })];
    const open = (more: Fact[]) => {
      const view = viewOf([...facts, ...more]);
      return openCriteria(view, view.verifications.at(-1) as Verification);
    };
    const met = {
      ...report("checked"),
      criteria: [{ text: uncovered[0] ?? "", met: true, evidence: "a.ts:1" }],
    };
    expect(open([])).toEqual(uncovered);
    expect(open([created("t1", "debug"), ended("t1", "done", met)])).toEqual([]);
  });
});
