// What streams in and is never stored: the text of turns under way and the output of commands. A durable fact that
// makes it whole takes its place here away.
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";

/** A turn under way; another object after each change. */
export interface LiveTurn {
  text: string;
  thinking: string;
  /** The tool call being written, with its bytes so far. */
  tool: { name: string; bytes: number } | null;
}

const longestText = 200_000;
const longestOutput = 4_000;

export class LiveTexts {
  private readonly turns = new Map<string, LiveTurn>();
  /** By tool call, else by check. */
  private readonly outputs = new Map<string, string>();

  turn(turn: string): LiveTurn | null {
    return this.turns.get(turn) ?? null;
  }

  /** The last lines of a tool call's or check's output. */
  output(id: string): string | null {
    return this.outputs.get(id) ?? null;
  }

  add(event: LiveEvent): void {
    if (event.type === "live.waiting") return;
    if (event.type === "live.output") {
      const id = event.toolCall ?? event.check ?? "";
      this.outputs.set(id, ((this.outputs.get(id) ?? "") + event.text).slice(-longestOutput));
      return;
    }
    const known = this.turns.get(event.turn) ?? { text: "", thinking: "", tool: null };
    if (event.type === "live.toolCall") {
      this.turns.set(event.turn, { ...known, tool: { name: event.name, bytes: event.bytes } });
      return;
    }
    const part = event.thinking ? "thinking" : "text";
    this.turns.set(event.turn, { ...known, [part]: (known[part] + event.text).slice(-longestText) });
  }

  /** Forgets what a fact has made durable. */
  settle({ fact }: RunEvent): void {
    switch (fact.type) {
      case "message.added":
        if (fact.turn !== null && fact.message.role === "assistant") this.turns.delete(fact.turn);
        break;
      case "turn.started":
      case "turn.retried":
      case "turn.ended":
        this.turns.delete(fact.turn);
        break;
      case "toolCall.settled":
        this.outputs.delete(fact.toolCall);
        break;
      case "check.settled":
        this.outputs.delete(fact.receipt.check);
        break;
      case "task.ended":
        for (const turn of this.turns.keys()) if (turn.startsWith(`${fact.task}.`)) this.turns.delete(turn);
        break;
      case "run.paused":
      case "run.ended":
        this.turns.clear();
        this.outputs.clear();
        break;
    }
  }
}
