// Facts as a real run writes them, for the log's tests: all sizes, non-ASCII text, lists, a failure, a body in a blob.
import type { Fact } from "../../../src/protocol/event";
import type { RunSettings } from "../../../src/protocol/settings";

const origin = { kind: "person", via: "terminal", pid: 4711 } as const;

const settings: RunSettings = {
  capMicros: 5_000_000,
  maxIterations: 4,
  threshold: 120,
  enabled: true,
  models: {
    coder: {
      id: "anthropic/claude-sonnet-4-6",
      provider: "anthropic",
      model: "claude-sonnet-4-6",
      api: "anthropic",
      keyName: "ANTHROPIC_API_KEY",
      price: { kind: "free" },
      contextWindow: 200_000,
      maxOutput: 64_000,
    },
  },
  approve: {
    plan: "ask",
    subtask: "auto",
    completion: "auto",
    command: "ask",
    edit: "auto",
    merge: "ask",
    budget: "ask",
    trust: "ask",
    mcp: "ask",
    question: "ask",
  },
  checks: { "npm-test": "npm test" },
  allowCommands: ["npm run lint"],
  limits: {
    turnsPerTask: 60,
    commandWallMs: 600_000,
    commandIdleMs: 120_000,
    checkWallMs: 900_000,
    checkIdleMs: 300_000,
    tasksPerRun: 40,
    spawnDepth: 3,
    maxOutputTokens: 16_000,
  },
  isolation: "workspace",
  trusted: true,
  requireVerified: false,
};

/** The opening fact of a run. */
export function startedFact(run: string): Fact {
  return {
    type: "run.started",
    run,
    prompt: "Mach die Suche schneller – bitte mit Zahlen 🙂 (before/after)",
    prefix: "orchestrate",
    chosenRole: null,
    folder: "/home/ada/shop",
    root: "/home/ada/shop",
    settings,
    notices: ["Models follow from the keys that exist."],
    product: "0.1.0",
    origin,
  };
}

/** The five facts of one turn with one tool call; `number` makes them differ. */
export function turnFacts(number: number): Fact[] {
  const turn = `t1.${number}`;
  const hash = number.toString(16).padStart(64, "a");
  return [
    {
      type: "turn.started",
      task: "t1",
      turn,
      system: hash,
      tools: hash,
      params: hash,
      messages: number * 2,
      promptHash: hash,
      model: "anthropic/claude-sonnet-4-6",
    },
    {
      type: "model.called",
      modelCall: `${turn}#1`,
      task: "t1",
      turn,
      attempt: 1,
      purse: "run",
      reserved: 40_000 + number,
      inputBound: 12_000,
      maxTokens: 8_000,
    },
    {
      type: "message.added",
      task: "t1",
      turn,
      message: {
        role: "assistant",
        parts: [
          {
            type: "text",
            text: `I look at "src/search.ts" — line ${number}:\n\tconst größe = list.length;\n`,
          },
          {
            type: "toolCall",
            id: `call_${number}`,
            name: "read_file",
            input: { path: "src/search.ts", from: number },
          },
        ],
      },
    },
    {
      type: "toolCall.intended",
      toolCall: `${turn}.1`,
      task: "t1",
      turn,
      callId: `call_${number}`,
      name: "read_file",
      input: { text: `{"path":"src/search.ts","from":${number}}` },
      effect: "read",
      targets: ["src/search.ts"],
      verdict: "allow",
      reason: "inside the workspace",
      approvalHash: null,
      writes: [],
    },
    {
      type: "toolCall.settled",
      toolCall: `${turn}.1`,
      task: "t1",
      turn,
      callId: `call_${number}`,
      name: "read_file",
      outcome: number % 7 === 0 ? "error" : "ok",
      output: { blob: hash, bytes: 18_000, head: "export function search(" },
      note: "1 file",
      touched: [],
      seen: [{ path: "src/search.ts", hash }],
      full: null,
      exitCode: null,
      ms: 12,
    },
  ];
}

/** `count` facts that begin a run and go on turn by turn. */
export function someFacts(count: number, run = "20261121-022646-k3f9"): Fact[] {
  const facts: Fact[] = [startedFact(run), { type: "writer.changed", epoch: 1, pid: 4711, host: "ada" }];
  for (let turn = 1; facts.length < count; turn++) facts.push(...turnFacts(turn));
  return facts.slice(0, count);
}

/** A short fact whose text tells it from others. */
export function note(text: string): Fact {
  return { type: "notice.given", text };
}
