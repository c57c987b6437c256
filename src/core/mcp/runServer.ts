// One tool server of a run: started once it was approved, started again once after it went away, ended with the run's
// drive. Its failures are answers for the model, never the run's.
import type { Fact } from "../../protocol/event";
import { toFailure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { type Tool, type ToolContext, type ToolOutput, toolError } from "../tools/tool";
import type { ConnectTo } from "./connect";
import type { CallFault, Connection } from "./connection";
import { resultText } from "./resultText";
import { serverTool } from "./serverTool";
import { visibleLine } from "./visibleLine";

export interface RunServerParts {
  name: string;
  to: ConnectTo;
  /** Takes the secrets the server was given out of a text. */
  hide(text: string): string;
  emit(...facts: Fact[]): void;
  putBlob(text: string): Hash;
  /** What every effect waits for: null where all facts so far are on disk. */
  durable(): Promise<void> | null;
  /** Longest time until it has listed its tools, milliseconds. */
  startMs: number;
  /** Aborted at the end of the drive. */
  signal: AbortSignal;
}

/** How often a server that went away is started again. */
const maxRestarts = 1;

export class RunServer {
  tools: Tool[] = [];
  private connection: Connection | null = null;
  private starting: Promise<void> | null = null;
  /** The next start waits for it: ending one start ends every process of the server. */
  private ending: Promise<void> | null = null;
  private restarts = 0;

  constructor(private readonly parts: RunServerParts) {}

  /** Starts it and lists its tools. @throws where it cannot be started; nothing of it is left then. */
  start(): Promise<void> {
    this.starting ??= this.open().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  private async open(): Promise<void> {
    const { name, to, hide, putBlob, emit, durable, startMs: timeoutMs, signal } = this.parts;
    const { connect } = await import("./connect");
    const limits = { timeoutMs, signal };
    await Promise.all([durable(), this.ending]);
    const connection = await connect(to, limits);
    try {
      const listed = await connection.tools(limits);
      const definitions = JSON.parse(hide(JSON.stringify(listed))) as typeof listed;
      const tools = definitions.map((remote) => serverTool(name, remote, this.call));
      // A task keeps the tools it began with: a server that comes back does not change them.
      if (this.restarts === 0) this.tools = tools.filter((tool) => tool !== null).sort(byName);
      const blob = putBlob(JSON.stringify(definitions));
      emit({ type: "server.started", server: name, tools: blob, count: definitions.length });
    } catch (thrown) {
      await connection.close();
      throw thrown;
    }
    this.connection = connection;
    // Where the log cannot be written any more the run ends anyway, and says so itself.
    void connection.gone.then((why) => this.lost(connection, why)).catch(() => {});
  }

  private lost(connection: Connection, why: string): void {
    if (this.connection !== connection) return;
    this.connection = null;
    this.stopped(why);
  }

  private stopped(why: string): void {
    const { emit, name, hide } = this.parts;
    emit({ type: "server.stopped", server: name, why: visibleLine(hide(why), 500) });
  }

  private readonly call = async (
    tool: string,
    input: Record<string, unknown>,
    context: ToolContext,
  ): Promise<ToolOutput> => {
    const { name, hide, durable, signal } = this.parts;
    await durable();
    const connection = this.connection ?? (await this.again());
    if (typeof connection === "string") return toolError(hide(connection), "no server");
    const timeoutMs = context.limits.commandWallMs;
    const limits = { timeoutMs, signal: AbortSignal.any([context.signal, signal]) };
    const answer = await connection.call(tool, input, limits);
    if ("fault" in answer) {
      if (answer.fault.kind === "gone") await this.drop(connection, answer.fault.message);
      return toolError(hide(faultText(name, answer.fault, timeoutMs)), answer.fault.kind);
    }
    const text = resultText(answer, hide);
    return answer.isError ? toolError(text, "error") : { text, note: "answered" };
  };

  /** The connection after one more start, or why there is none. */
  private async again(): Promise<Connection | string> {
    const { name, signal } = this.parts;
    const advice = "Go on without its tools.";
    if (!this.starting) {
      if (signal.aborted || this.restarts >= maxRestarts)
        return `The tool server ${name} has ended. ${advice}`;
      this.restarts += 1;
    }
    try {
      await this.start();
    } catch (thrown) {
      return `The tool server ${name} ended and could not be started again: ${toFailure(thrown).message} ${advice}`;
    }
    return this.connection ?? `The tool server ${name} has ended. ${advice}`;
  }

  /** Says that it is gone once nothing of it lives. */
  private async drop(connection: Connection, why: string): Promise<void> {
    if (this.connection !== connection) return;
    this.connection = null;
    this.ending = connection.close();
    await this.ending;
    this.stopped(why);
  }

  /** Ends it for good. */
  async close(why: string): Promise<void> {
    await this.starting?.catch(() => {});
    const { connection } = this;
    if (connection) await this.drop(connection, why);
  }
}

function byName(one: Tool, other: Tool): number {
  return one.name < other.name ? -1 : 1;
}

function faultText(server: string, fault: CallFault, timeoutMs: number): string {
  switch (fault.kind) {
    case "refused":
      return `The tool server ${server} refused the call: ${fault.message}`;
    case "timeout":
      return `The tool server ${server} did not answer within ${timeoutMs / 1000} s; whether the call had an effect is not known.`;
    case "aborted":
      return "The call was stopped.";
    case "gone":
      return `The tool server ${server} went away during the call (${fault.message}); whether it had an effect is not known.`;
  }
}
