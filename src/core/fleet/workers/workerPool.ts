// The worker processes of a session: one for each agent that is open, kept for the next one when an agent is done.
// Never more than `max` at once; an agent that comes later waits for a place. Nothing of them outlives the pool.
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import { childEnvironment, type Environment } from "../../process/childEnvironment";
import { type FoundSandbox, findSandbox } from "../../process/sandbox/findSandbox";
import type { SandboxPlan } from "../../process/sandbox/plan";
import { Slots } from "../../process/slots";
import { AgentWorker, type OpenSetting, type Worker } from "./agentWorker";
import { MemoryGuard } from "./memoryGuard";
import { Processors } from "./processorShare";
import type { ResourceLimits } from "./resourceLimits";
import { unexpected } from "./workerLink";
import { WorkerProcess } from "./workerProcess";

export type WorkerEvent =
  /** A process serves the agent at this root from now on; `limits` say what holds it, a sentence each. */
  | { type: "started"; root: string; pid: number; limits: string[] }
  /** It does so no longer. `why` is a few words. */
  | { type: "stopped"; root: string; pid: number; why: string; limits: string[] };

export interface WorkerPoolOptions {
  /** Absolute path of `worker.cjs`. */
  entry: string;
  /** The host's environment; workers and their commands get cleaned copies without keys. */
  environment: Environment;
  limits: ResourceLimits;
  /** Most processes at once. */
  max: number;
  onEvent(event: WorkerEvent): void;
  /** What the agents' commands run in; none where absent. */
  sandbox?: SandboxPlan | null;
  /** Node; the running one where not given. */
  program?: string;
}

export interface WorkerPool {
  /**
   * Opens a worker for the agent at this folder, or takes over new variables for the one that is open there.
   * It is open at once, and its calls wait with it for a place where `max` have one. Rejects with a FailureError:
   * `aborted` where the signal or the pool's end came before a place, and nothing is open then; `tool-failed` where no
   * process came up: it stays open, and the next call tries again.
   */
  open(root: string, setting: OpenSetting, signal?: AbortSignal): Promise<Worker>;
  /** The same without a process: one comes up with the first call, or with `start`. An open one keeps its process. */
  expect(root: string, setting: OpenSetting): void;
  /** Brings up the process of a worker that is open at this root. Rejects as `open` does; nothing happens where none is. */
  start(root: string): Promise<void>;
  /** The worker that is open at exactly this root. */
  at(root: string): Worker | null;
  /** The agent is done: its process forgets it and waits for the next. Nothing happens where none is open. */
  release(root: string): Promise<void>;
  /** The agent rests: its process stays open, and is none of the `max` any more. */
  leavePlace(root: string): void;
  /** Kills the agent's process with all it started; nothing is open at the root afterwards. @param why a few words. */
  stop(root: string, why: string): Promise<void>;
  /** Kills all of them. Nothing can be opened afterwards. */
  close(): Promise<void>;
}

/** A pool without processes; they are forked when they are needed. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  return new Pool(options);
}

const clearMs = 5_000;

/** What this machine was found to have, for a process that would else try it once more. */
async function foundFor({ kind }: SandboxPlan): Promise<{ found?: FoundSandbox }> {
  const found = await findSandbox();
  return found.kind === kind ? { found } : {};
}

/** What a call is told that was under way. */
function stopped(why: string): Failure {
  return failure("aborted", `The agent's process was stopped: ${why}.`);
}

interface Place {
  worker: AgentWorker;
  setting: OpenSetting;
  /** Ends the waiting for a place among `max`. */
  giveUp: AbortController;
  /** Whether it has one. */
  granted: boolean;
  /** Whether it needs none, because its agent rested. */
  isExtra: boolean;
  /** The pid that was told to have started and not yet to have stopped. */
  told: number | null;
}

class Pool implements WorkerPool {
  private readonly open_ = new Map<string, Place>();
  private readonly all = new Set<WorkerProcess>();
  private idle: WorkerProcess[] = [];
  private readonly slots: Slots;
  private readonly processors: Processors;
  private readonly guard = new MemoryGuard();
  private closed = false;

  constructor(private readonly options: WorkerPoolOptions) {
    this.slots = new Slots(Math.max(1, options.max));
    this.processors = new Processors(options.environment);
  }

  async open(root: string, setting: OpenSetting, signal = new AbortController().signal): Promise<Worker> {
    const known = this.open_.get(root);
    if (known) {
      known.setting = setting;
      const serving = await known.worker.living();
      await this.begin(serving, setting);
      return known.worker;
    }
    const place = this.placeAt(root, setting);
    const abort = () => place.giveUp.abort();
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      await place.worker.living();
      return place.worker;
    } catch (thrown) {
      if (!place.granted && this.open_.get(root) === place) this.open_.delete(root);
      throw thrown;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  private placeAt(root: string, setting: OpenSetting): Place {
    const giveUp = new AbortController();
    if (this.closed) giveUp.abort();
    const place: Place = {
      worker: this.workerAt(root),
      setting,
      giveUp,
      granted: false,
      isExtra: false,
      told: null,
    };
    this.open_.set(root, place);
    return place;
  }

  expect(root: string, setting: OpenSetting): void {
    const known = this.open_.get(root);
    if (known) known.setting = setting;
    else this.placeAt(root, setting);
  }

  async start(root: string): Promise<void> {
    await this.open_.get(root)?.worker.living();
  }

  at(root: string): Worker | null {
    return this.open_.get(root)?.worker ?? null;
  }

  async release(root: string): Promise<void> {
    const place = this.open_.get(root);
    if (!place) return;
    this.open_.delete(root);
    place.giveUp.abort();
    const serving = await place.worker.leave("its agent is done");
    this.tellStopped(root, place, "its agent is done");
    if (serving && (await this.isCleared(serving))) this.idle.push(serving);
    else await serving?.end("it was still at work", stopped("its agent is done"));
    if (place.granted) this.slots.give();
  }

  leavePlace(root: string): void {
    const place = this.open_.get(root);
    if (!place || place.isExtra) return;
    place.isExtra = true;
    if (place.granted) this.slots.give();
    place.granted = false;
  }

  async stop(root: string, why: string): Promise<void> {
    const place = this.open_.get(root);
    if (!place) return;
    this.open_.delete(root);
    place.giveUp.abort();
    const serving = await place.worker.leave(why);
    await serving?.end(why, stopped(why));
    this.tellStopped(root, place, why);
    if (place.granted) this.slots.give();
  }

  async close(): Promise<void> {
    this.closed = true;
    const roots = [...this.open_.keys()];
    await Promise.all(roots.map((root) => this.stop(root, "the run is closed")));
    await Promise.all([...this.all].map((each) => each.end("the run is closed")));
    this.idle = [];
  }

  private workerAt(root: string): AgentWorker {
    const worker: AgentWorker = new AgentWorker(root, {
      begin: async () => {
        const place = this.open_.get(root);
        if (place?.worker !== worker) throw new FailureError(stopped("its agent is done"));
        await this.grant(place);
        const serving = await this.take(place.setting.runTag);
        await this.begin(serving, place.setting);
        place.told = serving.pid;
        this.options.onEvent({ type: "started", root, pid: serving.pid, limits: serving.limits });
        return serving;
      },
      lost: (_, why) => {
        const place = this.open_.get(root);
        if (place?.worker === worker) this.tellStopped(root, place, why);
      },
    });
    return worker;
  }

  private async grant(place: Place): Promise<void> {
    if (place.granted || place.isExtra) return;
    place.granted = await this.slots.take(place.giveUp.signal);
    if (place.granted) return;
    const message = "No process is started for this agent any more, for it or its run is stopped.";
    throw new FailureError(failure("aborted", message));
  }

  private tellStopped(root: string, place: Place, why: string): void {
    const pid = place.told;
    if (pid === null) return;
    place.told = null;
    this.options.onEvent({ type: "stopped", root, pid, why, limits: place.worker.limits });
  }

  /** An idle process, or a new one. */
  private async take(runTag: string): Promise<WorkerProcess> {
    for (let kept = this.idle.pop(); kept; kept = this.idle.pop()) if (kept.lives) return kept;
    const { entry, environment, limits, program = process.execPath } = this.options;
    const setting = { entry, environment, runTag, limits, processors: this.processors, program };
    const started = await WorkerProcess.start(setting);
    this.all.add(started);
    void started.ended.then(() => this.all.delete(started));
    this.guard.watch(started);
    if (this.closed) await started.end("the run is closed");
    return started;
  }

  private async begin(serving: WorkerProcess, { environment, runTag }: OpenSetting): Promise<void> {
    const own = { ...environment, KILO_WORKER: serving.tag };
    const base = childEnvironment(this.options.environment, { runTag });
    try {
      const { sandbox } = this.options;
      const held = sandbox ? { sandbox, ...(await foundFor(sandbox)) } : {};
      const answer = await serving.link.ask({ type: "open", environment: base, own, ...held });
      if (answer.type !== "done") throw unexpected(answer);
    } catch (thrown) {
      await serving.end("it could not be opened for an agent");
      throw thrown;
    }
  }

  private async isCleared(serving: WorkerProcess): Promise<boolean> {
    if (this.closed || serving.link.isBusy) return false;
    const timer = setTimeout(() => void serving.end("it did not let its agent go"), clearMs);
    try {
      return (await serving.link.ask({ type: "clear" })).type === "done" && serving.lives;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
