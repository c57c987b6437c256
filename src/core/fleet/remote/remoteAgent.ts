// One agent whose commands run on another machine. Before a command the machine gets the files as they are, after it the
// changes come back. A machine that is lost costs the command it was at; the next one goes to another machine.
import type { Redis } from "ioredis";
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import type { SandboxPlan } from "../../process/sandbox/plan";
import type { ToolContext, ToolOutput } from "../../tools/tool";
import { unexpected } from "../workers/workerLink";
import type { WorkerEvent } from "../workers/workerPool";
import type { DriverTree } from "./driverTree";
import { putParcel, takeParcel } from "./parcels";
import type { Stay } from "./stay";

export interface RemoteAgentSource {
  begin(signal: AbortSignal): Promise<Stay>;
  tree(): Promise<DriverTree>;
  redis(): Promise<Redis>;
  tell(event: DistributiveOmit<WorkerEvent, "root"> & { host: string }): void;
  /** Its machine is gone. */
  lost(): Promise<void>;
  /** Shell command that prepares a new tree, as it does here; null for none. */
  setup: string | null;
  /** The sandbox its commands run in here; the machine has to have one of its own. */
  sandbox: SandboxPlan | null;
}
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** A machine that serves the agent, and how far it is. */
interface Serving {
  stay: Stay;
  /** The commit its files are. */
  has: string | null;
  pid: number;
  limits: string[];
  /** What the agent is told with its first command there. */
  note: string;
}

let lastCall = 0;

export class RemoteAgent {
  private readonly leaving = new AbortController();
  private current: Promise<Serving> | null = null;
  private files: Promise<DriverTree> | null = null;
  /** Commands of one tree wait for each other. */
  private turn: Promise<unknown> = Promise.resolve();
  private over: Failure | null = null;

  constructor(
    readonly root: string,
    private readonly runTag: string,
    private readonly source: RemoteAgentSource,
  ) {}

  /** Looks for a machine before one is needed; that there is none is told by the command that needs it. */
  start(): void {
    void this.serving().catch(() => undefined);
  }

  /** Nothing is run for it any more; what runs is ended. */
  async leave(why: string): Promise<void> {
    const cause = failure("aborted", `The agent's stay on its machine was ended: ${why}.`);
    this.over = cause;
    this.leaving.abort();
    const serving = await this.current?.catch(() => null);
    serving?.stay.end(why, cause);
  }

  /**
   * Runs a command as the tool of that name would here.
   * @param value the tool's input.
   * @throws FailureError where the machine is lost, or none can be had.
   */
  run(value: unknown, context: ToolContext): Promise<ToolOutput> {
    const mine = this.turn.then(() => this.runNow(value, context));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async runNow(value: unknown, context: ToolContext): Promise<ToolOutput> {
    if (context.signal.aborted) throw new FailureError(failure("aborted", "The command was not started."));
    const serving = await this.ready(context);
    const output = await runOn(serving.stay, value, context);
    const kept = await this.bring(serving);
    const text = `${serving.note}${output.text}${keptWords(kept)}`;
    serving.note = "";
    return { ...output, text };
  }

  /** A machine with the files as they are now, and a process for the agent on it. */
  private async ready(context: ToolContext): Promise<Serving> {
    const serving = await until(this.serving(), context.signal);
    const tree = await this.tree();
    const wanted = await tree.now();
    const { link, known } = serving.stay;
    if (serving.has !== wanted.commit) {
      const bytes = await tree.bundle(wanted, known);
      const bundle = bytes && (await serving.stay.during(putParcel(await this.source.redis(), bytes)));
      const taken = await link.ask({ type: "tree", ...wanted, bundle });
      if (taken.type !== "done") throw unexpected(taken);
      known.push(wanted.head, wanted.commit);
      serving.has = wanted.commit;
    }
    if (serving.pid === 0) await this.openOn(serving, context);
    return serving;
  }

  private async openOn(serving: Serving, context: ToolContext): Promise<void> {
    // Nothing of this machine's environment goes along; the other one has its own.
    const opened = await serving.stay.link.ask({
      type: "open",
      environment: {},
      own: { KILO_RUN: this.runTag },
      ...(this.source.sandbox ? { sandbox: this.source.sandbox } : {}),
    });
    if (opened.type !== "opened") throw unexpected(opened);
    const { pid, limits } = opened;
    Object.assign(serving, { pid, limits });
    this.source.tell({ type: "started", pid, limits, host: serving.stay.machine });
    const { setup } = this.source;
    if (setup === null) return;
    const done = await runOn(
      serving.stay,
      { command: setup, network: true },
      { ...context, cwd: ".", live: () => {} },
    );
    if (done.exitCode !== 0)
      serving.note = `(The setup command \`${setup}\` failed on the machine this runs on: ${done.note}.)\n`;
  }

  /** @returns paths that are kept as they are here. */
  private async bring(serving: Serving): Promise<{ path: string; why: string }[]> {
    const answer = await serving.stay.link.ask({ type: "changes" });
    if (answer.type !== "changed") throw unexpected(answer);
    if (!answer.change) return [];
    const { commit, bundle } = answer.change;
    const bytes = await serving.stay.during(takeParcel(await this.source.redis(), bundle));
    const kept = await (await this.tree()).bring(commit, bytes);
    serving.stay.known.push(commit);
    serving.has = commit;
    return kept;
  }

  private tree(): Promise<DriverTree> {
    this.files ??= this.source.tree();
    this.files.catch(() => {
      this.files = null;
    });
    return this.files;
  }

  private serving(): Promise<Serving> {
    if (this.over) return Promise.reject(new FailureError(this.over));
    this.current ??= this.begin();
    return this.current;
  }

  private async begin(): Promise<Serving> {
    try {
      const stay = await this.source.begin(this.leaving.signal);
      const serving: Serving = { stay, has: null, pid: 0, limits: [], note: "" };
      void stay.ended.then((why) => {
        this.current = null;
        const { pid, limits } = serving;
        if (pid > 0) this.source.tell({ type: "stopped", pid, why, limits, host: stay.machine });
        if (!this.over) void this.source.lost().catch(() => undefined);
      });
      if (this.over) stay.end("its agent is done", this.over);
      return serving;
    } catch (thrown) {
      this.current = null;
      throw thrown;
    }
  }
}

async function runOn({ link }: Stay, value: unknown, context: ToolContext): Promise<ToolOutput> {
  const call = ++lastCall;
  const line = { call, signal: context.signal, live: (text: string) => context.live(text) };
  const asked = { type: "prepare", call, tool: "run_command", value, context: sentOf(context) } as const;
  const prepared = await link.ask(asked, line);
  if (prepared.type === "output") return prepared.output;
  if (prepared.type !== "prepared") throw unexpected(prepared);
  const answer = await link.ask({ type: "run", call }, line);
  if (answer.type !== "output") throw unexpected(answer);
  return answer.output;
}

/** The machine knows no earlier outputs and needs no hashes; its folder is another one. */
function sentOf({ root, cwd, limits, runTag }: ToolContext) {
  return { root, ...(cwd === undefined ? {} : { cwd }), limits, runTag, seen: new Map<string, string>() };
}

function keptWords(kept: readonly { path: string; why: string }[]): string {
  const list = kept.map(({ path, why }) => `${path} (${why})`).join(", ");
  return kept.length === 0 ? "" : `\n\nNot taken over from the machine it ran on: ${list}.`;
}

/** The work, or a failure as soon as the signal comes; the work goes on for the next one. */
function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new FailureError(failure("aborted", "The command was not started.")));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
