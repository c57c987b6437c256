// The project's own loopback model server, with the times its requests arrived and its answers had left, as node's http
// tells them. The server itself is not changed, and nothing stands between it and the program that is measured.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ModelScript } from "../../src/demo/modelServer/script";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";

export interface Exchange {
  /** When the request's headers had arrived, on the clock of `performance.now()`. */
  arrived: number;
  /** When the last byte of the answer had been handed to the system; null while it has not. */
  answered: number | null;
}

export interface TimedServer {
  model: ModelServer;
  exchanges: Exchange[];
  /** Resolves with the next exchange that arrives. */
  next(): Promise<Exchange>;
  close(): Promise<void>;
}

interface Told {
  request: IncomingMessage;
  response: ServerResponse;
}

export async function startTimedServer(script: ModelScript): Promise<TimedServer> {
  const model = await startModelServer(script);
  const port = Number(new URL(model.url).port);
  const exchanges: Exchange[] = [];
  const byResponse = new WeakMap<ServerResponse, Exchange>();
  let waiting: ((exchange: Exchange) => void)[] = [];

  const started = (message: unknown) => {
    const { request, response } = message as Told;
    if (request.socket.localPort !== port || request.method !== "POST") return;
    const exchange: Exchange = { arrived: performance.now(), answered: null };
    exchanges.push(exchange);
    byResponse.set(response, exchange);
    for (const wake of waiting.splice(0)) wake(exchange);
  };
  const finished = (message: unknown) => {
    const exchange = byResponse.get((message as Told).response);
    if (exchange) exchange.answered = performance.now();
  };
  subscribe("http.server.request.start", started);
  subscribe("http.server.response.finish", finished);
  return {
    model,
    exchanges,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      unsubscribe("http.server.request.start", started);
      unsubscribe("http.server.response.finish", finished);
      waiting = [];
      await model.close();
    },
  };
}

/** Milliseconds between the end of each answer and the arrival of the next request. */
export function gapsOf(exchanges: readonly Exchange[]): number[] {
  return exchanges.flatMap((exchange, index) => {
    const next = exchanges[index + 1];
    return next && exchange.answered !== null ? [next.arrived - exchange.answered] : [];
  });
}
