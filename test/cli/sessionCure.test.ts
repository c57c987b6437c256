// The verbs of any run name, for a session, the verb that goes on with one: the other would only rest again.
import { expect, test } from "vitest";
import { cureLine } from "../../src/cli/text/cureLine";
import { statusLines } from "../../src/cli/text/statusLines";
import { treeLines } from "../../src/cli/text/treeLines";
import { makeReport } from "../../src/core/schedule/report";
import type { Fact } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import { question } from "../fakes/familyView";
import { middle, sessionView, toMerge } from "./agentManagerStory";

const paused: Fact = { type: "run.paused", reason: "person", message: "Paused by the user." };
const line = "kilo-code agent-manager resume --session-id session-20260403-001";

test("a session that rests goes on with a verb of its own", () => {
  const view = sessionView([...middle, paused]);
  expect(treeLines(view, { now: view.at, width: null, driven: false }).at(-1)).toBe(`      ${line}`);
  expect(statusLines(view, view.at, null).join("\n")).toContain(`answer with: ${line}`);
  expect(cureLine(view.run, { kind: "resume" })).toBe(line);
});

test("one that nobody drives is called a session", () => {
  const view = sessionView(middle);
  expect(treeLines(view, { now: view.at, width: null, driven: false }).join("\n")).toContain(
    `nobody drives this session\n      ${line}`,
  );
  const tree = treeLines(view, { now: view.at, width: null, driven: false });
  expect(tree.filter((text) => / works |▶/.test(text))).toEqual([]);
  expect(tree.filter((text) => text.includes(" waits for an answer "))).toHaveLength(1);
  const status = statusLines(view, view.at + 60_000, null, false);
  expect(status[0]).toMatch(/^✗ session-20260403-001 {2}cut off {2}/);
  expect(status[0]).toBe(statusLines(view, view.at, null, false)[0]);
  expect(status.at(-1)).toBe(`  nobody drives it; go on with it: ${line}`);
});

test("status tells of each question how it is answered, and a line to type is never cut", () => {
  const view = sessionView([...middle, question("question", "t3.1.1", "t3"), ...toMerge]);
  const many = sessionView([...middle, question("question", "t3.1.1", "t3")]);
  const told = (of: RunView) => {
    const lines = statusLines(of, of.at, 40);
    return lines.slice(lines.indexOf("  waits for an answer:") + 1);
  };
  expect(told(many)).toEqual([
    "    ? command: a command",
    "      answer with: kilo-code approve session-20260403-001 command:t4.1.1",
    "    ? question: a question",
    '      answer with: kilo-code approve session-20260403-001 question:t3.1.1 --answer "<text>"',
    '  say no to one: kilo-code reject session-20260403-001 <approval> --reason "<why>"',
  ]);
  expect(told(view)).toContain(
    "      answer with: kilo-code agent-manager merge --approve --session-id session-20260403-001",
  );
});

test("what was under way when a run ended is told as stopped, not as running", () => {
  const ended: Fact = {
    type: "run.ended",
    outcome: "cancelled",
    verified: false,
    summary: "s",
    report: { text: "" },
  };
  const view = sessionView([...middle, ended]);
  const report = makeReport(view, "cancelled", false, "stopped by the user", view.at).split("\n");
  const lines = [
    ...report,
    ...statusLines(view, view.at, null),
    ...treeLines(view, { now: view.at, width: null, driven: false }),
  ];
  expect(lines.filter((text) => text.includes("running"))).toEqual([]);
  expect(lines.filter((text) => text.includes("stopped"))).not.toEqual([]);
});
