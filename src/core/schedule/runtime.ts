// The live handles of one driven run: what perform works with. Made by the driver, gone with it; never state.
import type { ApprovalAnswer } from "../../protocol/approval";
import type { Fact } from "../../protocol/event";
import type { ModelBinding } from "../../protocol/settings";
import type { TaskHost } from "../agent/taskHost";
import type { Ledger } from "../budget/ledger";
import type { Checkpoints } from "../git/checkpoints";
import type { Git } from "../git/git";
import type { RunLog } from "../log/runLog";
import type { RunStore } from "../log/store";
import type { ToolServers } from "../mcp/toolServers";
import type { Ports } from "../ports";
import type { Environment } from "../process/childEnvironment";
import type { Shell } from "../process/runShell";
import type { Provider } from "../providers/provider";
import type { Tool } from "../tools/tool";
import type { FirstRequests } from "./firstRequests";
import type { GitWatch } from "./gitWatch";
import type { LiveTasks } from "./liveTasks";

export interface Runtime {
  ports: Ports;
  log: RunLog;
  store: RunStore;
  /** Private folder of this run for things that are neither facts nor blobs (temporary index, spilled output). */
  scratch: string;
  ledger: Ledger;
  shell: Shell;
  /** Whether a program is on the host's PATH. */
  which(program: string): Promise<boolean>;
  tools: ReadonlyMap<string, Tool>;
  /** Tool servers of this run, started when a role that has them is. */
  servers: ToolServers;
  provider(binding: ModelBinding): Provider;
  limiter: TaskHost["limiter"];
  /** The hardened runner in a folder. */
  git(folder: string): Git;
  /** Snapshots of a folder the run works in. */
  checkpoints(root: string): Checkpoints;
  /** Facts of one task so far, read from the log; only asked for when a task goes on after a restart. */
  history(task: string): Promise<Fact[]>;
  /** @param signal gives up the waiting; the question stays. */
  decided(approval: string, signal?: AbortSignal): Promise<ApprovalAnswer>;
  /** Other than true where no person can answer: money is then not asked for. */
  interactive: boolean | "beforehand";
  redactText(text: string): string;
  redactDeep<T>(value: T): T;
  /** What an agent's loop is handed. */
  host(signal?: AbortSignal): TaskHost;
  /** What agents of a session have: their processes, and where leases are kept. */
  fleet: FleetHandles;
  /** Tasks at work now. */
  live: LiveTasks;
  firstRequests: FirstRequests;
  /** What commands change of git's own files. */
  gitWatch: GitWatch;
  /** Aborted when the run pauses or stops. */
  signal: AbortSignal;
}

export interface FleetHandles {
  /** Null where the host has none: tools run in its own process then. */
  workers: AgentProcesses | null;
  leases: { folder: string; temporaryFolder: string } | null;
  /** The host's own, for what a person's credentials are needed for. */
  environment: Environment;
}

/** Processes of agents, each for one tree. */
export interface AgentProcesses {
  /** Starts or takes a process for an agent's tree; told as facts when it is up. */
  open(agent: string, root: string, environment: Record<string, string>): void;
  /** The agent has done its work; the process may serve another. */
  release(root: string): void;
  /** The agent rests: its process stays, and counts no more among those that may be at work at once. */
  leavePlace(root: string): void;
  /** Ends the process and all it started; the next tool call starts another. */
  stop(root: string, why: string): void;
  close(): Promise<void>;
}

/** Why a run cannot go on now. */
export interface Pause {
  reason: "person" | "cap" | "provider" | "approval" | "host" | "storage";
  message: string;
}

/** The folder tasks work in. */
export function rootOf(runtime: Runtime): string {
  const view = runtime.log.view();
  return view.worktree?.path ?? view.root;
}
