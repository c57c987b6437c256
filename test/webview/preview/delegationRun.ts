// A run of an orchestrator in the middle of its work: subtasks three levels deep, one at work, one that asks its parent,
// one that a person paused, one that was cancelled, a share of the money, and approvals that wait. Made up; no engine runs.
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { RunEvent } from "../../../src/protocol/event";
import type { EndReason, NewTask } from "../../../src/protocol/task";
import { EventWriter } from "./eventWriter";

const person = { kind: "person", via: "vscode" } as const;
const hash = "a".repeat(64);
const models = {
  planner: "anthropic/claude-opus-4-7",
  coder: "anthropic/claude-sonnet-4-6",
  debugger: "anthropic/claude-haiku-4-5",
};

/** Message of the subtask that waits for its approval. */
export const askedMessage =
  "Describe `cursor` and `nextCursor` in openapi.yaml.\n\nKeep the examples valid; the page schema is in design.md.";

type Made = Pick<NewTask, "role" | "lane" | "title"> & { share?: number };

class Delegation {
  readonly writer: EventWriter;
  private tasks = 0;
  private readonly purses = new Map<string, string>();
  private readonly depths = new Map<string, number>();

  constructor(at: number) {
    this.writer = new EventWriter(at);
  }

  get events(): RunEvent[] {
    return this.writer.events;
  }

  /** @param call the parent's tool call; null for the root. */
  task(call: string | null, { role, lane, title, share }: Made): string {
    this.tasks += 1;
    const task = `t${this.tasks}`;
    const parent = call === null ? null : call.slice(0, call.indexOf("."));
    const above = parent === null ? "run" : (this.purses.get(parent) ?? "run");
    const depth = parent === null ? 0 : (this.depths.get(parent) ?? 0) + 1;
    if (share !== undefined)
      this.writer.emit({ type: "purse.opened", purse: task, parent: above, cap: share });
    this.purses.set(task, share === undefined ? above : task);
    this.depths.set(task, depth);
    this.writer.emit({
      type: "task.created",
      task,
      purpose: parent === null ? "single" : "subtask",
      role,
      lane,
      model: models[lane],
      title,
      parent,
      depth,
      root: "/workspace",
      step: null,
      iteration: 0,
      purse: this.purses.get(task) ?? "run",
      rights: { tools: [], write: true, run: true },
      origin: call === null ? "run" : `call:${call}`,
      packet: { text: title },
    });
    this.writer.emit({ type: "task.started", task });
    return task;
  }

  /** A turn that calls for a subtask and waits for it. @returns the subtask. */
  delegate(task: string, text: string, made: Made): string {
    const turn = this.writer.begin(task);
    this.writer.end(turn, { text, ms: 2400, micros: 31_000 });
    this.writer.intend(turn, 1, { name: "new_task" });
    return this.task(`${turn}.1`, made);
  }

  /** One more subtask by the same turn. */
  beside(turn: string, number: number, made: Made): string {
    this.writer.intend(turn, number, { name: "new_task" });
    return this.task(`${turn}.${number}`, made);
  }

  rest(task: string, reason: string): void {
    this.writer.emit({ type: "task.paused", task, reason });
  }

  end(task: string, text: string, reason: EndReason = "done"): void {
    const status = reason === "done" ? "done" : reason === "cancelled" ? "cancelled" : "failed";
    this.writer.emit({ type: "task.ended", task, status, reason, result: { text } }, 20);
  }

  ask(kind: "subtask" | "completion", about: string, title: string, subject: ApprovalSubject): void {
    const task = about.slice(0, about.indexOf("."));
    const approval = { id: `${kind}:${about}`, kind, title, detail: title, subject, hash, task };
    this.writer.emit({ type: "approval.asked", approval: { ...approval, toolCall: about } });
  }
}

/** @param at milliseconds since 1970 of the first fact. */
export function delegationRun(at = 1_000_000): RunEvent[] {
  const run = new Delegation(at);
  const { writer } = run;
  writer.start("Add cursor pagination to /api/users, with tests and docs");
  const reasons = ["the orchestrator was chosen"];
  writer.emit({ type: "run.routed", decision: "single", estimatedLines: 120, reasons, forced: null });
  const root = run.task(null, { role: "orchestrator", lane: "planner", title: "Add cursor pagination" });
  const design = run.delegate(root, "First a design, then the code.", {
    role: "planner",
    lane: "planner",
    title: "Design the page contract",
  });
  run.rest(root, "waits for its subtask");
  writer.turn(design, { text: "Items and `nextCursor`, ordered by created_at and id.", micros: 52_000 });
  run.end(design, "Items and nextCursor.");
  writer.settleCall("t1.1", 1, { name: "new_task", note: "done · 1 turn · $0.05", ms: 9000 });
  writer.emit({ type: "task.resumed", task: root, origin: { kind: "engine", via: "driver" } });
  const code = run.delegate(root, "The contract is clear. Now the handler.", {
    role: "coder",
    lane: "coder",
    title: "Handler reads a cursor and returns nextCursor",
    share: 800_000,
  });
  run.rest(root, "waits for its subtask");
  children(run, code);
  // What a task with a share pays, its purse pays.
  return writer.events.map((event) =>
    event.fact.type === "model.called" && ["t3", "t4", "t5", "t6"].includes(event.fact.task)
      ? { ...event, fact: { ...event.fact, purse: "t3" } }
      : event,
  );
}

/** The coder's own subtasks, in every state one may rest in. */
function children(run: Delegation, code: string): void {
  const { writer } = run;
  const tests = run.delegate(code, "Tests and a look at security go beside the handler.", {
    role: "tester",
    lane: "debugger",
    title: "Tests for the cursor",
  });
  const turn = `${code}.1`;
  const guard = run.beside(turn, 2, { role: "security", lane: "debugger", title: "Can a cursor be forged?" });
  const docs = run.beside(turn, 3, { role: "ask", lane: "planner", title: "How do clients page today?" });
  const old = run.beside(turn, 4, { role: "tester", lane: "debugger", title: "Load test of 1M users" });
  run.rest(code, "waits for its subtasks");
  writer.turn(tests, {
    text: "Two pages and a forged cursor.",
    calls: [{ name: "edit_file", target: "test/users.test.js", note: "+31 −2" }],
  });
  const below = run.delegate(tests, "The fixture needs more users.", {
    role: "coder",
    lane: "coder",
    title: "Fixture with 40 users",
  });
  run.rest(tests, "waits for its subtask");
  writer.begin(below);
  writer.turn(guard, { text: "The cursor is not signed.", micros: 9_000 });
  const question = "Shall the cursor be signed, or is it opaque only?";
  writer.emit({ type: "task.asked", task: guard, toolCall: `${guard}.1.1`, question });
  run.rest(guard, "asks its parent");
  writer.turn(docs, { text: "Two clients use ?page=.", micros: 4_000 });
  writer.emit({ type: "task.pauseRequested", task: docs, origin: person });
  run.rest(docs, "paused by a person");
  writer.emit({ type: "task.cancelRequested", task: old, message: "no load test here", origin: person });
  run.end(old, "", "cancelled");
  writer.settleCall(turn, 4, { name: "new_task", note: "cancelled", failed: true });
  writer.intend(turn, 5, { name: "new_task" });
  approvals(run, code, tests);
}

function approvals(run: Delegation, code: string, tests: string): void {
  run.ask("subtask", `${code}.1.5`, "Start a subtask in code: Describe `cursor` in the OpenAPI spec", {
    kind: "subtask",
    role: "coder",
    model: models.coder,
    message: askedMessage,
    files: ["openapi.yaml"],
    criteria: [],
    left: 690_000,
    share: 138_000,
    parent: code,
    depth: 2,
  });
  run.ask("completion", `${tests}.1.1`, "Accept t4: Tests for the cursor", {
    kind: "completion",
    result: "Three tests: first page, next page, **forged cursor**.",
    files: [
      { path: "test/users.test.js", added: 31, removed: 2 },
      { path: "test/fixtures/users.json", added: 40, removed: 0 },
    ],
    altered: ["test/users.test.js: weakened, not declared"],
    micros: 58_400,
    checks: [
      { command: "npm test", exitCode: 0 },
      { command: "npm run lint", exitCode: 1 },
    ],
    canUndo: true,
  });
}

/** An orchestrator with very many subtasks, nearly all of them over. */
export function wideRun(count: number, at = 1_000_000): RunEvent[] {
  const run = new Delegation(at);
  run.writer.start("Rename userCount everywhere");
  const root = run.task(null, { role: "orchestrator", lane: "planner", title: "Rename userCount" });
  for (let number = 1; number < count; number += 1) {
    const title = `Package ${number}`;
    const child = run.delegate(root, "", { role: "coder", lane: "coder", title });
    run.writer.turn(child, { text: "Renamed.", micros: 2_000 });
    if (number < count - 1) run.end(child, "Renamed.", number % 50 === 0 ? "stuck" : "done");
  }
  run.rest(root, "waits for its subtask");
  return run.events;
}
