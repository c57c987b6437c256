// The Agents view's only way to the extension: intents out, pictures in, and the state the workbench keeps for the pane.
// Whatever does not fit the protocol is dropped and said in the console, never guessed at.
import "../host/noEval";
import { type AgentsToHost, type AgentsToPane, readAgentsToPane } from "../../../src/protocol/agentsWire";
import type { VsCodeApi } from "../host/host";

type WithId = Exclude<AgentsToHost, { type: "agents.ready" }>;
/** An intent before it has its number. */
export type Intent = WithId extends infer One ? (One extends WithId ? Omit<One, "id"> : never) : never;

export interface AgentsHost {
  /** Asks for everything. Call it when the pane listens. */
  start(): void;
  /** @returns null where it was done, else one sentence that says why not. Never rejects. */
  send(intent: Intent): Promise<string | null>;
  subscribe(listener: (message: AgentsToPane) => void): () => void;
  readState(): unknown;
  /** Plain JSON; kept by the workbench while the pane is hidden, moved or reloaded. */
  writeState(state: unknown): void;
}

/** @param source what messages arrive at: the window. */
export function createAgentsHost(api: VsCodeApi, source: Pick<EventTarget, "addEventListener">): AgentsHost {
  const listeners = new Set<(message: AgentsToPane) => void>();
  const waiting = new Map<number, (problem: string | null) => void>();
  let last = 0;
  source.addEventListener("message", (event) => {
    const message = readAgentsToPane((event as unknown as { data: unknown }).data);
    if (!message) {
      console.warn("Kilo: a message that does not fit the protocol was dropped.");
      return;
    }
    if (message.type === "agents.answer") {
      waiting.get(message.id)?.(message.problem);
      waiting.delete(message.id);
      return;
    }
    for (const listener of [...listeners]) listener(message);
  });
  return {
    start: () => api.postMessage({ type: "agents.ready" }),
    send: (intent) =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        api.postMessage({ ...intent, id: last });
      }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readState: () => api.getState(),
    writeState: (state) => api.setState(state),
  };
}
