// The view of a finished session, as far as a pull request tells of it.
import type { CheckReceipt, Verification } from "../../../../src/protocol/check";
import { emptySession } from "../../../../src/protocol/foldSession";
import { noUsage } from "../../../../src/protocol/money";
import type { RunView, StepView } from "../../../../src/protocol/run";
import type { AgentView } from "../../../../src/protocol/session";
import { testSession } from "../../../fakes/testSession";
import { testSettings } from "../../../fakes/testSettings";

function step(id: string, more: Partial<StepView>): StepView {
  return {
    ...{ id, title: id, role: "coder", kind: "change", instructions: "", after: [], files: [], criteria: [] },
    status: "done",
    ...more,
  };
}

type Told = Pick<AgentView, "aside" | "files" | "landed" | "result">;

function agent(name: string, number: number, more: Partial<Told>): AgentView {
  return {
    ...{
      name,
      step: `s${number}`,
      role: name,
      tree: null,
      old: null,
      worker: null,
      round: 1,
      reason: null,
      why: null,
    },
    ...{ result: null, aside: null, landed: null, files: {}, stale: [] },
    ...more,
  };
}

function result(files: number, added: number, removed: number): AgentView["result"] {
  return { ...{ commit: "c".repeat(40), tree: "t", base: "b" }, files, added, removed, at: 1 };
}

function receipt(command: string, cwd: string, ms: number, passedCount?: number): CheckReceipt {
  return {
    ...{ check: command, command, cwd, end: "exited", exitCode: 0, outputHash: "h", output: { text: "" } },
    ...{ tree: "t", at: 1, ms, failing: [], reader: "vitest" },
    ...(passedCount === undefined ? {} : { passedCount, failedCount: 0 }),
  };
}

const verification: Verification = {
  iteration: 1,
  verdict: "green",
  receipts: [receipt("npm test", "", 2_345, 41), receipt("npm run lint", "web", 400)],
  newFailures: [],
  oldFailures: [],
  flaky: ["cart > sums up"],
  uncovered: [],
  tree: "t",
  alteredTests: [{ path: "test/cart.test.ts", change: "changed", declared: true }],
  reasons: [],
};

const file = (path: string, before: string | null, after: string | null) => ({ path, before, after });

function agents(): Record<string, AgentView> {
  const conflict = { kind: "content", paths: ["src/cart.ts"], text: "both changed src/cart.ts" };
  return {
    api: agent("api", 1, {
      landed: "l".repeat(40),
      result: result(2, 40, 3),
      files: {
        "src/cart.ts": file("src/cart.ts", null, "1"),
        "src/old.ts": file("src/old.ts", "1", null),
        "src/same.ts": file("src/same.ts", "1", "1"),
      },
    }),
    frontend: agent("frontend", 2, {
      landed: "m".repeat(40),
      result: result(1, 7, 0),
      files: { "web/@scope/cart.tsx": file("web/@scope/cart.tsx", "1", "2") },
    }),
    search: agent("search", 3, {
      aside: { kind: "red", text: "npm test fails with it", conflicts: [], with: [] },
      files: { "src/search.ts": file("src/search.ts", null, "1") },
    }),
    admin: agent("admin", 4, {
      aside: { kind: "conflict", text: "conflicts with api", conflicts: [conflict], with: ["api"] },
    }),
  };
}

/** A new one each time, so that a test may change it. */
export function sessionView(): RunView {
  const review = {
    accepted: true,
    votes: [
      { task: "t5", model: "openai/gpt-5.5", vote: "accept" },
      { task: "t6", model: "anthropic/claude-opus-4-7", vote: "reject" },
    ],
  };
  const view: Partial<RunView> = {
    settings: testSettings("http://127.0.0.1:1", { session: testSession() }),
    run: "session-20261121-001",
    prompt: "Add a cart to the shop\nfor @everyone",
    steps: [
      step("s1", {
        title: "Write the routes",
        result: { text: "Wrote the routes.\nFixes #12, thanks @ada\n" },
      }),
      step("s2", { title: "Show the cart" }),
      step("s3", { title: "Search" }),
      step("s4", { title: "Administration" }),
      step("s5", { title: "Review the cart", role: "reviewer", result: { text: "accept", data: review } }),
    ],
    tasks: {},
    approvals: {},
    verifications: [structuredClone(verification)],
    skippedChecks: ["no type check was found"],
    spend: [
      { role: "coder", model: "a", calls: 4, usage: noUsage, micros: 700_000 },
      { role: "coder", model: "b", calls: 5, usage: noUsage, micros: 500_000 },
      { role: "reviewer", model: "c", calls: 1, usage: noUsage, micros: 50_000 },
    ],
    session: {
      ...emptySession(),
      agents: agents(),
      order: ["api", "frontend", "search", "admin"],
      merge: {
        ...{
          round: 1,
          status: "ended",
          folder: "f",
          branch: "kilo-integration",
          base: "b",
          iterationBefore: 0,
        },
        ...{ commit: "c", landed: ["api", "frontend"], aside: ["search", "admin"], culprits: ["search"] },
        checked: [
          { members: ["api"], verdict: "green" },
          { members: ["api", "frontend"], verdict: "green" },
        ],
      },
    },
  };
  return view as RunView;
}
