// A short run as events, for views: a plan, a step being coded, a failing check, all with times.
import type { Fact, LiveEvent, RunEvent } from "../../src/protocol/event";
import { testSettings } from "../fakes/testSettings";
import { accepted, created, iteration, routed, settled, step, verified } from "../fakes/viewOf";

const started: Fact = {
  type: "run.started",
  run: "20260102-030405-test",
  prompt: "Add cursor pagination to the /api/users endpoint",
  prefix: null,
  chosenRole: null,
  folder: "/work",
  root: "/work",
  settings: testSettings("http://127.0.0.1:1"),
  notices: [],
  product: "test",
  origin: { kind: "person", via: "test" },
};

const request = (task: string, micros: number): Fact[] => [
  {
    type: "model.called",
    modelCall: `${task}.1#1`,
    task,
    turn: `${task}.1`,
    attempt: 1,
    purse: "run",
    reserved: 0,
    inputBound: 100,
    maxTokens: 1000,
  },
  {
    type: "model.settled",
    modelCall: `${task}.1#1`,
    usage: { input: 1814, cacheRead: 10_990, cacheWrite: 0, output: 1122, reasoning: 0 },
    micros,
    answeredBy: "claude-sonnet-4-6",
    stop: "tools",
    firstMs: 800,
    ms: 6300,
    wire: null,
  },
];

const tool = (task: string, name: string, note: string, outcome: "ok" | "error" = "ok"): Fact => ({
  type: "toolCall.settled",
  toolCall: `${task}.1.1`,
  task,
  turn: `${task}.1`,
  callId: "c",
  name,
  outcome,
  output: { text: "" },
  note,
  touched: [],
  seen: [],
  full: null,
  exitCode: null,
  ms: 3200,
});

export const purse: Fact = { type: "purse.opened", purse: "run", parent: null, cap: 2_500_000 };

const facts: Fact[] = [
  started,
  purse,
  routed("orchestrate"),
  created("t1", "plan", { lane: "planner", model: "anthropic/claude-opus-4-7", title: "the task" }),
  { type: "task.started", task: "t1" },
  ...request("t1", 180_000),
  accepted([
    step("s1", { title: "Schema" }),
    step("s2", { title: "Handler 日本語" }),
    step("s3", { title: "Spec" }),
    step("s4", { title: "Tests", kind: "verify" }),
  ]),
  { type: "task.ended", task: "t1", status: "done", result: { text: "Four steps" } },
  iteration(1),
  created("t2", "step", { step: "s1", title: "Schema" }),
  { type: "task.started", task: "t2" },
  ...request("t2", 27_400),
  tool("t2", "edit_file", "src/users/schema.js · +4 −0"),
  settled("s1"),
  { type: "task.ended", task: "t2", status: "done", result: { text: "Schema has a cursor" } },
  created("t3", "step", { step: "s2", title: "Handler 日本語" }),
  { type: "task.started", task: "t3" },
  ...request("t3", 31_000),
  tool("t3", "read_file", "src/users/handler.js · 80 lines"),
  tool("t3", "edit_file", "src/users/handler.js · the text is not there", "error"),
  verified(1, "red"),
];

export const events: RunEvent[] = facts.map((fact, at) => ({
  v: 1,
  seq: at + 1,
  epoch: 1,
  at: 1_000_000 + at * 1500,
  fact,
}));

export const liveEvents: LiveEvent[] = [
  {
    type: "live.text",
    task: "t3",
    turn: "t3.2",
    text: "I read the \x1b[31mhandler again, because ",
    thinking: false,
  },
  {
    type: "live.text",
    task: "t3",
    turn: "t3.2",
    text: "the text moved. 日本語の文も、正しく折り返されます。\x1b[",
    thinking: false,
  },
  { type: "live.toolCall", task: "t3", turn: "t3.2", name: "edit_file", bytes: 412 },
  { type: "live.output", task: "t3", toolCall: null, check: "npm-test", text: "10 of 16\n11 of 16\n" },
];
