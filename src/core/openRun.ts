// Opens a run for driving: lock, recovery, ledger, live handles, driver. The one place where a run's parts meet.
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Origin } from "../protocol/approval";
import type { Fact } from "../protocol/event";
import { failure, type Result, toFailure } from "../protocol/failure";
import { foldAll } from "../protocol/fold";
import type { ModelBinding } from "../protocol/settings";
import { whyOver } from "../protocol/whyOver";
import { admit, isFailure } from "./admit";
import { createLedger } from "./budget/ledger";
import { kiloHome } from "./config/kiloHome";
import type { EngineOptions } from "./engine";
import { forgetOwner } from "./fleet/worktrees/forgetOwner";
import { type Checkpoints, createCheckpoints, dropCheckpointRefs } from "./git/checkpoints";
import { createGit } from "./git/git";
import type { Redactor } from "./log/redact";
import { createRunLog, type RunLog } from "./log/runLog";
import type { RunStore } from "./log/store";
import { findOnPath } from "./process/findOnPath";
import { createShell } from "./process/runShell";
import type { SandboxPlan } from "./process/sandbox/plan";
import { planOf } from "./process/sandbox/settle";
import { providers } from "./providers/index";
import type { Provider } from "./providers/provider";
import { sharedLimiter } from "./providers/sharedLimiter";
import { modelOnlyInVscode, onlyInVscode } from "./providers/vscodeFailure";
import { createHost } from "./schedule/createHost";
import { createWaiting, Driver } from "./schedule/driver";
import { editedPlan } from "./schedule/editedPlan";
import { FirstRequests } from "./schedule/firstRequests";
import { GitWatch } from "./schedule/gitWatch";
import { learning, redactorFor } from "./schedule/knownSecrets";
import { LiveTasks } from "./schedule/liveTasks";
import { onceDurable } from "./schedule/onceDurable";
import { ownScratch } from "./schedule/ownScratch";
import { askAboutCommands, leaveCommands, settleOpen } from "./schedule/recover";
import type { Runtime } from "./schedule/runtime";
import { serversOf } from "./schedule/serversOf";
import { fleetOf } from "./schedule/session/agentProcesses";
import { reconcileTrees } from "./schedule/session/reconcileTrees";
import { watchSession } from "./schedule/session/watchSession";
import { historyOf } from "./schedule/taskHistory";
import { watchOwner } from "./schedule/watchOwner";
import { takeInbox, watchInbox } from "./takeInbox";
import { createTools } from "./tools/index";

export interface OpenRun {
  runtime: Runtime;
  driver: Driver;
  /** Resolves when a run that rests has given its lock back, which is a moment after it says so; at once while it runs. */
  released(): Promise<void>;
  /** Pauses, waits, gives the lock back. */
  close(): Promise<void>;
}

/**
 * @param first facts of a new run; null to go on with one that is in the store.
 * @param budget a higher cap that a person gave with the resume, micro-dollars.
 */
export async function openRun(
  options: EngineOptions,
  store: RunStore,
  first: Fact[] | null,
  origin: Origin,
  budget?: number,
): Promise<Result<OpenRun>> {
  const opened = await store.open(options.ports.now());
  if (!opened.ok) return opened;
  try {
    const { events } = opened.value.log;
    const redactor = redactorFor(options.environment, first, events);
    const clean = redacted(store, redactor.text);
    const log = createRunLog(clean, events, options.ports.now, redactor.deep);
    const begun = first
      ? start(log, first, opened.value.epoch)
      : (refuseElsewhere(log, events.length, options.ports) ??
        (await resume(log, events.length, opened.value.epoch, origin, budget)));
    if (!begun.ok) {
      await store.close();
      return begun;
    }
    return { ok: true, value: driveRun(options, clean, log, redactor) };
  } catch (thrown) {
    await store.close();
    return { ok: false, failure: toFailure(thrown) };
  }
}

/** Removes the oldest ended runs over the limit, and the refs that kept their checkpoints. */
async function retainRuns(options: EngineOptions, folder: string): Promise<void> {
  const isEnded = async (run: string) => {
    const store = await options.runs.find(run);
    return store ? foldAll((await store.read()).events)?.status === "ended" : false;
  };
  try {
    for (const run of await options.runs.retain(options.retainBytes, isEnded)) {
      await dropLeftovers(options, folder, run);
    }
  } catch {
    // Tidying up is tried again after the next run; it must not change how this one ended.
  }
}

/** What a removed run left outside its folder: scratch files, the refs that kept its checkpoints, an ended session's worktrees. */
export async function dropLeftovers(options: EngineOptions, folder: string, run: string): Promise<void> {
  rmSync(join(options.scratch, run), { recursive: true, force: true });
  const git = createGit(folder, { environment: options.environment });
  await dropCheckpointRefs(git, run);
  const leases = options.fleet?.leases;
  const trees = { git, repository: folder, ports: options.ports, owner: run };
  await forgetOwner({ ...trees, ...(leases ? { leases } : {}) });
}

/** The same store, with secrets taken out of every text before it is kept beside the log. */
function redacted(store: RunStore, clean: (text: string) => string): RunStore {
  return Object.assign(Object.create(store) as RunStore, {
    putBlob: (bytes: Uint8Array | string, durable?: boolean) =>
      store.putBlob(typeof bytes === "string" ? clean(bytes) : bytes, durable),
  });
}

function writerFact(epoch: number): Fact {
  return { type: "writer.changed", epoch, pid: process.pid, host: "" };
}

function start(log: RunLog, first: Fact[], epoch: number): Result<void> {
  log.append(...first, writerFact(epoch));
  return { ok: true, value: undefined };
}

/** A run that uses models of VS Code is driven only there. Design section 7.14. */
function refuseElsewhere(log: RunLog, events: number, ports: EngineOptions["ports"]): Result<void> | null {
  const id = events === 0 ? null : modelOnlyInVscode(log.view().settings, ports);
  return id === null ? null : { ok: false, failure: failure("model-missing", onlyInVscode(id)) };
}

async function resume(
  log: RunLog,
  events: number,
  epoch: number,
  origin: Origin,
  budget?: number,
): Promise<Result<void>> {
  if (events === 0)
    return { ok: false, failure: failure("log-damaged", "The run's log is empty; start the prompt again.") };
  const view = log.view();
  const over = whyOver(view);
  if (over) return { ok: false, failure: over };
  const raise =
    budget === undefined ? null : admit(view, { type: "budget.raise", to: budget }, origin, editedPlan);
  if (raise && isFailure(raise)) return { ok: false, failure: raise };
  log.append(
    writerFact(epoch),
    ...(await settleOpen(view)),
    { type: "run.resumed", origin },
    ...(raise?.facts ?? []),
  );
  return { ok: true, value: undefined };
}

function driveRun(options: EngineOptions, store: RunStore, log: RunLog, redactor: Redactor): OpenRun {
  const controller = new AbortController();
  const scratch = ownScratch(options.scratch, log.view().run);
  const waiting = createWaiting({ log, signal: controller.signal }, () => driver.wake());
  const learned = { ...options, ports: learning(options.ports, redactor) };
  const made = { ...handles(learned, store, log, scratch), limiter: sharedLimiter(options.ports) };
  const pause = (message: string) => driver.pause({ reason: "host", message });
  const fleet = fleetOf(log, { ...options, signal: controller.signal, pause }, made);
  const live = new LiveTasks(() => driver.wake());
  const runtime: Runtime = {
    ...onceDurable({ ...made, ...fleet }, store),
    redactText: redactor.text,
    redactDeep: redactor.deep,
    decided: waiting.decided,
    firstRequests: new FirstRequests(log.view, live, () => queueMicrotask(() => driver.wake())),
    host: (signal) => createHost(runtime, signal),
    servers: serversOf(() => runtime, options.environment),
    live,
    gitWatch: new GitWatch(scratch, pause),
    signal: controller.signal,
  };
  log.subscribe(({ fact }, view) => {
    if (fact.type === "budget.raised") runtime.ledger.raise("run", view.purses.run?.cap ?? fact.to);
    if (fact.type === "purse.opened") runtime.ledger.open(fact.purse, fact.parent, fact.cap);
    if (fact.type === "task.cancelRequested" || fact.type === "task.restarted")
      runtime.live.interrupt(fact.task);
  });
  const driver = new Driver(runtime, {
    waiting,
    abort: () => controller.abort(),
    async recover() {
      await reconcileTrees(runtime);
      // What was said while nobody drove the run.
      await takeInbox(runtime, () => driver, "before");
      await (log.view().stopRequested ? leaveCommands(runtime) : askAboutCommands(runtime));
    },
  });
  log.subscribe(() => driver.wake());
  const watches = [watchSession(runtime), watchInbox(runtime, () => driver), watchOwner(store, driver)];
  const released = driver.done.then(async () => {
    for (const end of watches) end();
    await runtime.fleet.workers?.close();
    if (log.view().status === "ended") forgetTemporary(made.sandbox);
    await store.close();
  });
  const closed = released.then(() => retainRuns(options, log.view().folder));
  return {
    runtime,
    driver,
    released: async () => (log.view().status === "running" ? undefined : released),
    async close() {
      driver.pause({ reason: "host", message: "The host was closed; resume to go on." });
      await closed;
    },
  };
}

/** What the commands of a run left in their folder for temporary files; a paused run finds it again. */
function forgetTemporary(sandbox: SandboxPlan | null): void {
  try {
    if (sandbox) rmSync(sandbox.temporary, { recursive: true, force: true });
  } catch {
    // It goes with the run's other leftovers.
  }
}

function handles(options: EngineOptions, store: RunStore, log: RunLog, scratch: string) {
  const { ports, environment, interactive } = options;
  const { folder: project, settings } = log.view();
  const sandbox = planOf(settings.sandbox, { project, state: kiloHome(environment), scratch });
  const shell = createShell(environment, {}, sandbox);
  const tools = new Map(
    createTools({ shell, searchPath: environment.PATH ?? "", sandbox }).map((tool) => [tool.name, tool]),
  );
  const byRoot = new Map<string, Checkpoints>();
  const numbers = { next: 1 };
  const byApi = new Map<string, Provider>();
  return {
    ports,
    log,
    store,
    scratch,
    interactive,
    sandbox,
    shell,
    tools,
    ledger: createLedger(log.view().purses),
    which: async (program: string) => findOnPath(environment, program) !== null,
    provider: (binding: ModelBinding) => providerOf(byApi, binding, options),
    git: (folder: string) => createGit(folder, { environment }),
    checkpoints: (root: string) => {
      const known = byRoot.get(root) ?? checkpointsOf(options, scratch, log.view().run, root, numbers);
      byRoot.set(root, known);
      return known;
    },
    history: historyOf(store, log),
  };
}

/** Checkpoints of one working folder; each folder has its own private state. */
export function checkpointsOf(
  options: EngineOptions,
  scratch: string,
  run: string,
  root: string,
  numbers = { next: 1 },
): Checkpoints {
  const key = createHash("sha256").update(root).digest("hex").slice(0, 8);
  const git = createGit(root, { environment: options.environment });
  return createCheckpoints({ git, stateFolder: join(scratch, `tree-${key}`), run, numbers });
}

function providerOf(
  made: Map<string, Provider>,
  binding: ModelBinding,
  { ports, modelTimeouts }: EngineOptions,
): Provider {
  const known = made.get(binding.api);
  if (known) return known;
  const definition = providers.find((candidate) => candidate.api === binding.api);
  if (!definition) throw new Error(`no provider for ${binding.api}`);
  const { secret, languageModels } = ports;
  const provider = definition.create({
    secret,
    ...(languageModels ? { languageModels } : {}),
    ...(modelTimeouts ? { timeouts: modelTimeouts } : {}),
  });
  made.set(binding.api, provider);
  return provider;
}
