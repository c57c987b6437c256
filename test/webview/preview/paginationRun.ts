// The run of the pictures: a plan, two steps side by side, a red verification, a debugger, and a second iteration that
// is still going.
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import type { PlanStep } from "../../../src/protocol/plan";
import { EventWriter } from "./eventWriter";

const step = (id: string, title: string, after: string[], files: string[]): PlanStep => ({
  id,
  title,
  role: "coder",
  kind: "change",
  instructions: title,
  after,
  files,
  criteria: [],
});

const steps = [
  step("s1", "Add a cursor to the query schema", [], ["src/users/schema.js"]),
  step("s2", "Handler reads and returns a cursor", ["s1"], ["src/users/handler.js"]),
  step("s3", "Describe cursor and nextCursor in the OpenAPI spec", ["s1"], ["openapi.yaml"]),
];

const failures = ["npm-test: GET /api/users returns all users", "npm-test: GET /api/users?limit=2 pages"];

/** What streams after the last fact. */
export const paginationLive: LiveEvent[] = [
  {
    type: "live.text",
    task: "t7",
    turn: "t7.1",
    text: "The fixture is corrected. I re-run the suite before I report; waiting for the last five tests of `users.test.js`",
    thinking: false,
  },
  { type: "live.toolCall", task: "t7", turn: "t7.1", name: "run_command", bytes: 64 },
];

/** @param end adds the facts that finish the run. @param startedAt milliseconds since 1970. */
export function paginationRun(
  end: "going" | "done" | "failed" = "going",
  startedAt = Date.now() - 161_000,
): RunEvent[] {
  const log = new EventWriter(startedAt);
  log.start(
    "Add cursor pagination to the /api/users endpoint. Update the schema, the handler, and the OpenAPI spec.",
  );
  log.emit({
    type: "run.routed",
    decision: "orchestrate",
    estimatedLines: 120,
    reasons: ["3 artefacts named", "tests asked for"],
    forced: null,
  });
  plan(log);
  log.emit({ type: "checks.found", checks: [], skipped: [] }, 200);
  log.iteration = 1;
  log.emit({ type: "iteration.started", iteration: 1, by: "work", reason: "first changes" });
  work(log);
  log.emit({ type: "verification.started", iteration: 1 }, 200);
  log.check(1, "npm run lint", 0, 1100);
  log.check(1, "npm test", 1, 3200, failures);
  log.verified(1, "red", failures);
  log.iteration = 2;
  log.emit({ type: "iteration.started", iteration: 2, by: "debug", reason: "2 new failures" });
  debug(log);
  if (end === "failed") fail(log);
  else finish(log, end);
  return log.events;
}

function plan(log: EventWriter): void {
  const task = log.task({ role: "planner", lane: "planner", title: "Plan the change", purpose: "plan" });
  log.turn(task, {
    text: "I read the handler, the schema and the tests first.",
    calls: [
      { name: "read_file", target: "src/users/handler.js", note: "src/users/handler.js · 84 lines" },
      { name: "search_files", target: "listUsers(", note: "5 matches in 3 files" },
      { name: "read_file", target: "openapi.yaml", note: "openapi.yaml · 212 lines", ms: 30 },
    ],
    ms: 4100,
    input: 3200,
    cached: 0,
    output: 380,
    micros: 25_500,
  });
  log.turn(task, {
    text: "Schema, handler, OpenAPI, verification. Risk: clients that send no cursor; the first page must stay what it is today, and `nextCursor` is `null` on the last page.",
    calls: [{ name: "submit_plan", note: "accepted" }],
    ms: 9800,
    input: 2100,
    cached: 8900,
    output: 1204,
    micros: 45_100,
  });
  log.emit({
    type: "plan.submitted",
    task,
    plan: { summary: "cursor pagination", steps, risks: ["clients without a cursor"], contractChanges: [] },
  });
  log.endTask(task, "plan");
  const hash = "1".repeat(64);
  const approval = {
    id: "plan:t1.2.1",
    kind: "plan" as const,
    title: "A plan of 3 steps, 1 risk",
    detail: "",
    hash,
    task,
  };
  log.emit({ type: "approval.asked", approval });
  log.emit(
    {
      type: "approval.given",
      approval: approval.id,
      hash,
      answer: { verdict: "approved", scope: "once", origin: { kind: "person", via: "vscode" } },
    },
    6000,
  );
  log.emit({
    type: "plan.accepted",
    plan: { summary: "cursor pagination", steps, risks: [], contractChanges: [] },
    changed: false,
    replan: false,
  });
}

function work(log: EventWriter): void {
  changeSchema(log);
  changeHandler(log);
  changeSpec(log);
}

function changeSchema(log: EventWriter): void {
  const schema = log.task({
    role: "coder",
    lane: "coder",
    title: "Add a cursor to the query schema",
    step: "s1",
  });
  log.turn(schema, {
    calls: [{ name: "edit_file", target: "src/users/schema.js", note: "src/users/schema.js · +9 −1" }],
    ms: 3900,
    failures: ["The provider is overloaded (529); it asked for a pause."],
  });
  log.turn(schema, {
    text: "The schema takes `cursor` and `limit` now.",
    calls: [{ name: "attempt_completion", note: "accepted" }],
    ms: 2100,
    micros: 9_100,
  });
  log.endTask(schema, "schema");
  log.emit({ type: "step.settled", step: "s1", status: "done", evidence: "accepted: 1 file, +9 −1" });
}

/** The handler's coder and a reviewer work at one time. */
function changeHandler(log: EventWriter): void {
  const handler = log.task({
    role: "coder",
    lane: "coder",
    title: "Handler reads and returns a cursor",
    step: "s2",
  });
  const review = log.task({
    role: "reviewer",
    lane: "debugger",
    title: "Look for clients without a cursor",
    purpose: "subtask",
    model: "anthropic/claude-opus-4-7",
  });
  const [first, second] = [log.begin(handler), log.begin(review)];
  log.end(second, {
    text: "Two callers send no cursor: `admin/export.js` and the CLI. Both expect an array.",
    calls: [{ name: "search_files", target: "/api/users", note: "7 matches in 4 files" }],
    ms: 5200,
    micros: 31_000,
  });
  log.end(first, {
    text: "Add a default cursor so that old clients keep working, then return `nextCursor`.",
    calls: [
      { name: "edit_file", target: "src/users/handler.js", note: "src/users/handler.js · +18 −4" },
      { name: "write_file", target: "src/users/cursor.js", note: "src/users/cursor.js · new, +22" },
    ],
    ms: 6300,
  });
  log.endTask(review, "two callers");
  log.turn(handler, { calls: [{ name: "attempt_completion", note: "accepted" }], ms: 1900, micros: 8_000 });
  log.endTask(handler, "handler");
  log.emit({ type: "step.settled", step: "s2", status: "done", evidence: "accepted: 2 files, +40 −4" });
}

function changeSpec(log: EventWriter): void {
  const spec = log.task({
    role: "coder",
    lane: "coder",
    title: "Describe cursor and nextCursor in the OpenAPI spec",
    step: "s3",
  });
  log.turn(spec, {
    text: "The spec gets the cursor parameter and the page schema.",
    calls: [
      { name: "edit_file", target: "openapi.yaml", note: "openapi.yaml · +31 −2" },
      { name: "attempt_completion", note: "accepted" },
    ],
    ms: 5100,
  });
  log.endTask(spec, "spec");
  log.emit({ type: "step.settled", step: "s3", status: "done", evidence: "accepted: 1 file, +31 −2" });
}

function debug(log: EventWriter): void {
  const task = log.task({
    role: "debugger",
    lane: "debugger",
    title: "Why two tests fail",
    purpose: "debug",
  });
  log.turn(task, {
    text: "Both expect an array; the contract change in the plan makes it `{ items, nextCursor }`.",
    calls: [
      { name: "read_file", target: "test/users.test.js", note: "test/users.test.js · 61 lines" },
      {
        name: "edit_file",
        target: "test/users.test.js",
        note: "test/users.test.js · expectation changed, declared",
      },
      { name: "run_command", target: "npm test -- users", note: "exit 1 · 3.1 s", failed: true, ms: 3100 },
    ],
    ms: 2200,
    micros: 6_200,
  });
  log.endTask(task, "patched");
}

function finish(log: EventWriter, end: "going" | "done"): void {
  const task = log.task({
    role: "tester",
    lane: "debugger",
    title: "Correct the fixture and re-run the checks",
    purpose: "fix",
    model: "anthropic/claude-haiku-4-5",
  });
  const turn = log.begin(task);
  if (end === "going") return;
  log.end(turn, {
    text: "The fixture had one user too many.",
    calls: [{ name: "run_command", target: "npm test", note: "exit 0 · 3.4 s", ms: 3400 }],
    ms: 2600,
    micros: 4_000,
  });
  log.endTask(task, "fixed");
  log.emit({ type: "verification.started", iteration: 2 });
  log.check(2, "npm run lint", 0, 1000);
  log.check(2, "npm test", 0, 3300);
  log.verified(2, "green");
  log.emit(
    {
      type: "run.ended",
      outcome: "done",
      verified: true,
      summary: "all checks are green",
      report: { text: "# Done" },
    },
    30,
  );
}

function fail(log: EventWriter): void {
  const task = log.task({ role: "coder", lane: "coder", title: "Fix the handler", purpose: "fix" });
  log.turn(task, {
    text: "I try another shape.",
    calls: [
      { name: "edit_file", target: "src/users/handler.js", note: "the text was not found", failed: true },
    ],
    ms: 4000,
  });
  log.failTask(task, "The task used all of its 50 turns without an end.");
  log.emit({ type: "verification.started", iteration: 2 });
  log.check(2, "npm test", 1, 3300, failures);
  log.verified(2, "red", failures);
  log.emit({
    type: "progress.lost",
    iteration: 2,
    reason: "the same tests fail after the same change",
    next: "stop",
  });
  log.emit(
    {
      type: "run.ended",
      outcome: "failed",
      verified: false,
      summary: "2 tests still fail",
      report: { text: "# Failed" },
    },
    30,
  );
}
