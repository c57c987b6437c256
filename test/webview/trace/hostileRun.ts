// A run in which every text that comes from a model, a file, a tool or a repository is a hostile one.
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import { EventWriter } from "../preview/eventWriter";

/** One task and two turns for each text: the first has failed once, the second is refused. */
export function hostileRun(texts: string[]): RunEvent[] {
  const log = new EventWriter(1_000_000);
  log.start(texts[0] ?? "");
  log.emit({ type: "run.routed", decision: "orchestrate", estimatedLines: 1, reasons: texts, forced: null });
  for (const text of texts) {
    log.iteration += 1;
    log.emit({ type: "iteration.started", iteration: log.iteration, by: "work", reason: text });
    log.emit({ type: "notice.given", text });
    const task = log.task({ role: text.slice(0, 60), lane: "coder", title: text, model: text });
    const call = { name: text, target: text, note: text };
    log.turn(task, { text, calls: [call, { ...call, failed: true }], failures: [text], model: text });
    log.turn(task, { text });
    log.failTask(task, text);
    log.emit({ type: "verification.started", iteration: log.iteration });
    log.check(log.iteration, text, 1, 10, [text]);
    log.verified(log.iteration, "red", [text]);
  }
  log.task({ role: "coder", lane: "coder", title: "goes on" });
  const turn = log.begin(`t${texts.length + 1}`);
  log.intend(turn, 1, { name: "run_command", target: "x" });
  return log.events;
}

/** What streams into the last turn of {@link hostileRun}. */
export function hostileStream(texts: string[], at: number): LiveEvent[] {
  const [task, text] = [`t${texts.length + 1}`, texts[at] ?? ""];
  const turn = `${task}.1`;
  return [
    { type: "live.text", task, turn, text, thinking: true },
    { type: "live.text", task, turn, text, thinking: false },
    { type: "live.toolCall", task, turn, name: text, bytes: 1 },
    { type: "live.output", task, toolCall: `${turn}.1`, check: null, text },
  ];
}

/** A turn of {@link hostileRun}, whole. */
export function hostileTurn(texts: string[], turn: string): TurnAnswer {
  const text = texts[Number(/\d+/.exec(turn)?.[0]) - 1] ?? "";
  return {
    turn,
    task: turn.slice(0, turn.indexOf(".")),
    model: text,
    system: text,
    tools: [{ name: text, description: text, schema: { [text]: text } }],
    params: { [text]: text },
    messages: [
      { role: "user", text },
      { role: "tool", id: text, name: text, text, isError: true },
    ],
    promptHash: text,
    hashMatches: false,
    response: {
      role: "assistant",
      parts: [
        { type: "thinking", text },
        { type: "text", text },
        { type: "toolCall", id: text, name: text, input: { [text]: text }, invalid: text },
        { type: "opaque", model: text, data: text },
      ],
    },
    toolResults: [{ toolCall: `${turn}.1`, name: text, outcome: text, note: text, text }],
    attempts: [
      {
        modelCall: text,
        usage: null,
        micros: 0,
        answeredBy: text,
        stop: "refusal",
        failure: { code: "model-refusal", message: text },
        firstMs: null,
        ms: 1,
        wire: null,
        raw: { [text]: text },
        reserved: 0,
        maxTokens: 1,
      },
    ],
  };
}
