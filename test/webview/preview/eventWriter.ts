// Writes made-up facts the way a log has them: numbered, stamped, each effect with its intent. For pictures and
// measurements of the panes; no engine runs.
import { createHash } from "node:crypto";
import type { Fact, RunEvent } from "../../../src/protocol/event";
import type { AssistantPart } from "../../../src/protocol/message";
import type { Lane, RunSettings } from "../../../src/protocol/settings";
import type { TaskPurpose } from "../../../src/protocol/task";
import { testSettings } from "../../fakes/testSettings";

const hash = "0".repeat(64);
const origin = { kind: "person", via: "vscode" } as const;

export interface NewCall {
  name: string;
  target?: string;
  note?: string;
  failed?: boolean;
  ms?: number;
}

export interface NewTurn {
  text?: string;
  calls?: NewCall[];
  ms?: number;
  input?: number;
  cached?: number;
  output?: number;
  micros?: number;
  model?: string;
  /** Attempts that failed before. */
  failures?: string[];
}

interface NewTaskOptions {
  role: string;
  lane: Lane;
  title: string;
  purpose?: TaskPurpose;
  step?: string;
  model?: string;
}

const models: Record<Lane, string> = {
  planner: "anthropic/claude-opus-4-7",
  coder: "anthropic/claude-sonnet-4-6",
  debugger: "anthropic/claude-haiku-4-5",
};

export class EventWriter {
  readonly events: RunEvent[] = [];
  iteration = 0;
  private tasks = 0;
  private readonly turns = new Map<string, number>();
  private readonly taskModels = new Map<string, string>();

  /** @param at milliseconds since 1970 of the first fact. */
  constructor(public at: number) {}

  /** @param wait milliseconds that have passed since the fact before. */
  emit(fact: Fact, wait = 1): void {
    this.at += wait;
    this.events.push({ v: 1, seq: this.events.length + 1, epoch: 1, at: this.at, fact });
  }

  start(prompt: string, settings: Partial<RunSettings> = {}): void {
    const sealed = testSettings("http://127.0.0.1:1", settings);
    const run = "20261121-101500-prev";
    this.emit({
      type: "run.started",
      run,
      prompt,
      prefix: "orchestrate",
      chosenRole: null,
      folder: "/workspace",
      root: "/workspace",
      settings: sealed,
      notices: [],
      product: "preview",
      origin,
    });
    this.emit({ type: "purse.opened", purse: "run", parent: null, cap: sealed.capMicros });
  }

  task({ role, lane, title, purpose = "step", step, model = models[lane] }: NewTaskOptions): string {
    this.tasks += 1;
    const task = `t${this.tasks}`;
    this.taskModels.set(task, model);
    this.emit({
      type: "task.created",
      task,
      purpose,
      role,
      lane,
      model,
      title,
      parent: null,
      depth: 0,
      root: "/workspace",
      step: step ?? null,
      iteration: this.iteration,
      purse: "run",
      rights: { tools: [], write: true, run: true },
      origin: "preview",
      packet: { text: title },
    });
    this.emit({ type: "task.started", task });
    return task;
  }

  endTask(task: string, text: string): void {
    this.emit({ type: "task.ended", task, status: "done", result: { text } }, 20);
  }

  failTask(task: string, message: string): void {
    this.emit({ type: "task.ended", task, status: "failed", failure: { code: "turn-limit", message } }, 20);
  }

  /** A turn begun and sent to its model. @returns its id. */
  begin(task: string): string {
    const number = (this.turns.get(task) ?? 0) + 1;
    this.turns.set(task, number);
    const turn = `${task}.${number}`;
    const model = this.taskModels.get(task) ?? models.coder;
    this.emit({
      type: "turn.started",
      task,
      turn,
      system: hash,
      tools: hash,
      params: hash,
      messages: number * 2 - 1,
      promptHash: createHash("sha256").update(turn).digest("hex"),
      model,
    });
    this.call(task, turn, 1);
    return turn;
  }

  /** The model's answer and what its tool calls did. */
  end(turn: string, options: NewTurn): void {
    const task = turn.slice(0, turn.indexOf("."));
    const { text = "", calls = [], failures = [] } = options;
    failures.forEach((message, at) => {
      this.settle(turn, at + 1, { ...options, ms: 300 }, message);
      this.call(task, turn, at + 2);
    });
    this.settle(turn, failures.length + 1, options, null);
    const parts: AssistantPart[] = text ? [{ type: "text", text }] : [];
    calls.forEach(({ name }, at) => {
      parts.push({ type: "toolCall", id: `call_${at}`, name, input: {} });
    });
    this.emit({ type: "message.added", task, turn, message: { role: "assistant", parts } });
    this.emit({
      type: "turn.ended",
      task,
      turn,
      stop: calls.length > 0 ? "tools" : "end",
      toolCalls: calls.length,
    });
    calls.forEach((call, at) => {
      this.intend(turn, at + 1, call);
      this.settleCall(turn, at + 1, call);
    });
  }

  turn(task: string, options: NewTurn = {}): void {
    this.end(this.begin(task), options);
  }

  intend(turn: string, number: number, { name, target = "" }: NewCall): void {
    const task = turn.slice(0, turn.indexOf("."));
    this.emit({
      type: "toolCall.intended",
      toolCall: `${turn}.${number}`,
      task,
      turn,
      callId: `call_${number - 1}`,
      name,
      input: { text: "{}" },
      effect: "read",
      targets: target ? [target] : [],
      verdict: "allow",
      reason: "preview",
      approvalHash: null,
      writes: [],
    });
  }

  settleCall(turn: string, number: number, { name, note = "", failed = false, ms = 40 }: NewCall): void {
    const task = turn.slice(0, turn.indexOf("."));
    this.emit(
      {
        type: "toolCall.settled",
        toolCall: `${turn}.${number}`,
        task,
        turn,
        callId: `call_${number - 1}`,
        name,
        outcome: failed ? "error" : "ok",
        output: { text: note },
        note,
        touched: [],
        seen: [],
        full: null,
        exitCode: null,
        ms,
      },
      ms,
    );
  }

  /** A check's receipt in a verification or baseline. */
  check(iteration: number, command: string, exitCode: number, ms: number, failing: string[] = []): void {
    this.emit(
      {
        type: "check.settled",
        iteration,
        rerun: false,
        receipt: this.receipt(command, exitCode, ms, failing),
      },
      ms,
    );
  }

  receipt(command: string, exitCode: number, ms: number, failing: string[] = []) {
    return {
      check: command.split(" ").at(-1) ?? command,
      command,
      cwd: "",
      end: "exited" as const,
      exitCode,
      outputHash: hash,
      output: { text: "" },
      tree: hash.slice(0, 40),
      at: this.at,
      ms,
      failing: exitCode === 0 ? [] : failing,
      reader: "tap",
    };
  }

  verified(iteration: number, verdict: "green" | "red", newFailures: string[] = []): void {
    const receipts = [this.receipt("npm test", verdict === "green" ? 0 : 1, 3200, newFailures)];
    this.emit({
      type: "verification.ended",
      verification: {
        iteration,
        verdict,
        receipts,
        newFailures,
        oldFailures: [],
        flaky: [],
        uncovered: [],
        tree: hash.slice(0, 40),
        alteredTests: [],
        reasons: [],
      },
    });
  }

  private call(task: string, turn: string, attempt: number): void {
    this.emit({
      type: "model.called",
      modelCall: `${turn}#${attempt}`,
      task,
      turn,
      attempt,
      purse: "run",
      reserved: 41_000,
      inputBound: 12_000,
      maxTokens: 8192,
    });
  }

  private settle(turn: string, attempt: number, options: NewTurn, failed: string | null): void {
    const { ms = 4000, input = 1800, cached = 11_000, output = 420, micros = 27_400, model } = options;
    const task = turn.slice(0, turn.indexOf("."));
    const code = "provider-overloaded" as const;
    this.emit(
      {
        type: "model.settled",
        modelCall: `${turn}#${attempt}`,
        usage: failed ? null : { input, cacheRead: cached, cacheWrite: 0, output, reasoning: 0 },
        micros: failed ? 0 : micros,
        answeredBy: failed ? null : (model ?? this.taskModels.get(task) ?? null),
        stop: failed ? null : "end",
        ...(failed ? { failure: { code, message: failed } } : {}),
        firstMs: failed ? null : Math.min(800, ms),
        ms,
        wire: null,
        raw: failed ? null : { input_tokens: input, cache_read_input_tokens: cached, output_tokens: output },
      },
      ms,
    );
    const waitMs = 900;
    const failure = { code, message: failed ?? "" };
    if (failed) this.emit({ type: "turn.retried", turn, attempt, waitMs, failure }, waitMs);
  }
}
