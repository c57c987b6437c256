// The front door: commands in, facts out. It builds what a run needs, hands it to a driver, and answers questions.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Origin } from "../protocol/approval";
import type { Reply, RunCommand } from "../protocol/command";
import type { Fact, RunEvent } from "../protocol/event";
import { failure, toFailure } from "../protocol/failure";
import { foldAll } from "../protocol/fold";
import type { RunView } from "../protocol/run";
import type { RunSettings } from "../protocol/settings";
import { admit, isFailure } from "./admit";
import { answer, type Query, type QueryAnswer } from "./answer";
import { firstFacts, newRunId, newSessionId, settled } from "./firstFacts";
import { followRun } from "./log/followRun";
import { ownIdentity } from "./log/processIdentity";
import type { RunStore, StoreFolder } from "./log/store";
import { checkpointsOf, dropLeftovers, type OpenRun, openRun } from "./openRun";
import type { Ports } from "./ports";
import type { Environment } from "./process/childEnvironment";
import type { StreamTimeouts } from "./providers/watchdog";
import type { DriverEnd } from "./schedule/driver";
import { editedPlan } from "./schedule/editedPlan";
import { settleCommands, settleOpen } from "./schedule/recover";
import type { Pause } from "./schedule/runtime";
import type { EngineFleet } from "./schedule/session/agentProcesses";
import { undoRun } from "./schedule/undo";

export type { DriverEnd };

export interface EngineOptions {
  ports: Ports;
  runs: StoreFolder;
  /** Folder for what is neither log nor blob: temporary indexes, an object store outside git. */
  scratch: string;
  /** The host's environment; children get a cleaned copy. */
  environment: Environment;
  /** Whether a person can answer approvals here; `beforehand` where only what was said before it began is given as answers. */
  interactive: boolean | "beforehand";
  product: string;
  /** What agents of sessions have, where the host can give it. */
  fleet?: EngineFleet;
  /** Bytes all runs of the folder may take; older ended ones go first. */
  retainBytes: number;
  /** How long a model may be silent; absent: as long as `watchdog.ts` says. */
  modelTimeouts?: StreamTimeouts;
}

export interface StartRun {
  prompt: string;
  /** Real path of the user's folder. */
  folder: string;
  role: string | null;
  settings: RunSettings;
  notices: string[];
  origin: Origin;
}

export interface Engine {
  /** Starts a run and drives it here. The reply comes as soon as its first facts are durable. */
  start(command: StartRun): Promise<Reply<{ run: string }>>;
  /** Takes over a run that nobody drives and goes on with it. */
  resume(run: string, options: { origin: Origin; budgetMicros?: number }): Promise<Reply<{ run: string }>>;
  /** @returns with `left`, where another process drives the run: what `command.refused` names if it is not taken there. */
  send(run: string, command: RunCommand, origin: Origin): Promise<Reply<{ seq: number; left?: string }>>;
  ask(run: string, query: Query): Promise<Reply<{ answer: QueryAnswer }>>;
  /** A copy of a run's view, driven here or read from its log. */
  view(run: string): Promise<RunView | null>;
  runs(): Promise<{ run: string; bytes: number }[]>;
  /** Events after `after`, now and as they come; ends with the signal. Every event once, in order. */
  follow(
    run: string,
    after: number,
    listener: (event: RunEvent) => void,
    signal: AbortSignal,
  ): Promise<Reply>;
  /** Resolves when a run driven here has ended or paused. */
  settled(run: string): Promise<DriverEnd | null>;
  undo(
    run: string,
    to: string | null,
    origin: Origin,
  ): Promise<Reply<{ fact: Extract<Fact, { type: "run.undone" }> }>>;
  /** Removes a run that nobody drives, with its checkpoints; what it changed stays. `log-locked` while it is driven. */
  remove(run: string): Promise<Reply>;
  /** Pauses every run driven here and gives their locks back. */
  close(): Promise<void>;
}

/** Builds an engine over a folder of runs. */
export function createEngine(options: EngineOptions): Engine {
  return new RunEngine(options);
}

/** Times another number is tried where sessions start at the same moment. */
const mostSessionTries = 50;

class RunEngine implements Engine {
  private readonly open = new Map<string, OpenRun>();

  constructor(private readonly options: EngineOptions) {}

  async start(given: StartRun): Promise<Reply<{ run: string }>> {
    const command = await settled(given, this.options.environment);
    if ("code" in command) return { ok: false, failure: command };
    const { run, store } = await this.makeRun(command.settings);
    return this.drive(store, firstFacts(this.options, run, command), command.origin);
  }

  private async makeRun({ session }: RunSettings): Promise<{ run: string; store: RunStore }> {
    const { ports, runs } = this.options;
    if (!session) {
      const run = newRunId(ports);
      return { run, store: await runs.create(run) };
    }
    for (let attempt = 1; ; attempt += 1) {
      const run = newSessionId(
        ports.now(),
        (await runs.list()).map((one) => one.run),
      );
      try {
        return { run, store: await runs.create(run) };
      } catch (thrown) {
        // Another process took the number between the look and the making.
        if (toFailure(thrown).code !== "invalid-input" || attempt >= mostSessionTries) throw thrown;
      }
    }
  }

  async resume(
    run: string,
    wish: { origin: Origin; budgetMicros?: number },
  ): Promise<Reply<{ run: string }>> {
    const store = await this.options.runs.find(run);
    if (!store) return unknownRun(run);
    await this.open.get(run)?.released();
    return this.drive(store, null, wish.origin, wish.budgetMicros);
  }

  async send(
    run: string,
    command: RunCommand,
    origin: Origin,
  ): Promise<Reply<{ seq: number; left?: string }>> {
    const driven = this.open.get(run);
    // A run that paused here may be driven elsewhere by now; one that ended takes nothing more.
    if (driven && driven.runtime.log.view().status !== "paused") {
      try {
        const reply = giveTo(driven, command, origin);
        await driven.runtime.store.durable();
        return reply;
      } catch (thrown) {
        return { ok: false, failure: toFailure(thrown) };
      }
    }
    const store = await this.options.runs.find(run);
    if (!store) return unknownRun(run);
    const [{ pid, processStart }, { now, random }] = [ownIdentity(), this.options.ports];
    const left = `${pid}-${now()}-${Math.floor(random() * 1e9)}`;
    await store.postInbox({ id: left, command, sender: { pid, processStart, via: origin.via } });
    return { ok: true, seq: 0, left };
  }

  async ask(run: string, query: Query): Promise<Reply<{ answer: QueryAnswer }>> {
    const store = await this.storeOf(run);
    return store ? answer(store, query) : unknownRun(run);
  }

  async view(run: string): Promise<RunView | null> {
    const driven = this.open.get(run);
    if (driven && driven.runtime.log.view().status !== "paused")
      return structuredClone(driven.runtime.log.view());
    const store = await this.options.runs.find(run);
    return store ? foldAll((await store.read()).events) : null;
  }

  runs(): Promise<{ run: string; bytes: number }[]> {
    return this.options.runs.list();
  }

  async follow(
    run: string,
    after: number,
    listener: (event: RunEvent) => void,
    signal: AbortSignal,
  ): Promise<Reply> {
    const store = await this.storeOf(run);
    if (!store) return unknownRun(run);
    const log = this.open.get(run)?.runtime.log;
    // What happens to a run that rests here is written elsewhere, or by an undo: the log on disk tells.
    const driven = log?.view().status === "running" ? log : null;
    const seq = await followRun(store, driven, after, listener, signal);
    return { ok: true, seq };
  }

  async settled(run: string): Promise<DriverEnd | null> {
    return this.open.get(run)?.driver.done ?? null;
  }

  async undo(run: string, to: string | null, origin: Origin) {
    const store = await this.options.runs.find(run);
    if (!store) return unknownRun(run);
    await this.open.get(run)?.released();
    const undone = await undo(this.options, store, to, origin);
    if (undone.ok) this.open.delete(run);
    return undone;
  }

  async remove(run: string): Promise<Reply> {
    const view = await this.view(run).catch(() => null);
    await this.open.get(run)?.released();
    const removed = await this.options.runs.remove(run);
    if (!removed.ok) return removed;
    this.open.delete(run);
    if (view) await dropLeftovers(this.options, view.folder, run);
    return { ok: true, seq: view?.seq ?? 0 };
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((one) => one.close()));
    this.open.clear();
  }

  private async storeOf(run: string): Promise<RunStore | null> {
    return this.open.get(run)?.runtime.store ?? (await this.options.runs.find(run));
  }

  private async drive(
    store: RunStore,
    first: Fact[] | null,
    origin: Origin,
    budget?: number,
  ): Promise<Reply<{ run: string }>> {
    const opened = await openRun(this.options, store, first, origin, budget);
    if (!opened.ok) return opened;
    const { run } = opened.value.runtime.log.view();
    this.open.set(run, opened.value);
    try {
      await store.durable();
      return { ok: true, run };
    } catch (thrown) {
      return { ok: false, failure: toFailure(thrown) };
    }
  }
}

function unknownRun(run: string): { ok: false; failure: ReturnType<typeof failure> } {
  return {
    ok: false,
    failure: failure("not-found", `There is no run ${run} here; \`kilo-code runs\` lists them.`),
  };
}

function giveTo(driven: OpenRun, command: RunCommand, origin: Origin): Reply {
  const { log } = driven.runtime;
  const admitted = admit(log.view(), command, origin, editedPlan);
  if (isFailure(admitted)) return { ok: false, failure: admitted };
  if (admitted.facts.length > 0) log.append(...admitted.facts);
  if (admitted.next === "pause") driven.driver.pause(wishedPause(command, log.view()));
  if (admitted.next === "stop") driven.driver.stop();
  driven.driver.wake();
  return { ok: true, seq: log.view().seq };
}

/** Why a run rests that was told to: a person's wish, or questions that nobody could be asked. */
function wishedPause(command: RunCommand, { approvals }: RunView): Pause {
  if (command.type !== "run.pause" || command.because !== "unanswered")
    return { reason: "person", message: "Paused by the user." };
  const open = Object.values(approvals).filter(({ answer }) => !answer);
  return {
    reason: "approval",
    message: `Nobody could be asked: ${open.map(({ title }) => title).join("; ")}`,
  };
}

async function undo(options: EngineOptions, store: RunStore, to: string | null, origin: Origin) {
  const opened = await store.open(options.ports.now());
  if (!opened.ok) return { ok: false as const, failure: opened.failure };
  try {
    let { events } = opened.value.log;
    const view = foldAll(events);
    if (!view) return { ok: false as const, failure: failure("log-damaged", "The run's log is empty.") };
    const stateFolder = join(options.scratch, view.run);
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    const root = view.applied ? view.folder : (view.worktree?.path ?? view.root);
    const checkpoints = checkpointsOf(options, stateFolder, view.run, root);
    // What a dead driver left open is settled first, so that nothing it wrote is missed.
    const open = [...(await settleOpen(view)), ...(await settleCommands(view, checkpoints))];
    if (open.length > 0) events = [...events, ...store.append(open, options.ports.now())];
    await store.durable();
    const undone = await undoRun(events, checkpoints, to, origin);
    if (!undone.ok) return { ok: false as const, failure: undone.failure };
    store.append([undone.value.fact], options.ports.now());
    await store.durable();
    return { ok: true as const, fact: undone.value.fact };
  } catch (thrown) {
    return { ok: false as const, failure: toFailure(thrown, "git-failed") };
  } finally {
    await store.close();
  }
}
