// What the Agents view knows: the newest picture the extension sent, and the time by the clock that stamps its facts.
import type { AgentsState, AgentsToPane, SessionChoice } from "../../../src/protocol/agentsWire";

export class AgentsStore {
  /** Null before the first message. */
  state: AgentsState | null = null;
  sessions: SessionChoice[] = [];
  /** The agent the workbench asks to show, and how often it has asked; null once it was shown. */
  shown: { agent: string; count: number } | null = null;
  /** Raised with every change. */
  version = 0;
  private asked = 0;
  private ahead = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly clock: () => number = Date.now) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  receive(message: AgentsToPane): void {
    if (message.type === "agents.answer") return;
    if (message.type === "agents.show") this.shown = { agent: message.agent, count: ++this.asked };
    else {
      this.ahead = this.clock() - message.now;
      this.state = message.state;
      this.sessions = message.sessions;
    }
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }

  /** The agent is shown: another session that is chosen later does not go to it again. */
  followed(): void {
    this.shown = null;
  }

  /** Milliseconds since 1970 by the host's clock. */
  now(): number {
    return this.clock() - this.ahead;
  }
}
