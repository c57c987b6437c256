// What a chat request asks for, and what a chat offers next.
import { describe, expect, it } from "vitest";
import { followUps, memoryOf } from "../../../src/extension/chat/followUps";
import { readRequest } from "../../../src/extension/chat/readRequest";
import type { Fact } from "../../../src/protocol/event";
import { routed, viewOf } from "../../fakes/viewOf";

const run = "20260102-030405-ab12";
const read = (prompt: string, command?: string, references: { value: unknown }[] = []) =>
  readRequest({ prompt, command, references }, (file) => String((file as { fsPath: string }).fsPath));

describe("a request", () => {
  it.each<[string, string | undefined, object]>([
    [" Fix it. ", undefined, { kind: "start", prompt: "Fix it." }],
    ["Fix it.", "single", { kind: "start", prompt: "/single Fix it." }],
    ["/orchestrate Fix it.", undefined, { kind: "start", prompt: "/orchestrate Fix it." }],
    ["@kilo /single Fix it.", undefined, { kind: "start", prompt: "/single Fix it." }],
    ["", "orchestrate", { kind: "nothing" }],
    ["/single ", undefined, { kind: "nothing" }],
    [`Resume run ${run}`, undefined, { kind: "resume", run }],
    [`open the trace of run ${run}`, "single", { kind: "trace", run }],
    [`Undo the changes of run ${run}`, "orchestrate", { kind: "undo", run }],
    ["Resume run 7", undefined, { kind: "start", prompt: "Resume run 7" }],
    [`Resume run ${run} and more`, undefined, { kind: "start", prompt: `Resume run ${run} and more` }],
  ])("%j with %s", (prompt, command, expected) => {
    expect(read(prompt, command)).toEqual(expected);
  });

  it("names each attached file once, and passes over what it does not know", () => {
    const file = { scheme: "file", fsPath: "a.ts" };
    const place = (start: number, end: number) => ({
      uri: file,
      range: { start: { line: start }, end: { line: end } },
    });
    const values = [file, file, place(2, 2), place(2, 5), " ", "note", null, 5, { uri: 1 }, { uri: file }];
    expect(
      read(
        "Go.",
        undefined,
        values.map((value) => ({ value })),
      ),
    ).toEqual({
      kind: "start",
      prompt:
        "Go.\n\nAttached by the user:\n- a.ts\n- a.ts line 3\n- a.ts lines 3 to 6\n\nAttached text:\nnote",
    });
  });
});

describe("follow-ups", () => {
  const wrote: Fact = {
    type: "toolCall.settled",
    toolCall: "t1.1.1",
    task: "t1",
    turn: "t1.1",
    callId: "a",
    name: "run_command",
    outcome: "ok",
    output: { text: "" },
    note: "",
    touched: [{ path: "a", before: null, after: "b" }],
    seen: [],
    full: null,
    exitCode: 0,
    ms: 1,
  };
  const ended: Fact = {
    type: "run.ended",
    outcome: "done",
    verified: true,
    summary: "",
    report: { text: "" },
  };
  const paused: Fact = { type: "run.paused", reason: "person", message: "" };
  const undone: Fact = {
    type: "run.undone",
    to: null,
    restored: [{ path: "a", before: "b", after: null }],
    kept: [],
    origin: { kind: "person", via: "vscode" },
  };
  const id = "20260102-030405-test";
  it.each<[string, Fact[], string[]]>([
    [
      "after a run without changes",
      [routed("chat"), ended],
      ["Open the trace", "Run again with one agent (single)"],
    ],
    ["after one agent", [routed("single"), ended], ["Open the trace", "Run again with a plan (orchestrate)"]],
    [
      "after a plan",
      [routed("orchestrate"), wrote, ended],
      ["Open the trace", "Undo the changes", "Run again with one agent (single)"],
    ],
    [
      "after an undo",
      [routed("orchestrate"), wrote, ended, undone],
      ["Open the trace", "Run again with one agent (single)"],
    ],
    [
      "of a paused run",
      [routed("single"), wrote, paused],
      ["Resume the run", "Open the trace", "Undo the changes"],
    ],
  ])("%s", (_, facts, expected) => {
    const offered = followUps(JSON.parse(JSON.stringify(memoryOf(viewOf(facts)))));
    expect(offered.map(({ label, command }) => (command ? `${label} (${command})` : label))).toEqual(
      expected,
    );
    for (const { prompt, command } of offered) {
      const wish = read(prompt, command);
      expect(wish).toMatchObject(command ? { kind: "start", prompt: `/${command} do it` } : { run: id });
    }
  });

  it.each([[undefined], [null], [{}], [{ run: 7 }]])("none of what is not ours: %j", (metadata) => {
    expect(followUps(metadata)).toEqual([]);
  });
});
