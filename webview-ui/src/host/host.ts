// A pane's only way to the extension: messages out, messages in, and the state the workbench keeps for the pane.
// Whatever does not fit the protocol is dropped and said in the console, never guessed at.
import "./noEval";
import {
  type PaneAction,
  type PaneQuery,
  readToPane,
  type ToHost,
  type ToPane,
} from "../../../src/protocol/wire";

/** What VS Code hands a webview; may be taken once only. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** What came of a question or wish: its value, or one sentence that says why not. */
export type HostReply = { ok: true; value: unknown } | { ok: false; message: string };

export interface Host {
  post(message: ToHost): void;
  /** Never rejects; an answer that never comes leaves the promise open until the pane is gone. */
  ask(query: PaneQuery): Promise<HostReply>;
  do(action: PaneAction): Promise<HostReply>;
  /** Messages of the extension, answers excepted. @returns ends it. */
  subscribe(listener: (message: ToPane) => void): () => void;
  readState(): unknown;
  /** Plain JSON; kept by the workbench while the pane is hidden, moved or reloaded. */
  writeState(state: unknown): void;
}

/** @param source what messages arrive at: the window. */
export function createHost(api: VsCodeApi, source: Pick<EventTarget, "addEventListener">): Host {
  const listeners = new Set<(message: ToPane) => void>();
  const waiting = new Map<number, (reply: HostReply) => void>();
  let last = 0;
  source.addEventListener("message", (event) => {
    const message = readToPane((event as unknown as { data: unknown }).data);
    if (!message) {
      console.warn("Kilo: a message that does not fit the protocol was dropped.");
      return;
    }
    if (message.type === "answer") {
      waiting.get(message.id)?.(message.reply);
      waiting.delete(message.id);
      return;
    }
    for (const listener of [...listeners]) listener(message);
  });
  const send = (make: (id: number) => ToHost) =>
    new Promise<HostReply>((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      api.postMessage(make(last));
    });
  return {
    post: (message) => api.postMessage(message),
    ask: (query) => send((id) => ({ type: "ask", id, query })),
    do: (action) => send((id) => ({ type: "do", id, action })),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readState: () => api.getState(),
    writeState: (state) => api.setState(state),
  };
}
