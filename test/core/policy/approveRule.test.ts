// Which sealed answer holds for a question: the settings' own, or the narrowest rule for its role and depth.
import { expect, it } from "vitest";
import { approveFor } from "../../../src/core/policy/approveRule";
import type { ApprovalKind } from "../../../src/protocol/approval";
import type { ApproveRule } from "../../../src/protocol/settings";
import { testSettings } from "../../fakes/testSettings";

const { approve } = testSettings("http://127.0.0.1:1");
type Row = [what: string, rules: string[], kind: ApprovalKind, asked: string | null, answer: "ask" | "auto"];

/** `subtask coder@2 ask`: kind, role (`*` any), depth (none: any), answer. */
function ruleOf(line: string): ApproveRule {
  const [kind, who, answer] = line.split(" ") as [ApprovalKind, string, "ask" | "auto"];
  const [role, depth] = who.split("@");
  return {
    kind,
    answer,
    ...(role && role !== "*" ? { role } : {}),
    ...(depth ? { depth: Number(depth) } : {}),
  };
}

const rows: Row[] = [
  ["no rule: the settings", [], "subtask", "coder@1", "auto"],
  ["a rule for everybody", ["subtask * ask"], "subtask", "coder@1", "ask"],
  ["a rule of another kind", ["completion * ask"], "subtask", "coder@1", "auto"],
  ["a rule of its role", ["subtask coder ask"], "subtask", "coder@1", "ask"],
  ["a rule of another role", ["subtask tester ask"], "subtask", "coder@1", "auto"],
  ["a rule of its depth", ["subtask *@2 ask"], "subtask", "coder@2", "ask"],
  ["a rule of another depth", ["subtask *@2 ask"], "subtask", "coder@1", "auto"],
  ["depth 0 is a depth", ["completion *@0 ask"], "completion", "coder@0", "ask"],
  ["role goes before everybody", ["subtask coder auto", "subtask * ask"], "subtask", "coder@1", "auto"],
  ["role goes before depth", ["subtask coder auto", "subtask *@1 ask"], "subtask", "coder@1", "auto"],
  ["depth goes before everybody", ["subtask *@1 auto", "subtask * ask"], "subtask", "coder@1", "auto"],
  ["both go before role", ["subtask coder@1 ask", "subtask coder auto"], "subtask", "coder@1", "ask"],
  ["of two alike the later", ["subtask coder ask", "subtask coder auto"], "subtask", "coder@1", "auto"],
  ["of two alike the later, again", ["subtask * auto", "subtask * ask"], "subtask", "coder@1", "ask"],
  ["both must fit", ["subtask coder@2 ask"], "subtask", "coder@1", "auto"],
  ["a question of nobody", ["subtask * ask"], "subtask", null, "auto"],
];

it.each(rows)("%s", (_, rules, kind, asked, answer) => {
  const [role = "", depth] = asked?.split("@") ?? [];
  const who = asked === null ? null : { role, depth: Number(depth) };
  expect(approveFor({ approve, approveRules: rules.map(ruleOf) }, kind, who)[kind]).toBe(answer);
});

it("changes the answer of no other kind, and not the settings", () => {
  const before = JSON.stringify(approve);
  const rules = [ruleOf("subtask * ask")];
  const now = approveFor({ approve, approveRules: rules }, "subtask", { role: "coder", depth: 1 });
  expect({ ...now, subtask: "auto" }).toEqual(approve);
  expect(JSON.stringify(approve)).toBe(before);
});
