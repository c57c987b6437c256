// A task's conversation, folded from its facts: the second fold, so that a resume is a replay and the exact
// prompt of any turn can be rebuilt from the log alone.
import { createHash } from "node:crypto";
import type { Fact } from "../../protocol/event";
import type { Hash } from "../../protocol/ids";
import {
  type AssistantMessage,
  type AssistantToolCall,
  type Message,
  type StopReason,
  type ToolMessage,
  textOf,
  toolCallsOf,
} from "../../protocol/message";
import { readBody } from "./body";

export interface PendingCalls {
  turn: string;
  /** Calls of the last answer that have no result yet, with their place in the answer from 1. */
  calls: { call: AssistantToolCall; number: number }[];
}

const restarted =
  "The user took this conversation back to here, to go another way. Files are as they are now; read them again.";

interface OpenAnswer {
  turn: string;
  calls: AssistantToolCall[];
  results: Map<string, ToolMessage>;
}

export class Transcript {
  /** Raw hashes of files this task has seen. */
  readonly seen = new Map<string, Hash>();
  /** Tool calls that the policy or a person refused. */
  refused = 0;
  private readonly all: Message[] = [];
  /** Each link hashes the one before and its message, so that a prompt's hash costs only what is new. */
  private readonly links: string[] = [];
  private readonly sizes: number[] = [];
  /** How many messages each turn's prompt had. */
  private readonly starts = new Map<string, number>();
  private readonly steering: string[] = [];
  /** Words of the engine that came before the results of the calls they are about. */
  private readonly later: Message[] = [];
  /** A turn is under way: its prompt stays as it was sent, and words to the agent come after its answer. */
  private asking = false;
  private open: OpenAnswer | null = null;
  private lastStop: StopReason | null = null;

  /** @param getBlob reads long bodies; called while facts are applied. */
  constructor(
    private readonly task: string,
    private readonly getBlob: (hash: Hash) => Uint8Array,
  ) {}

  /** Takes a fact of this task; others are passed over. */
  apply(fact: Fact): void {
    if (!("task" in fact) || fact.task !== this.task) return;
    if (fact.type === "task.created") {
      this.push({ role: "user", text: readBody(fact.packet, this.getBlob) });
    } else if (fact.type === "message.added") {
      const { message } = fact;
      const whole = "blob" in message ? this.readMessage(message.blob) : message;
      if (whole.role === "assistant") this.addAnswer(whole, fact.turn ?? "");
      else if (this.open) this.later.push(whole);
      else this.push(whole);
    } else if (fact.type === "toolCall.settled") {
      for (const file of fact.seen) this.seen.set(file.path, file.hash);
      const { callId, name, output, outcome } = fact;
      if (outcome === "rejected") this.refused += 1;
      const text = readBody(output, this.getBlob);
      this.open?.results.set(callId, { role: "tool", id: callId, name, text, isError: outcome !== "ok" });
      this.closeAnswer();
    } else if (fact.type === "task.steered") {
      this.steering.push(fact.message);
      this.closeAnswer();
    } else if (fact.type === "task.restarted") {
      this.restart(fact.turn);
    } else if (fact.type === "turn.started") {
      this.release();
      this.starts.set(fact.turn, this.all.length);
      this.lastStop = null;
      this.asking = true;
    } else if (fact.type === "turn.ended") {
      this.lastStop = fact.stop;
      this.release();
    } else if (fact.type === "task.condensed") {
      this.condense(readBody(fact.summary, this.getBlob), fact.kept ?? 0);
    }
  }

  /** A turn ended, or was cut off and another is about to start: words that came meanwhile take their place. */
  release(): void {
    this.asking = false;
    this.closeAnswer();
  }

  /** Grows only at its end, except when the task was condensed. */
  messages(): readonly Message[] {
    return this.all;
  }

  pending(): PendingCalls | null {
    if (!this.open) return null;
    const { turn, calls, results } = this.open;
    const numbered = calls.map((call, index) => ({ call, number: index + 1 }));
    return { turn, calls: numbered.filter(({ call }) => !results.has(call.id)) };
  }

  /** The last answer's text where nothing came after it and the model did not pause; null otherwise. */
  plainAnswer(): { text: string; stop: StopReason } | null {
    const last = this.all.at(-1);
    const stop = this.lastStop;
    if (last?.role !== "assistant" || this.open || stop === null || stop === "pause") return null;
    return { text: textOf(last).trim(), stop };
  }

  /** Words to the agent that it has not heard yet. */
  unheard(): boolean {
    return this.steering.length > 0;
  }

  /** Hash over system text, tools and messages; never over parameters. */
  promptHash(system: Hash, tools: Hash): Hash {
    return createHash("sha256")
      .update(`${system}\n${tools}\n${this.links.at(-1) ?? ""}`)
      .digest("hex");
  }

  /** UTF-8 bytes of all messages, and of those after the last answer. */
  bytes(): { all: number; sinceAnswer: number } {
    const answer = this.all.findLastIndex((message) => message.role === "assistant");
    const sum = (from: number) => this.sizes.slice(from).reduce((total, size) => total + size, 0);
    return { all: sum(0), sinceAnswer: sum(answer + 1) };
  }

  private readMessage(blob: Hash): Message {
    return JSON.parse(Buffer.from(this.getBlob(blob)).toString("utf8")) as Message;
  }

  private push(message: Message): void {
    const json = JSON.stringify(message);
    const before = this.links.at(-1) ?? "";
    this.links.push(createHash("sha256").update(before).update(json).digest("hex"));
    this.sizes.push(Buffer.byteLength(json));
    this.all.push(message);
  }

  private addAnswer(message: AssistantMessage, turn: string): void {
    this.push(message);
    const calls = toolCallsOf(message);
    this.open = calls.length > 0 ? { turn, calls, results: new Map() } : null;
  }

  /** Results go in by the order of their calls, and words to the agent only after them. */
  private closeAnswer(): void {
    const { open } = this;
    if (open) {
      if (open.results.size < open.calls.length) return;
      this.open = null;
      for (const call of open.calls) {
        const result = open.results.get(call.id);
        if (result) this.push(result);
      }
      for (const message of this.later.splice(0)) this.push(message);
    }
    if (this.asking) return;
    for (const text of this.steering.splice(0)) this.push({ role: "user", text });
  }

  /** Back to where a turn began; what was condensed since begins anew. Files it saw have to be read again. */
  private restart(turn: string): void {
    const length = this.starts.get(turn) ?? 1;
    for (const list of [this.all, this.links, this.sizes]) list.length = Math.min(list.length, length);
    // Turns of the way that is left lie where it is left: their own places belong to other messages from now on.
    for (const [other, at] of this.starts) if (at > length) this.starts.set(other, length);
    this.later.length = 0;
    this.open = null;
    this.lastStop = null;
    this.seen.clear();
    this.push({ role: "user", text: restarted });
  }

  private condense(summary: string, kept: number): void {
    const first = this.all[0];
    const last = kept > 0 ? this.all.slice(-kept) : [];
    for (const list of [this.all, this.links, this.sizes, this.later]) list.length = 0;
    this.open = null;
    this.starts.clear();
    if (first) this.push(first);
    this.push({ role: "user", text: summary });
    for (const message of last) this.push(message);
  }
}
