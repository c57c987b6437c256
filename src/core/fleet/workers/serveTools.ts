// The worker's side: an agent's hands. It prepares and runs tools in the agent's folder, tells output while it comes and
// forgets everything when the agent is done. It has no key, no log and no money, and asks nobody.
import { createShell } from "../../process/runShell";
import { tellFoundSandbox } from "../../process/sandbox/findSandbox";
import { isPrepared, type PreparedCall, type Tool } from "../../tools/tool";
import type { Channel } from "./channel";
import { createHandTools } from "./createHandTools";
import {
  type FromWorker,
  readToWorker,
  receiveThrown,
  type SentContext,
  type SentThrown,
  sendThrown,
  type ToWorker,
} from "./messages";

/** Prepared calls kept; an older one is prepared again before it runs. Each may hold a whole file. */
const mostPrepared = 16;

interface Call {
  controller: AbortController;
  prepared: PreparedCall | null;
}

type Request<Type extends ToWorker["type"]> = Extract<ToWorker, { type: Type }>;

export interface Serving {
  /** Aborts what is being done and resolves when all of it has ended. */
  abortAll(): Promise<void>;
  /** Value of `KILO_WORKER` of every process started here; null before an agent was begun for. */
  tag(): string | null;
}

/** Answers the driver's messages from now on. */
export function serveTools(channel: Channel): Serving {
  const serving = new ToolServer((message) => channel.send(message));
  channel.onMessage((message) => {
    const known = readToWorker(message);
    if (known) serving.take(known);
    else refuse(channel, message);
  });
  channel.send({ type: "ready" } satisfies FromWorker);
  return serving;
}

/** A driver of another version is answered all the same, or it would wait for ever. */
function refuse(channel: Channel, message: unknown): void {
  const request = (message as { request?: unknown } | null)?.request;
  if (typeof request !== "number") return;
  const thrown = sendThrown(new Error("The agent's process does not know this message of its driver."));
  channel.send({ type: "thrown", request, thrown } satisfies FromWorker);
}

class ToolServer implements Serving {
  private tools = new Map<string, Tool>();
  private own: Readonly<Record<string, string>> = {};
  private readonly calls = new Map<number, Call>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly send: (message: FromWorker) => void) {}

  take(message: ToWorker): void {
    if (message.type === "abort") this.calls.get(message.call)?.controller.abort(reasonOf(message.reason));
    else if (message.type === "open") this.open(message);
    else if (message.type === "clear") void this.clear(message);
    else if (message.type === "tree" || message.type === "changes") this.refuseTree(message);
    else this.work(message);
  }

  tag(): string | null {
    return this.own.KILO_WORKER ?? null;
  }

  async abortAll(): Promise<void> {
    for (const { controller } of this.calls.values()) controller.abort();
    await Promise.all(this.running);
  }

  private open({ request, environment, own, sandbox, found }: Request<"open">): void {
    if (found) tellFoundSandbox(found);
    const shell = createShell(environment, own, sandbox);
    const tools = createHandTools({ shell, searchPath: environment.PATH ?? "", sandbox: sandbox ?? null });
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.own = own;
    this.send({ type: "done", request });
  }

  /** The driver's tree is this process's own. */
  private refuseTree({ request }: Request<"tree"> | Request<"changes">): void {
    const thrown = sendThrown(new Error("The agent's process has its driver's tree."));
    this.send({ type: "thrown", request, thrown });
  }

  private async clear({ request }: Request<"clear">): Promise<void> {
    await this.abortAll();
    this.calls.clear();
    this.tools = new Map();
    this.send({ type: "done", request });
  }

  private work(message: Request<"prepare"> | Request<"run">): void {
    const { request } = message;
    const doing = message.type === "prepare" ? this.prepare(message) : this.run(message);
    const told = doing
      .catch((thrown: unknown): FromWorker => ({ type: "thrown", request, thrown: sendThrown(thrown) }))
      .then((answer) => this.send(answer));
    this.running.add(told);
    void told.then(() => this.running.delete(told));
  }

  private async prepare({ request, call, ...asked }: Request<"prepare">): Promise<FromWorker> {
    const tool = this.tools.get(asked.tool);
    if (!tool) throw new Error("The agent's process was not opened for a folder.");
    const controller = new AbortController();
    if (asked.aborted) controller.abort(reasonOf(asked.aborted));
    const kept: Call = { controller, prepared: null };
    this.calls.set(call, kept);
    const answer = await tool.prepare(asked.value, this.contextOf(call, asked.context, controller.signal));
    if (!isPrepared(answer)) {
      this.calls.delete(call);
      return { type: "output", request, output: answer };
    }
    kept.prepared = answer;
    this.dropOldest();
    const { run: _, ...prepared } = answer;
    return { type: "prepared", request, prepared };
  }

  private async run({ request, call, aborted }: Request<"run">): Promise<FromWorker> {
    const kept = this.calls.get(call);
    const prepared = kept?.prepared;
    if (!kept || !prepared) return { type: "unknown", request };
    kept.prepared = null;
    if (aborted) kept.controller.abort(reasonOf(aborted));
    try {
      return { type: "output", request, output: await prepared.run() };
    } finally {
      this.calls.delete(call);
    }
  }

  private dropOldest(): void {
    const waiting = [...this.calls].filter(([, { prepared }]) => prepared !== null);
    for (const [call] of waiting.slice(0, -mostPrepared)) this.calls.delete(call);
  }

  private contextOf(call: number, context: SentContext, signal: AbortSignal) {
    return {
      ...context,
      signal,
      live: (text: string) => this.send({ type: "live", call, text }),
      readOutput: () => {
        throw new Error("Earlier outputs are kept by the driver.");
      },
    };
  }
}

/** The plain end of a call is made here, so that it is the very error the tools know. */
function reasonOf(reason: SentThrown): unknown {
  return reason.name === "AbortError" && !reason.failure ? undefined : receiveThrown(reason);
}
