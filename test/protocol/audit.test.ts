// What an audit says of facts, as a table: who allowed what, and why.
import { expect, test } from "vitest";
import { auditRows } from "../../src/protocol/audit";
import type { CheckReceipt } from "../../src/protocol/check";
import type { Fact, RunEvent } from "../../src/protocol/event";

const events = (facts: Fact[]): RunEvent[] =>
  facts.map((fact, at) => ({ v: 1, seq: at + 1, epoch: 1, at, fact }));

const call = { task: "t2", turn: "t2.1", callId: "c" } as const;
const intended = (toolCall: string, more: object): Fact =>
  ({
    type: "toolCall.intended",
    ...call,
    toolCall,
    name: "run_command",
    input: { text: "{}" },
    effect: "command",
    targets: [],
    verdict: "allow",
    reason: "",
    approvalHash: null,
    writes: [],
    ...more,
  }) as Fact;
const settled = (toolCall: string, more: object): Fact =>
  ({
    type: "toolCall.settled",
    ...call,
    toolCall,
    name: "run_command",
    outcome: "ok",
    touched: [],
    exitCode: null,
    ...more,
  }) as unknown as Fact;
const asked = {
  type: "approval.asked",
  approval: { id: "command:1", title: "make", hash: "h1", task: "t2" },
} as unknown as Fact;
const given = (verdict: string, origin: object): Fact =>
  ({
    type: "approval.given",
    approval: "command:1",
    hash: "h1",
    answer: { verdict, scope: "once", origin },
  }) as unknown as Fact;
const receipt = (at: number, exitCode: number) =>
  ({ check: "npm-test", command: "npm test", end: "exited", exitCode, at }) as CheckReceipt;
const checked = (of: CheckReceipt, rerun: boolean): Fact => ({
  type: "check.settled",
  iteration: 0,
  receipt: of,
  rerun,
});
const person = { kind: "person", via: "terminal" };

const rows = (facts: Fact[]) =>
  auditRows(events(facts)).map(({ kind, what, outcome, why, by }) => [kind, what, outcome, why, by]);

test.each<[string, Fact[], string[][]]>([
  [
    "a command a rule allowed",
    [intended("1", { targets: ["ls"], reason: "it only reads" }), settled("1", { exitCode: 0 })],
    [["command", "ls", "exit 0", "it only reads", "rule"]],
  ],
  [
    "a command a person allowed, and what it changed",
    [
      asked,
      given("approved", person),
      intended("1", { targets: ["make"], verdict: "ask", reason: "not listed", approvalHash: "h1" }),
      settled("1", { exitCode: 2, touched: [{ path: "a.o", before: null, after: "0123456789abcdef" }] }),
    ],
    [
      ["approval", "make", "approved", "", "person (terminal)"],
      ["command", "make", "exit 2", "not listed", "person (terminal)"],
      ["write", "a.o", "nothing -> 0123456789ab", "by make", "command"],
    ],
  ],
  [
    "a call that was refused",
    [intended("1", { targets: ["rm -rf /"], verdict: "deny", reason: "it would remove /" })],
    [["refused", "run_command rm -rf /", "", "it would remove /", "rule"]],
  ],
  [
    "a write, from which bytes to which",
    [
      intended("1", {
        effect: "write",
        name: "edit_file",
        reason: "inside",
        writes: [{ path: "a", before: "aa", after: "bb" }],
      }),
    ],
    [["write", "a", "aa -> bb", "inside", "rule"]],
  ],
  [
    "a command the log ends in",
    [intended("1", { targets: ["sleep 9"] })],
    [["command", "sleep 9", "", "", "rule"]],
  ],
  [
    "a session's merge that a person took back",
    [
      { type: "result.applied", written: ["a.txt"], conflicts: [] },
      { type: "session.undone", restored: ["a.txt"], kept: [], origin: { kind: "person", via: "terminal" } },
    ],
    [
      ["write", "a.txt", "written", "the approved result", "engine"],
      ["restore", "a.txt", "as before the merge", "undone", "person (terminal)"],
    ],
  ],
  [
    "a request to a model",
    [
      { type: "turn.started", ...call, model: "x/y" } as unknown as Fact,
      { type: "model.called", ...call, modelCall: "m1" } as unknown as Fact,
      { type: "model.settled", modelCall: "m1", stop: "end" } as unknown as Fact,
    ],
    [["network", "x/y", "end", "a turn of its task", "settings"]],
  ],
  [
    "the checks of a baseline, each as often as it ran",
    [
      checked(receipt(1, 1), false),
      checked(receipt(2, 0), true),
      { type: "baseline.measured", receipts: [receipt(1, 1)] },
      checked(receipt(3, 0), false),
    ],
    [1, 0, 0].map((code) => ["command", "npm test", `exit ${code}`, "a check of the project", "engine"]),
  ],
])("%s", (_, facts, expected) => {
  expect(rows(facts)).toEqual(expected);
});
