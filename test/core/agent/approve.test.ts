// What a person allowed for the rest of the run, and the narrower rules it does not reach.
import { expect, it } from "vitest";
import { approvalOf, askApproval } from "../../../src/core/agent/approve";
import type { ApprovalAnswer } from "../../../src/protocol/approval";
import type { Fact } from "../../../src/protocol/event";
import type { ApproveRule } from "../../../src/protocol/settings";
import { testSettings } from "../../fakes/testSettings";
import { viewOf } from "../../fakes/viewOf";

const edit = (answer: "ask" | "auto", more: Partial<ApproveRule> = {}): ApproveRule => ({
  kind: "edit",
  answer,
  ...more,
});

it.each<[string, "ask" | "auto", ApproveRule[], boolean, "person" | "rule"]>([
  ["asked for everybody", "ask", [], false, "person"],
  ["allowed for the run", "ask", [], true, "rule"],
  ["allowed, but asked for its role", "ask", [edit("ask", { role: "coder" })], true, "person"],
  ["allowed, but asked at its depth", "auto", [edit("ask", { depth: 1 })], true, "person"],
  ["allowed, asked for another role", "ask", [edit("ask", { role: "tester" })], true, "rule"],
  ["asked for everybody, but not for its role", "ask", [edit("auto", { role: "coder" })], false, "rule"],
])("%s", async (_, answer, approveRules, isAllowed, who) => {
  const base = testSettings("http://127.0.0.1:1");
  const settings = { ...base, approve: { ...base.approve, edit: answer }, approveRules };
  const view = { ...viewOf([], settings), allowedForRun: isAllowed ? ["edit"] : [] };
  const byPerson = { verdict: "approved", scope: "once", origin: { kind: "person", via: "test" } } as const;
  const facts: Fact[] = [];
  const host = {
    view: () => view,
    emit: (...more: Fact[]) => facts.push(...more),
    decided: async (): Promise<ApprovalAnswer> => byPerson,
  };
  const asked = approvalOf({ kind: "edit", about: "t2.1.1", title: "a", detail: "a", action: "a" });
  const given = await askApproval(host, asked, { role: "coder", depth: 1 });
  expect(given.origin.kind).toBe(who);
  expect(facts.map(({ type }) => type)).toEqual(
    who === "rule" ? ["approval.asked", "approval.given"] : ["approval.asked"],
  );
});

it("takes back the question that was open when what it asks about has changed", async () => {
  const approved: ApprovalAnswer = {
    verdict: "approved",
    scope: "once",
    origin: { kind: "person", via: "test" },
  };
  const question = { kind: "plan", about: "t2.1.1", title: "a", detail: "a" } as const;
  const before = approvalOf({ ...question, action: "before" });
  const view = { ...viewOf([]), approvals: { [before.id]: { ...before, askedAt: 1 } } };
  const facts: Fact[] = [];
  const host = {
    view: () => view,
    emit: (...more: Fact[]) => facts.push(...more),
    decided: async () => approved,
  };
  const after = { ...approvalOf({ ...question, action: "after" }), mustAsk: true };
  await askApproval(host, after, { role: "coder", depth: 1 });
  expect(facts).toMatchObject([
    { type: "approval.given", approval: before.id, hash: before.hash, answer: { comment: "withdrawn" } },
    { type: "approval.asked", approval: { id: "plan:t2.1.1:2", hash: after.hash } },
  ]);
});
