// Who goes beside whom: readers together, writers one after the other, and nobody held up by somebody else's question.
import { expect, it } from "vitest";
import type { Approval } from "../../src/protocol/approval";
import { serverFile } from "../core/mcp/serverStage";
import {
  call,
  door,
  end,
  type Family,
  type FamilyOptions,
  familyStage,
  give,
  meetingOf,
  nameOf,
  scriptOfParts,
} from "./stage";

const play = familyStage();

const write = (path: string) => call("write_file", { path, content: `${path}\n` });
const names = (count: number) => Array.from({ length: count }, (_, index) => `#r${index + 1}`);

/** Places of a task's beginning and end in the log. */
function spans(one: Family): { title: string; from: number; to: number }[] {
  const facts = one.facts();
  return one
    .of("task.created")
    .filter(({ parent }) => parent !== null)
    .map(({ task, title }) => ({
      title,
      from: facts.findIndex((fact) => fact.type === "task.started" && fact.task === task),
      to: facts.findIndex((fact) => fact.type === "task.ended" && fact.task === task),
    }));
}

it("readers of one answer go side by side: all have asked before one is answered", async () => {
  const meet = meetingOf(4);
  const parts = scriptOfParts({
    "#root": [names(4).map((name) => give("ask", name)), [end("done")]],
    ...Object.fromEntries(names(4).map((name) => [name, [{ text: `answer of ${name}` }]])),
  });
  const one = await play({
    async script(request) {
      if (nameOf(request).startsWith("#r") && nameOf(request) !== "#root") await meet();
      return parts(request);
    },
  });
  expect(await one.ended()).toEqual({ kind: "ended" });
  const results = one.of("toolCall.settled").filter(({ name }) => name === "new_task");
  expect(results.map(({ toolCall }) => toolCall).sort()).toEqual(["t1.1.1", "t1.1.2", "t1.1.3", "t1.1.4"]);
});

it("writers of one answer go one after the other, each to its accepted end", async () => {
  const parts = scriptOfParts({
    "#root": [names(3).map((name) => give("code", name)), [end("done")]],
    ...Object.fromEntries(names(3).map((name) => [name, [[write(`${name.slice(1)}.txt`)], [end(name)]]])),
  });
  const one = await play({ script: parts });
  await one.ended();
  const [first, second, third] = spans(one);
  expect([first, second, third].map((span) => span?.title)).toEqual(names(3));
  expect(first?.to).toBeLessThan(second?.from ?? 0);
  expect(second?.to).toBeLessThan(third?.from ?? 0);
});

it("a reviewer goes beside a tester", async () => {
  const meet = meetingOf(2);
  const parts = scriptOfParts({
    "#root": [[give("reviewer", "#judge"), give("tester", "#test")], [end("done")]],
    "#judge": [[end("good")]],
    "#test": [[end("tested")]],
  });
  const one = await play({
    async script(request) {
      if (nameOf(request) !== "#root") await meet();
      return parts(request);
    },
  });
  expect(await one.ended()).toEqual({ kind: "ended" });
});

it("one that waits for its creation's approval does not hold up the others", async () => {
  const slow = (approval: Approval) => approval.kind === "subtask" && approval.title.includes("#slow");
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("code", "#slow"), give("ask", "#reads"), give("code", "#writes")], [end("done")]],
      "#slow": [[end("slow")]],
      "#reads": [{ text: "read" }],
      "#writes": [[write("a.txt")], [end("written")]],
    }),
    settings: { approveRules: [{ kind: "subtask", answer: "ask" }] },
    answer: (approval) => (slow(approval) ? null : {}),
  });
  await one.until((fact) => fact.type === "toolCall.settled" && fact.toolCall === "t1.1.2");
  await one.until((fact) => fact.type === "toolCall.settled" && fact.toolCall === "t1.1.3");
  const asked = one.of("approval.asked").find(({ approval }) => slow(approval));
  if (!asked) throw new Error("nobody was asked");
  await one.give(asked.approval);
  expect(await one.ended()).toEqual({ kind: "ended" });
});

it("without a person the run pauses when every branch waits, and not before", async () => {
  const held = door();
  const parts = scriptOfParts({
    "#root": [
      [give("architect", "#asks"), give("ask", "#reads"), give("code", "#first"), give("code", "#second")],
      [end("done")],
    ],
    "#asks": [[end("asked")]],
    "#reads": [{ text: "read" }],
    "#first": [[write("a.txt")], [end("first")]],
    "#second": [[end("second")]],
  });
  const one = await play({
    async script(request) {
      if (nameOf(request) === "#reads") await held.passed;
      return parts(request);
    },
    interactive: false,
    settings: {
      approveRules: [
        { kind: "subtask", answer: "ask", role: "planner" },
        { kind: "completion", answer: "ask", role: "coder" },
      ],
    },
    answer: () => null,
  });
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "completion");
  // One waits for its creation, one for its completion, one in line behind it; the reader is still at work.
  expect((await one.view()).status).toBe("running");
  held.open();
  expect(await one.ended()).toMatchObject({ kind: "paused", pause: { reason: "approval" } });
  await one.until((fact) => fact.type === "run.paused");
  const facts = one.facts();
  const read = facts.findIndex((fact) => fact.type === "toolCall.settled" && fact.toolCall === "t1.1.2");
  expect(read).toBeGreaterThan(0);
  expect(facts.findIndex((fact) => fact.type === "run.paused")).toBeGreaterThan(read);
  const { approvals } = await one.view();
  expect(Object.values(approvals).filter(({ answer }) => !answer)).toHaveLength(2);
});

it("who needs no tool server begins while another's is asked about", async () => {
  const parts = scriptOfParts({
    "#root": [[give("messenger", "#served"), give("ask", "#reads")], [end("done")]],
    "#served": [[end("told")]],
    "#reads": [{ text: "read" }],
  });
  const transport = { kind: "stdio" as const, command: "node", args: [serverFile], environment: {} };
  const one = await play({
    script: parts,
    settings: {
      roles: [{ ...messenger, mcpServers: ["box"] }],
      servers: [{ name: "box", origin: ".kilocode/mcp.json", transport }],
    },
    answer: ({ kind }) => (kind === "mcp" ? null : {}),
  });
  const asked = await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "mcp");
  await one.until((fact) => fact.type === "toolCall.settled" && fact.toolCall === "t1.1.2");
  if (asked.type === "approval.asked") await one.give(asked.approval, "rejected");
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(spans(one).map(({ title }) => title)).toEqual(["#reads", "#served"]);
});

it("a reader that hands over to a writer stands in line with the other writers", async () => {
  const handed = door();
  const parts = scriptOfParts({
    "#root": [[give("code", "#writes"), give("messenger", "#tells")], [end("done")]],
    "#writes": [[write("a.txt")], [end("written")]],
    "#tells": [[call("hand_off", { mode: "code", message: "#heir" })]],
    "#heir": [[write("b.txt")], [end("heir")]],
  });
  const one = await play({
    async script(request) {
      if (nameOf(request) === "#writes") await handed.passed;
      return parts(request);
    },
    settings: { roles: [messenger] },
  });
  await one.until((fact) => fact.type === "task.created" && fact.origin.startsWith("handoff:"));
  handed.open();
  await one.ended();
  const [writes, , heir] = spans(one);
  expect(heir?.title).toBe("#heir");
  expect(heir?.from).toBeGreaterThan(writes?.to ?? Number.POSITIVE_INFINITY);
});

const messenger: NonNullable<NonNullable<FamilyOptions["settings"]>["roles"]>[number] = {
  name: "messenger",
  modes: [],
  lane: "planner",
  system: "You are the messenger.",
  tools: ["read_file", "hand_off", "attempt_completion"],
  ends: "attempt_completion",
  write: false,
  run: false,
  defaults: { role: "planner" },
};
