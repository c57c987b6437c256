// The fold: impossible logs are refused, money and files add up, views survive JSON.
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import { created, iteration, prepared, routed, verified, viewOf } from "../fakes/viewOf";

const called = (id: string, reserved: number): Fact => ({
  type: "model.called",
  modelCall: id,
  task: "t1",
  turn: "t1.1",
  attempt: 1,
  purse: "run",
  reserved,
  inputBound: 100,
  maxTokens: 512,
});
const answered = (id: string, micros: number): Fact => ({
  type: "model.settled",
  modelCall: id,
  usage: { input: 10, cacheRead: 5, cacheWrite: 0, output: 7, reasoning: 0 },
  micros,
  answeredBy: "anthropic/claude-sonnet-4-6",
  stop: "end",
  firstMs: 1,
  ms: 2,
  wire: null,
});
const opened: Fact = { type: "purse.opened", purse: "run", parent: null, cap: 1000 };
const child: Fact = { type: "purse.opened", purse: "t1", parent: "run", cap: 500 };

describe("fold", () => {
  it.each([
    ["a gap", 3],
    ["a repeat", 1],
  ])("refuses %s in the sequence", (_, seq) => {
    const view = viewOf([]);
    expect(() => fold(view, { v: 1, seq, epoch: 1, at: 1, fact: prepared[0] as Fact })).toThrow(
      /cannot stand here/,
    );
  });

  it("passes over facts of a newer version", () => {
    const view = viewOf([]);
    const newer = { type: "moon.landed" } as unknown as Fact;
    expect(fold(view, { v: 1, seq: 2, epoch: 1, at: 1, fact: newer }).seq).toBe(2);
  });

  it.each<[string, Fact[], number, number]>([
    ["reserved until settled", [opened, called("t1.1#1", 400)], 400, 0],
    ["spent once settled", [opened, called("t1.1#1", 400), answered("t1.1#1", 150)], 0, 150],
    [
      "settled once only",
      [opened, called("t1.1#1", 400), answered("t1.1#1", 150), answered("t1.1#1", 150)],
      0,
      150,
    ],
    ["through nested purses", [opened, child, { ...called("x", 90), purse: "t1" } as Fact], 90, 0],
  ])("books money: %s", (_, facts, reserved, spent) => {
    const purse = viewOf([created("t1", "single"), ...facts]).purses.run;
    expect([purse?.reserved, purse?.spent]).toEqual([reserved, spent]);
  });

  it("keeps the first bytes before and the last after of every written path", () => {
    const write = (id: string, before: string | null, after: string | null): Fact[] => [
      {
        type: "toolCall.intended",
        toolCall: id,
        task: "t1",
        turn: "t1.1",
        callId: id,
        name: "write_file",
        input: { text: "{}" },
        effect: "write",
        targets: ["a"],
        verdict: "allow",
        reason: "",
        approvalHash: null,
        writes: [{ path: "a", before, after }],
      },
      {
        type: "toolCall.settled",
        toolCall: id,
        task: "t1",
        turn: "t1.1",
        callId: id,
        name: "write_file",
        outcome: "ok",
        output: { text: "" },
        note: "",
        touched: [],
        seen: [],
        full: null,
        exitCode: null,
        ms: 0,
      },
    ];
    const view = viewOf([created("t1", "single"), ...write("1", null, "x"), ...write("2", "x", "y")]);
    expect(view.files).toEqual({ a: { path: "a", before: null, after: "y" } });
    expect(view.openToolCalls).toEqual({});
  });

  it("takes an approval's first answer only, and only for what was shown", () => {
    const asked: Fact = {
      type: "approval.asked",
      approval: { id: "command:1", kind: "command", title: "", detail: "", hash: "h" },
    };
    const given = (hash: string, verdict: "approved" | "rejected"): Fact => ({
      type: "approval.given",
      approval: "command:1",
      hash,
      answer: { verdict, scope: "run", origin: { kind: "person", via: "test" } },
    });
    expect(viewOf([asked, given("other", "approved")]).approvals["command:1"]?.answer).toBeUndefined();
    const view = viewOf([asked, given("h", "rejected"), given("h", "approved")]);
    expect(view.approvals["command:1"]?.answer?.verdict).toBe("rejected");
    expect(view.allowedForRun).toEqual([]);
  });

  it("makes views that survive JSON", () => {
    const view = viewOf([
      routed("orchestrate"),
      opened,
      created("t1", "plan"),
      ...prepared,
      iteration(1),
      verified(1, "red"),
    ]);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });
});
