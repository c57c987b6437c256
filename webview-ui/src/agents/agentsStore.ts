// What the Agents view knows: the newest picture the extension sent, and the time by the clock that stamps its facts.
import type { AgentsState, AgentsToPane, SessionChoice } from "../../../src/protocol/agentsWire";

export class AgentsStore {
  /** Null before the first message. */
  state: AgentsState | null = null;
  sessions: SessionChoice[] = [];
  /** The agent the workbench last asked to show, and how often it has asked. */
  shown: { agent: string; count: number } | null = null;
  /** Raised with every change. */
  version = 0;
  private ahead = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly clock: () => number = Date.now) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  receive(message: AgentsToPane): void {
    if (message.type === "agents.answer") return;
    if (message.type === "agents.show")
      this.shown = { agent: message.agent, count: (this.shown?.count ?? 0) + 1 };
    else {
      this.ahead = this.clock() - message.now;
      this.state = message.state;
      this.sessions = message.sessions;
    }
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }

  /** Milliseconds since 1970 by the host's clock. */
  now(): number {
    return this.clock() - this.ahead;
  }
}
