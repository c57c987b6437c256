// The machine's end of one agent's stay: its files in a folder of their own, its commands in a process of their own, held
// to the limits of the session. When the channel ends, all of it is gone. It has no key, no log and no money.

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { FailureError, failure } from "../../../protocol/failure";
import { kiloHome } from "../../config/kiloHome";
import { createGit } from "../../git/git";
import type { Environment } from "../../process/childEnvironment";
import { findSandbox } from "../../process/sandbox/findSandbox";
import type { SandboxPlan } from "../../process/sandbox/plan";
import { isPrepared, type PreparedCall } from "../../tools/tool";
import {
  type FromWorker,
  readToWorker,
  receiveThrown,
  type SentThrown,
  sendThrown,
  type ToWorker,
} from "../workers/messages";
import { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from "../workers/workerPool";
import type { LockPorts } from "../worktrees/folderLock";
import { createLeases, type Leases, leaseEnvironment } from "../worktrees/leases";
import { type AgentJob, type FirstWords, streamsOf } from "./jobs";
import { gatherLive, type LiveText } from "./liveText";
import { type MachineTree, openMachineTree, storedHeads } from "./machineTree";
import { putParcel, takeParcel } from "./parcels";
import { type ChannelTiming, RedisChannel } from "./redisChannel";
import { swapRoot } from "./swapRoot";

export interface MachinePlace {
  redis: Redis;
  /** Its name, for a person. */
  name: string;
  /** Private folder for the trees of this process. */
  trees: string;
  /** Private folder for what projects share. */
  stores: string;
  leases: string;
  /** `worker.cjs`. */
  entry: string;
  /** This machine's own; commands get a cleaned copy of it. */
  environment: Environment;
  ports: LockPorts;
  timing: ChannelTiming;
}

/** Serves until the driver is done, gone, or the signal comes; never rejects. @returns why it ended. */
export async function serveStay(job: AgentJob, place: MachinePlace, signal: AbortSignal): Promise<string> {
  const { down, up } = streamsOf(job.stay);
  const channel = new RedisChannel(place.redis, { read: down, write: up }, place.timing);
  const ended = new Promise<string>((resolve) => {
    channel.onClose(() => resolve("its driver is done or gone"));
    signal.addEventListener("abort", () => resolve("this worker is ended"), { once: true });
    if (signal.aborted) resolve("this worker is ended");
  });
  let stay: ServedStay | null = null;
  try {
    stay = new ServedStay(job, place, (message) => channel.send(message));
    const serving = stay;
    channel.onMessage((message) => {
      const known = readToWorker(message);
      if (known) serving.take(known);
    });
    const git = createGit(place.stores, { environment: place.environment });
    const heads = await storedHeads(git, join(place.stores, job.project));
    channel.send({ type: "ready", machine: place.name, heads } satisfies FirstWords);
    return await ended;
  } catch (thrown) {
    // Its disk is full, or not its own: another agent would fare no better here.
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    const why = `The machine ${place.name} cannot take an agent (${cause}); look at it, or end its worker.`;
    channel.send({ type: "refused", why } satisfies FirstWords);
    return cause;
  } finally {
    // The driver goes on elsewhere while what ran here is ended.
    channel.close();
    await stay?.end();
  }
}

interface Call {
  controller: AbortController;
  prepared: PreparedCall | null;
  live: LiveText;
  /** The agent's folder as its driver names it. */
  root: string;
}

type Request<Type extends ToWorker["type"]> = Extract<ToWorker, { type: Type }>;

class ServedStay {
  private readonly tree: MachineTree;
  private readonly pool: WorkerPool;
  /** What the pool is made of; its sandbox is known once the driver asked for one. */
  private readonly held: WorkerPoolOptions;
  private readonly leases: Leases;
  private readonly calls = new Map<number, Call>();
  private started = { pid: 0, limits: [] as string[] };
  private readonly over = new AbortController();

  constructor(
    job: AgentJob,
    private readonly place: MachinePlace,
    private readonly send: (message: FromWorker) => void,
  ) {
    const { stores, trees, entry, environment, ports } = place;
    const folder = join(trees, job.stay);
    const git = createGit(stores, { environment });
    this.tree = openMachineTree({ git, store: join(stores, job.project), folder });
    const onEvent: Parameters<typeof createWorkerPool>[0]["onEvent"] = ({ type, pid, limits }) => {
      if (type === "started") this.started = { pid, limits };
    };
    this.held = { entry, environment, limits: job.limits, max: 1, onEvent, sandbox: null };
    this.pool = createWorkerPool(this.held);
    const leased = { folder: place.leases, temporaryFolder: tmpdir(), commonDir: folder, ports };
    this.leases = createLeases(leased);
  }

  take(message: ToWorker): void {
    if (message.type === "abort") this.calls.get(message.call)?.controller.abort(reasonOf(message.reason));
    else void this.answer(message);
  }

  async end(): Promise<void> {
    this.over.abort();
    for (const { controller } of this.calls.values()) controller.abort();
    await this.pool.close();
    await this.leases.release(this.tree.root).catch(() => undefined);
    this.tree.remove();
    rmSync(`${this.tree.root}-temporary`, { recursive: true, force: true });
  }

  private async answer(message: Exclude<ToWorker, { type: "abort" }>): Promise<void> {
    const { request } = message;
    try {
      this.send(await this.doing(message));
    } catch (thrown) {
      this.send({ type: "thrown", request, thrown: sendThrown(thrown) });
    }
  }

  private doing(message: Exclude<ToWorker, { type: "abort" }>): Promise<FromWorker> {
    if (message.type === "tree") return this.receive(message);
    if (message.type === "open") return this.open(message);
    if (message.type === "prepare") return this.prepare(message);
    if (message.type === "run") return this.run(message);
    if (message.type === "changes") return this.changes(message);
    return Promise.reject(new Error("A stay on a machine ends with its channel."));
  }

  private async receive({ request, head, commit, bundle }: Request<"tree">): Promise<FromWorker> {
    const bytes = bundle === null ? null : await takeParcel(this.place.redis, bundle);
    await this.tree.receive({ head, commit, bundle: bytes });
    return { type: "done", request };
  }

  /** The same rights in a sandbox of this machine, with its folders; a run that has one gets no commands without. */
  private async sandboxHere({ network, mayAsk }: SandboxPlan): Promise<SandboxPlan> {
    const found = await findSandbox();
    if (found.kind === "none") {
      const message = `The run's commands need a sandbox, and ${this.place.name} has none: ${found.why}.`;
      throw new FailureError(failure("not-allowed", message));
    }
    const { root } = this.tree;
    const state = kiloHome(this.place.environment);
    return {
      kind: found.kind,
      network,
      mayAsk,
      write: [],
      project: root,
      state,
      temporary: `${root}-temporary`,
    };
  }

  /** What the driver leased on its machine means nothing here. */
  private async open({ request, own, sandbox }: Request<"open">): Promise<FromWorker> {
    if (sandbox) this.held.sandbox = await this.sandboxHere(sandbox);
    const lease = await this.leases.take(this.tree.root, {});
    const setting = { environment: leaseEnvironment(lease), runTag: own.KILO_RUN ?? "" };
    await this.pool.open(this.tree.root, setting, this.over.signal);
    return { type: "opened", request, ...this.started };
  }

  private async prepare({
    request,
    call,
    tool,
    value,
    context,
    aborted,
  }: Request<"prepare">): Promise<FromWorker> {
    const worker = this.pool.at(this.tree.root);
    if (!worker) throw new Error("No process was opened for this agent.");
    const controller = new AbortController();
    if (aborted) controller.abort(reasonOf(aborted));
    const { root } = context;
    const show = (text: string) => this.send({ type: "live", call, text: this.asThere(text, root) });
    const kept: Call = { controller, prepared: null, root, live: gatherLive(show, this.over.signal) };
    this.calls.set(call, kept);
    const live = (text: string) => kept.live.take(text);
    const readOutput = () => "";
    const asked = swapRoot(value, root, this.tree.root);
    const { signal } = controller;
    const answer = await worker.prepare(tool, asked, {
      ...context,
      root: this.tree.root,
      signal,
      live,
      readOutput,
    });
    if (!isPrepared(answer)) {
      this.calls.delete(call);
      return { type: "output", request, output: this.asThere(answer, root) };
    }
    kept.prepared = answer;
    const { run: _, ...prepared } = answer;
    return { type: "prepared", request, prepared: this.asThere(prepared, root) };
  }

  private async run({ request, call, aborted }: Request<"run">): Promise<FromWorker> {
    const kept = this.calls.get(call);
    if (!kept?.prepared) return { type: "unknown", request };
    if (aborted) kept.controller.abort(reasonOf(aborted));
    try {
      const output = await kept.prepared.run();
      kept.live.flush();
      return { type: "output", request, output: this.asThere(output, kept.root) };
    } finally {
      this.calls.delete(call);
    }
  }

  private async changes({ request }: Request<"changes">): Promise<FromWorker> {
    const change = await this.tree.changes();
    if (!change) return { type: "changed", request, change: null };
    const bundle = await putParcel(this.place.redis, change.bundle);
    return { type: "changed", request, change: { commit: change.commit, bundle } };
  }

  private asThere<T>(value: T, root: string): T {
    return swapRoot(value, this.tree.root, root);
  }
}

/** The plain end of a call is made here, so that it is the very error the tools know. */
function reasonOf(reason: SentThrown): unknown {
  return reason.name === "AbortError" && !reason.failure ? undefined : receiveThrown(reason);
}
