// The worker of one agent: the process that is its hands now, and a new one where that ended. A call prepared by a process
// that is gone is prepared again before it runs, and runs only where it would do the very same.
import { type Failure, FailureError, failure, toFailure } from "../../../protocol/failure";
import { mendLostWrites } from "../../tools/cutOffWrite";
import { type PreparedCall, type ToolContext, type ToolOutput, toolError } from "../../tools/tool";
import type { SentCall, SentContext, ToWorker } from "./messages";
import { unexpected } from "./workerLink";
import type { WorkerProcess } from "./workerProcess";

export interface OpenSetting {
  /** Variables the engine gives its commands: leased ports, folders and names. */
  environment: Readonly<Record<string, string>>;
  /** `KILO_RUN` of its process. */
  runTag: string;
}

export interface Worker {
  readonly root: string;
  /** Of the process that serves it now or did last; 0 before the first. */
  readonly pid: number;
  /** What holds its memory and processor time, a sentence each. */
  readonly limits: string[];
  /** As `Tool.prepare`, carried out by the process; rejects with a FailureError where that ends meanwhile. */
  prepare(tool: HandTool, value: unknown, context: ToolContext): Promise<PreparedCall | ToolOutput>;
}

export type HandTool = Extract<ToWorker, { type: "prepare" }>["tool"];

/** What an agent's worker needs of its pool. */
export interface WorkerSource {
  /** A process that is open for the agent. */
  begin(): Promise<WorkerProcess>;
  /** It ended; all of it is gone. */
  lost(worker: WorkerProcess, why: string): void;
}

let lastCall = 0;

export class AgentWorker implements Worker {
  private current: Promise<WorkerProcess> | null = null;
  private latest: WorkerProcess | null = null;
  private over: Failure | null = null;

  constructor(
    readonly root: string,
    private readonly source: WorkerSource,
  ) {}

  get pid(): number {
    return this.latest?.pid ?? 0;
  }

  get limits(): string[] {
    return this.latest?.limits ?? [];
  }

  /** The process, begun where there is none. One that is ending is awaited to its end, so that it disturbs no other. */
  async living(): Promise<WorkerProcess> {
    const serving = await this.process();
    if (serving.lives) return serving;
    await serving.ended;
    return this.process();
  }

  /** No call is taken from now on. @returns the process, which is the caller's to keep or end. */
  async leave(why: string): Promise<WorkerProcess | null> {
    this.over = failure("aborted", `The agent's process was stopped: ${why}.`);
    const last = await this.current?.catch(() => null);
    this.current = null;
    return last?.lives ? last : null;
  }

  async prepare(tool: HandTool, value: unknown, context: ToolContext): Promise<PreparedCall | ToolOutput> {
    const asked = new AskedCall(this, tool, value, context);
    const answer = await asked.prepare();
    if (!("effect" in answer)) return answer;
    return { ...answer, run: () => asked.run(answer) };
  }

  private process(): Promise<WorkerProcess> {
    if (this.over) return Promise.reject(new FailureError(this.over));
    this.current ??= this.begin();
    return this.current;
  }

  private async begin(): Promise<WorkerProcess> {
    try {
      const begun = await this.source.begin();
      this.latest = begun;
      void begun.ended.then(({ why }) => {
        if (this.over) return;
        this.current = null;
        this.source.lost(begun, why);
      });
      return begun;
    } catch (thrown) {
      this.current = null;
      throw thrown;
    }
  }
}

/** One tool call: asked of the process there is when it is prepared, and of the one there is when it runs. */
class AskedCall {
  private call = 0;
  private readonly sent: SentContext;

  constructor(
    private readonly worker: AgentWorker,
    private readonly tool: HandTool,
    private readonly value: unknown,
    private readonly context: ToolContext,
  ) {
    this.sent = sentOf(context);
  }

  async prepare(): Promise<SentCall | ToolOutput> {
    this.call = ++lastCall;
    const serving = await this.worker.living();
    const asked = { type: "prepare", call: this.call, tool: this.tool, value: this.value } as const;
    const answer = await serving.link.ask({ ...asked, context: this.sent }, this.line());
    if (answer.type === "prepared") return answer.prepared;
    if (answer.type === "output") return answer.output;
    throw unexpected(answer);
  }

  /** @param known what was said it would do; somebody may have approved that and nothing else. */
  async run(known: SentCall): Promise<ToolOutput> {
    try {
      return await this.carryOut(known);
    } catch (thrown) {
      // Its process may have died in the middle of a write; all of it is gone now.
      const copies = mendLostWrites(this.context.root, known.writes ?? []);
      if (copies.length === 0) throw thrown;
      const { code, message } = toFailure(thrown, "tool-failed");
      throw new FailureError(failure(code, `${message} The old content is kept in ${copies.join(", ")}.`));
    }
  }

  private async carryOut(known: SentCall): Promise<ToolOutput> {
    const first = await this.tryRun();
    if (first) return first;
    const again = await this.prepare();
    if (!("effect" in again)) return again;
    if (JSON.stringify(again) !== JSON.stringify(known)) return changedMeanwhile(known);
    const second = await this.tryRun();
    if (second) return second;
    throw new FailureError(failure("tool-failed", "The agent's process was lost twice; call again."));
  }

  /** Null where the process does not know the call. */
  private async tryRun(): Promise<ToolOutput | null> {
    const serving = await this.worker.living();
    const answer = await serving.link.ask({ type: "run", call: this.call }, this.line());
    if (answer.type === "output") return answer.output;
    if (answer.type === "unknown") return null;
    throw unexpected(answer);
  }

  private line() {
    return { call: this.call, signal: this.context.signal, live: (text: string) => this.context.live(text) };
  }
}

/** All but what only this process has. */
function sentOf({
  signal: _,
  live: _live,
  readOutput: _read,
  lost: _lost,
  skills: _skills,
  ...sent
}: ToolContext): SentContext {
  return { ...sent, seen: new Map(sent.seen) };
}

function changedMeanwhile({ targets }: SentCall): ToolOutput {
  const message = `${targets.join(", ")} changed on disk while the call waited and its process was lost. Look again, then repeat it.`;
  return { ...toolError(message, "changed on disk"), failure: { code: "file-changed", message } };
}
