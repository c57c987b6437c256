// What a chat shows for which fact: whole runs of the history, and single facts in a table.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chatPieces, waitingPieces } from "../../../src/extension/chat/chatPieces";
import type { Approval, ApprovalAnswer } from "../../../src/protocol/approval";
import type { Fact, RunEvent } from "../../../src/protocol/event";
import { fold } from "../../../src/protocol/fold";
import type { RunView } from "../../../src/protocol/run";
import {
  accepted,
  created,
  ended,
  iteration,
  lost,
  routed,
  settled,
  step,
  verified,
  viewOf,
} from "../../fakes/viewOf";
import { shownPieces } from "./shownPieces";

const history = join(import.meta.dirname, "../../history");

/** Events as they are appended: some together. */
function batchesOf(file: string): RunEvent[][] {
  const lines = readFileSync(join(history, file), "utf8").trim().split("\n");
  const batches: RunEvent[][] = [];
  let open: RunEvent[] = [];
  for (const line of lines) {
    const event = JSON.parse(line) as RunEvent & { more?: number };
    open.push(event);
    if (event.more) continue;
    batches.push(open);
    open = [];
  }
  return batches;
}

describe("runs of the history", () => {
  it.each([
    "v0.1.0-happy-path.jsonl",
    "v0.1.0-red-then-green.jsonl",
    "v0.1.0-cap-pause.jsonl",
    "v0.1.0-chat.jsonl",
  ])("%s", async (file) => {
    let view: RunView | null = null;
    const pieces = batchesOf(file).flatMap((batch) => {
      for (const event of batch) view = fold(view, event);
      if (!view) throw new Error("no view");
      return chatPieces(view, batch);
    });
    await expect(`${shownPieces(pieces)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, "golden", file.replace(".jsonl", ".md")),
    );
  });
});

/** What the last facts show, after the earlier ones. */
function shownAfter(before: Fact[], last: Fact[]): string {
  const view = viewOf([...before, ...last]);
  const first = before.length + 2;
  const events = last.map(
    (fact, index): RunEvent => ({ v: 1, seq: first + index, epoch: 1, at: 2_000, fact }),
  );
  return shownPieces(chatPieces(view, events));
}

const hash = "a".repeat(64);
function asked(kind: Approval["kind"], more: Partial<Approval> = {}): Fact {
  const approval: Approval = {
    id: `${kind}:x`,
    kind,
    title: `a ${kind}`,
    detail: "All of it.",
    hash,
    ...more,
  };
  return { type: "approval.asked", approval };
}
function answered(kind: Approval["kind"], answer: Partial<ApprovalAnswer> = {}): Fact {
  const origin = { kind: "person", via: "vscode" } as const;
  return {
    type: "approval.given",
    approval: `${kind}:x`,
    hash,
    answer: { verdict: "approved", scope: "once", origin, ...answer },
  };
}
const run = "20260102-030405-test";
const to = `${run} command:x ${hash}`;
const review = (kind: string) => `[Review in Sidebar] kilo.chat.review ${run} ${kind}:x ${hash}`;

describe("a fact", () => {
  it.each<[string, Fact[], Fact[], string]>([
    [
      "a route",
      [],
      [routed("chat")],
      `**An answer without edits**: test\n[Open Trace] kilo.chat.openTrace ${run}`,
    ],
    [
      "a task",
      [created("t1", "step", { title: "make *it*\nnow" })],
      [{ type: "task.started", task: "t1" }],
      "(coder: make \\*it\\* now (anthropic/claude\\-sonnet\\-4\\-6))",
    ],
    ["a first iteration", [], [iteration(1)], ""],
    ["a second iteration", [iteration(1)], [iteration(2, "debug")], "**iteration 2 of 4\\: test**"],
    [
      "a red verification",
      [iteration(1)],
      [verified(1, "red")],
      "**✗ verification 1\\: red \\(1 new failure\\)**",
    ],
    ["lost progress", [iteration(1)], [lost(1, "stop")], "✗ no progress\\: stuck; the run stops"],
    ["a settled step", [accepted([step("s1")])], [settled("s1")], "✓ step s1 done\\: accepted"],
    ["a task that failed", [created("t1", "step")], [ended("t1", "failed")], "✗ t1 failed\\: refused"],
    ["a task that is done", [created("t1", "step")], [ended("t1")], ""],
    ["a notice", [], [{ type: "notice.given", text: "<b>" }], "\\<b\\>"],
    [
      "a pause",
      [],
      [{ type: "run.paused", reason: "cap", message: "The budget is used up." }],
      `**Paused**: The budget is used up.\n\nNothing is lost. Resume it here, in the Kilo view, or with \`kilo-code resume ${run}\`.\n[Resume] kilo.chat.resume ${run}`,
    ],
    [
      "a pause that is over",
      [],
      [
        { type: "run.paused", reason: "host", message: "Closed." },
        { type: "run.resumed", origin: { kind: "person", via: "vscode" } },
      ],
      "Paused: Closed.\nresumed",
    ],
    [
      "a command",
      [],
      [asked("command", { title: "npm i x", detail: "npm i x\u202e```\nin /work" })],
      `**Approval needed: Shell command** · npm i x\n\n\`\`\`\`sh\nnpm i x<U+202E>\`\`\`\nin /work\n\`\`\`\`\n[Approve] kilo.chat.approve ${to}\n[Reject…] kilo.chat.reject ${to}\n${review("command")}`,
    ],
    [
      "a long diff is not approved here",
      [],
      [asked("completion", { detail: `diff --git a b\n${"+line\n".repeat(100)}` })],
      `**Approval needed: Result** · a completion\n\n\`\`\`diff\ndiff --git a b\n${"+line\n".repeat(79)}…\n\`\`\`\n\nThe rest is in the sidebar.\n${review("completion")}`,
    ],
    [
      "a budget",
      [],
      [
        asked("budget", {
          detail: "$2.40 is spent.",
          subject: { kind: "budget", spent: 2_400_000, from: 2_500_000, to: 3_750_000, missing: 9 },
        }),
      ],
      `**Approval needed: Budget** · a budget\n\n\\$2.40 is spent.\n[Raise to $3.75] kilo.chat.approve ${run} budget:x ${hash}\n[Stop Here] kilo.chat.reject ${run} budget:x ${hash}\n${review("budget")}`,
    ],
    [
      "a question with options",
      [],
      [
        asked("question", {
          title: "Which?",
          detail: "Which?",
          options: ["this", "that"],
          toolCall: "t1.1.1",
        }),
      ],
      `**Approval needed: Question** · Which?\n[this] kilo.chat.answer ${run} question:x ${hash} this\n[that] kilo.chat.answer ${run} question:x ${hash} that\n[Answer…] kilo.chat.answer ${run} question:x ${hash}\n${review("question")}`,
    ],
    [
      "the engine's own question with options, which no other words answer",
      [],
      [asked("question", { title: "Nothing is left", detail: "Nothing is left", options: ["end it"] })],
      `**Approval needed: Question** · Nothing is left\n[end it] kilo.chat.answer ${run} question:x ${hash} end it\n${review("question")}`,
    ],
    [
      "the engine's own question",
      [],
      [asked("question", { id: "question:x:again", title: "Again?", detail: "" })],
      `**Approval needed: Question** · Again?\n[Run It Again] kilo.chat.approve ${run} question:x:again ${hash}\n[Go On Without] kilo.chat.reject ${run} question:x:again ${hash}\n[Review in Sidebar] kilo.chat.review ${run} question:x:again ${hash}`,
    ],
    [
      "trust",
      [],
      [asked("trust")],
      `**Approval needed: Trust** · a trust\n\n\`\`\`\nAll of it.\n\`\`\`\n${review("trust")}`,
    ],
    [
      "answered by a rule at once",
      [],
      [asked("command"), answered("command", { origin: { kind: "rule", via: "settings" } })],
      "",
    ],
    ["a person's yes", [asked("command")], [answered("command")], "✓ Approved (Shell command)"],
    [
      "a person's no",
      [asked("command")],
      [answered("command", { verdict: "rejected", comment: "use <pnpm>" })],
      "✗ Rejected (Shell command): use \\<pnpm\\>",
    ],
  ])("%s", (_, before, last, expected) => {
    expect(shownAfter(before, last)).toBe(expected);
  });
});

describe("a plan", () => {
  const plan = {
    summary: "Paginate.",
    steps: [
      step("s1", { title: "route", instructions: "Add `page`.", files: ["src/a.js"] }),
      step("s2", {
        title: "verify",
        kind: "verify",
        after: ["s1"],
        criteria: [{ text: "fast", check: "npm test", before: "12 ms", after: "5 ms" }],
      }),
    ],
    risks: ["none", "slow"],
    contractChanges: [{ path: "openapi.json", why: "page" }],
  };
  const question = asked("plan", { detail: "all", subject: { kind: "plan", plan, checks: ["npm run x"] } });
  const list = [
    "**Plan**: Paginate.",
    "",
    "1. **route** (coder, anthropic/claude\\-sonnet\\-4\\-6)",
    "   - Add \\`page\\`.",
    "   - Files: src/a.js",
    "2. **verify** (checks of the engine, after 1)",
    "   - s2",
    "   - ✓ fast (12 ms → 5 ms): npm test",
    "",
    "Risks:",
    "",
    "- slow",
    "",
    "Contract changes:",
    "",
    "- openapi.json: page",
  ].join("\n");

  it("is asked for whole, with the commands it needs", () => {
    expect(shownAfter([], [question])).toBe(
      [
        "**Approval needed: Plan** · a plan",
        "",
        list,
        "",
        "Commands that become checks:",
        "```sh",
        "npm run x",
        "```",
        `[Approve Plan] kilo.chat.approve ${run} plan:x ${hash}`,
        `[Reject…] kilo.chat.reject ${run} plan:x ${hash}`,
        review("plan"),
      ].join("\n"),
    );
  });

  const acceptance = (changed: boolean): Fact => ({ type: "plan.accepted", plan, changed, replan: false });
  const short = list.replace("   - Add \\`page\\`.\n", "").replace("   - s2\n", "");
  it.each<[string, Fact[], Fact, string]>([
    ["is not shown again when the person approved it", [question, answered("plan")], acceptance(false), ""],
    ["is shown as the person changed it", [question, answered("plan")], acceptance(true), short],
    ["is shown where nobody was asked", [], acceptance(false), short],
  ])("%s", (_, before, last, expected) => {
    expect(shownAfter(before, [last])).toBe(expected);
  });
});

it("a chat that joins a run shows what waits", () => {
  const view = viewOf([
    asked("command"),
    answered("command"),
    asked("question", { title: "Which?", detail: "" }),
  ]);
  expect(shownPieces(waitingPieces(view))).toContain("Which?");
  expect(shownPieces(waitingPieces(view))).not.toContain("Shell command");
});
