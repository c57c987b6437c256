// The processes of a session's agents, as facts and as the tools' way into them. A process that is gone is told; the agent's
// loop goes on here and gets another one with its next call.
import { availableParallelism, hostname } from "node:os";
import type { RunView } from "../../../protocol/run";
import type { AgentView, SessionSettings } from "../../../protocol/session";
import { redisAddressOf } from "../../fleet/remote/redisAddress";
import type { ChannelTiming } from "../../fleet/remote/redisChannel";
import { createRemoteAgents } from "../../fleet/remote/remoteAgents";
import { throughRemote } from "../../fleet/remote/throughRemote";
import { throughWorkers } from "../../fleet/workers/throughWorkers";
import { createWorkerPool, type WorkerEvent, type WorkerPool } from "../../fleet/workers/workerPool";
import type { RunLog } from "../../log/runLog";
import type { Ports } from "../../ports";
import type { Environment } from "../../process/childEnvironment";
import type { SandboxPlan } from "../../process/sandbox/plan";
import type { AgentProcesses, Runtime } from "../runtime";

export interface ProcessesOptions {
  fleet?: EngineFleet;
  environment: Environment;
  signal: AbortSignal;
  ports: Pick<Ports, "secret">;
  product: string;
  /** Nothing can be run for agents now; the run goes on when a person says so. */
  pause(message: string): void;
}

/** What a host can give a session's agents. */
export interface EngineFleet {
  /** Program of an agent's process; without it tools run in the driver. */
  workerEntry?: string;
  leases?: { folder: string; temporaryFolder: string };
  /** The user's own folder, where packages for other machines may be. */
  home?: string;
  /** How soon a machine that says nothing counts as lost; as usual if not given. */
  timing?: ChannelTiming;
}

/** What agents of a session have; the tools that touch their trees are carried out by their processes. */
export function fleetOf(
  log: RunLog,
  options: ProcessesOptions,
  made: RunParts,
): Pick<Runtime, "fleet" | "tools"> {
  const { fleet = {}, environment, signal } = options;
  const { tools } = made;
  const { workerEntry: entry, leases = null } = fleet;
  const { session } = log.view().settings;
  if (session?.executor) return onOtherMachines(log, session, options, made);
  if (!session || entry === undefined) return { fleet: { workers: null, leases, environment }, tools };
  const { memoryBytes, cpus } = session.resources;
  const pool = createWorkerPool({
    entry,
    environment,
    limits: { memoryBytes, cpus },
    max: Math.max(session.maxParallel, begunAgents(log.view())),
    sandbox: made.sandbox,
    onEvent: (event) => tell(log, event),
  });
  const workers = processesOf(pool, log.view().run, signal);
  return { fleet: { workers, leases, environment }, tools: throughWorkers(tools, pool) };
}

/** Agents that go on with the run: of these too one may wait for another, so that none may wait for a process. */
function begunAgents({ steps }: RunView): number {
  return steps.filter(({ status }) => status === "running").length;
}

/** What commands of agents on other machines need of a run. */
type RunParts = Pick<Runtime, "tools" | "git" | "checkpoints" | "scratch"> & { sandbox: SandboxPlan | null };

/** Their commands run elsewhere; what else they do is done in the driver. */
function onOtherMachines(
  log: RunLog,
  session: SessionSettings,
  { fleet = {}, environment, ports, product, pause }: ProcessesOptions,
  { tools, git, checkpoints, scratch, sandbox }: RunParts,
): Pick<Runtime, "fleet" | "tools"> {
  const { run, folder, settings } = log.view();
  const { memoryBytes, cpus } = session.resources;
  const agents = createRemoteAgents({
    ...{ home: fleet.home ?? "", product, run, project: folder, scratch, git, checkpoints },
    url: () => redisAddressOf(session, ports.secret),
    limits: { memoryBytes, cpus },
    ...(fleet.timing ? { timing: fleet.timing } : {}),
    sandbox,
    setup: settings.trusted ? session.setup : null,
    onEvent: (event) => tell(log, event, event.host),
    onTrouble: pause,
  });
  const workers: AgentProcesses = {
    open: (agent, root) => agents.open(agent, root),
    release: (root) => void agents.leave(root, "its agent is done"),
    // Each machine has places of its own.
    leavePlace: () => {},
    stop: (root, why) => void agents.leave(root, why),
    close: () => agents.close(),
  };
  const handles = { workers, leases: fleet.leases ?? null, environment };
  return { fleet: handles, tools: throughRemote(tools, agents) };
}

function processesOf(pool: WorkerPool, runTag: string, signal: AbortSignal): AgentProcesses {
  // What cannot be done now is told by the call that needs it.
  const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);
  const starts = createStarts((root) => pool.start(root).catch(() => undefined), signal);
  return {
    open(_, root, environment) {
      if (pool.at(root)) return quietly(pool.open(root, { environment, runTag }, signal));
      pool.expect(root, { environment, runTag });
      starts(root);
    },
    release: (root) => quietly(pool.release(root)),
    leavePlace: (root) => pool.leavePlace(root),
    stop: (root, why) => quietly(pool.stop(root, why)),
    close: () => pool.close(),
  };
}

/** So many processes come up at once with the first agents; what more there are would only slow the making of trees. */
const soon = 2 * availableParallelism();
/** Milliseconds without another agent, after which the others come up too. A call that needs its process never waits. */
const quietMs = 200;

/** Brings up processes before they are needed, but not while many agents are still being placed. */
function createStarts(start: (root: string) => Promise<void>, signal: AbortSignal): (root: string) => void {
  const later: string[] = [];
  let begun = 0;
  let quiet: NodeJS.Timeout | undefined;
  const startRest = async () => {
    for (let root = later.shift(); root !== undefined && !signal.aborted; root = later.shift())
      await start(root);
    begun = 0;
  };
  return (root) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => void startRest(), quietMs);
    quiet.unref();
    begun += 1;
    if (begun <= soon) void start(root);
    else later.push(root);
  };
}

/** The agent whose tree is at a folder. */
export function agentAt({ session }: RunView, root: string): AgentView | undefined {
  return Object.values(session?.agents ?? {}).find(({ tree }) => tree?.path === root);
}

function tell(log: RunLog, event: WorkerEvent, host = hostname()): void {
  const view = log.view();
  const agent = agentAt(view, event.root);
  if (!agent || view.status === "ended") return;
  const { pid } = event;
  if (event.type === "started") {
    log.append({ type: "worker.started", agent: agent.name, pid, host, limits: event.limits });
  } else if (agent.worker?.pid === pid) {
    log.append({ type: "worker.stopped", agent: agent.name, pid, why: event.why });
  }
}
