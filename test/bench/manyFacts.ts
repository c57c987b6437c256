// A long run's facts in their real proportions: tasks of fifty turns, each turn a model call, its answer and one edit.
import type { Fact } from "../../src/protocol/event";
import { startedFact } from "../core/log/someFacts";
import { created } from "../fakes/viewOf";
import { moduleText } from "./seedProject";

const turnsPerTask = 50;
const model = "anthropic/claude-sonnet-4-6";

/** Exactly `count` facts that fold without a fault. */
export function manyFacts(count: number): Fact[] {
  const facts: Fact[] = [
    startedFact("20260102-030405-many"),
    { type: "purse.opened", purse: "run", parent: null, cap: 1_000_000_000 },
  ];
  for (let number = 0; facts.length < count; number += 1) {
    const task = `t${Math.floor(number / turnsPerTask) + 1}`;
    if (number % turnsPerTask === 0) facts.push(created(task, "step"), { type: "task.started", task });
    facts.push(...turnFacts(task, `${task}.${(number % turnsPerTask) + 1}`, number));
  }
  return facts.slice(0, count);
}

function turnFacts(task: string, turn: string, number: number): Fact[] {
  const hash = number.toString(16).padStart(64, "a");
  const usage = { input: 120, cacheRead: 5_400, cacheWrite: 380, output: 160, reasoning: 0 };
  const path = `src/module${number % 400}.js`;
  const callId = `toolu_${number}`;
  const input = { path, search: "limit = 50", replace: `limit = ${number}` };
  const modelCall = `${turn}#1`;
  const text = `I change the limit in ${path}.`;
  const parts = [
    { type: "text" as const, text },
    { type: "toolCall" as const, id: callId, name: "edit_file", input },
  ];
  const call = { toolCall: `${turn}.1`, task, turn, callId, name: "edit_file" };
  const effect = { path, before: hash, after: hash };
  return [
    {
      type: "turn.started",
      task,
      turn,
      system: hash,
      tools: hash,
      params: hash,
      messages: number % turnsPerTask,
      promptHash: hash,
      model,
    },
    {
      type: "model.called",
      modelCall,
      task,
      turn,
      attempt: 1,
      purse: "run",
      reserved: 90_000,
      inputBound: 6_000,
      maxTokens: 8_192,
    },
    {
      type: "model.settled",
      modelCall,
      usage,
      micros: 5_000,
      answeredBy: model,
      stop: "tools",
      firstMs: 400,
      ms: 2_100,
      wire: hash,
      raw: { input_tokens: 120, output_tokens: 160 },
    },
    { type: "message.added", task, turn, message: { role: "assistant", parts } },
    { type: "turn.ended", task, turn, stop: "tools", toolCalls: 1 },
    {
      type: "toolCall.intended",
      ...call,
      input: { text: JSON.stringify(input) },
      effect: "write",
      targets: [path],
      verdict: "allow",
      reason: "inside the workspace",
      approvalHash: null,
      writes: [effect],
    },
    {
      type: "toolCall.settled",
      ...call,
      outcome: "ok",
      output: { text: moduleText("order") },
      note: path,
      touched: [effect],
      seen: [{ path, hash }],
      full: null,
      exitCode: null,
      ms: 2,
    },
  ];
}
