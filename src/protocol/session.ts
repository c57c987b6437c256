// An Agent Manager session: a run whose steps are agents, each in a worktree of its own. What it is sealed with, what
// its view keeps, and its facts. Plain data.
import type { VerificationVerdict } from "./check";
import type { Effort } from "./effort";
import type { Failure } from "./failure";
import type { Hash, StepId, Timestamp } from "./ids";
import type { FileView } from "./run";

export const mergeStrategies = ["orchestrator-review", "auto", "manual"] as const;
export type MergeStrategy = (typeof mergeStrategies)[number];

/** How worktree folders and branches of a role are called; a number is added to each: `feature-db-001`, `feature/db-001`. */
export interface TreeNaming {
  worktreePrefix: string;
  branchPrefix: string;
}

/** An agent a session file declares. */
export interface DeclaredAgent {
  /** Unique in the session; the role's name where it is the only one of its role. */
  name: string;
  role: string;
  /** What it shall do; the session's own task where null. */
  task: string | null;
  /** Relative folder that is its working directory and the only place it may write; the whole tree where null. */
  directory: string | null;
  /** Names of agents it waits for. */
  after: string[];
  /** Files it is expected to touch. */
  files: string[];
  /** Shell commands whose exit code proves it. */
  criteria: string[];
  /** How long it is expected to take; absent where the file does not say. */
  effort?: Effort;
  /** Replaces the role's. */
  skills: string[] | null;
  naming: TreeNaming | null;
}

/** Sealed in `run.started` of a session. */
export interface SessionSettings {
  /** `session.name` of a session file. */
  name: string | null;
  /** The smaller of `maxParallelAgents` and `maxConcurrentAgents`. */
  maxParallel: number;
  /** Agents of one batch; the next batch starts when all of it have ended. Null: no batches. */
  batchSize: number | null;
  /** Folder for the worktrees, absolute or relative to the repository; null: `.kilocode/worktrees`. */
  worktreeBase: string | null;
  /** By role. */
  naming: Record<string, TreeNaming>;
  /** Null where the orchestrator splits the task. */
  agents: DeclaredAgent[] | null;
  /** By role: roles whose agents it waits for, whatever the orchestrator says. */
  dependencies: Record<string, string[]>;
  merge: {
    strategy: MergeStrategy;
    /** True: one commit on the user's branch; false: uncommitted, unstaged changes. */
    autoCommit: boolean;
    /** `auto` lands only what the checks proved. */
    requireTests: boolean;
    createPullRequest: boolean;
  };
  resources: {
    /** Bytes of an agent's process tree; null: no limit. */
    memoryBytes: number | null;
    /** Cores; null: no limit. */
    cpus: number | null;
    priority: "balanced" | "speed" | "cost";
  };
  /** Glob patterns of ignored files that are copied into each worktree. */
  include: string[];
  /** Shell command run once in each new worktree; only of a trusted folder. */
  setup: string | null;
  /** Clones dependency folders into new worktrees. */
  cloneDependencies: boolean;
  /** Commands of agents run on other machines; absent: here. `redis` is an address without a password. */
  executor?: { kind: "bullmq"; redis: string | null };
}

/** One conflict, as `core/fleet/merge/conflict.ts` tells it. */
export interface ConflictView {
  kind: string;
  paths: string[];
  /** One line for a person. */
  text: string;
}

export interface AgentTree {
  /** Folder name below the base. */
  name: string;
  path: string;
  branch: string;
  /** Commit it started from. */
  base: string;
  /** Leased ports, folders and names, as environment variables. */
  environment: Record<string, string>;
  /** What is not as in the user's folder, a sentence each. */
  notes: string[];
  /** Commit of what the setup command left in it, where git sees something of that: it is not the agent's work. */
  prepared?: string;
}

/** An agent's accepted work. */
export interface AgentResult {
  commit: string;
  tree: string;
  base: string;
  files: number;
  added: number;
  removed: number;
  at: Timestamp;
}

/** Why an agent's work does not land. */
export interface AsideView {
  kind: "rejected" | "conflict" | "red" | "dependency" | "unmergeable";
  text: string;
  conflicts: ConflictView[];
  /** Agents it conflicts with. */
  with: string[];
}

/** `resolved`: it could not begin, for those it waits for conflicted, and does now. */
export type ReopenReason = "changes" | "restart" | "recreate" | "conflict" | "stale" | "resolved";

export interface AgentView {
  name: string;
  step: StepId;
  role: string;
  tree: AgentTree | null;
  /** Its tree is its own, but the files are still being written: it may think, and touches nothing. */
  filling?: true;
  /** Why its tree could not get its files; it is gone. */
  unfilled?: Failure;
  /** The tree of an earlier try, to be archived and taken away before it gets a new one. */
  old: AgentTree | null;
  /** The process that does its work; null where none runs. */
  worker: { pid: number; since: Timestamp; host: string } | null;
  /** How often it was begun: 1 for the first time. */
  round: number;
  /** Why it was begun once more; null in its first round. */
  reason: ReopenReason | null;
  /** What this round is told beside its packet: a person's words, or conflicts to resolve. */
  why: string | null;
  result: AgentResult | null;
  aside: AsideView | null;
  /** Landed on the integration branch, as this merge. */
  landed: string | null;
  /** What it did to the files of its own tree. */
  files: Record<string, FileView>;
  /** Artifacts it was given whose newest version it has not worked with. */
  stale: string[];
  /** Artifacts it was given or told of, by the version it knows; absent where there are none. */
  given?: Record<string, Hash>;
  /** Commits of its work that were given up when it was begun anew: nothing that stands on them lands. */
  former?: string[];
  /** The commit of its work it was begun once more with, until it is done again: where it never is, nothing stands on it. */
  sentBack?: string;
  /** How often it was begun once more because an artifact changed. */
  refreshed?: number;
}

export interface MergeView {
  round: number;
  status: "running" | "ended";
  folder: string;
  branch: string;
  base: string;
  /** The run's iteration when this round began; the next one proves it. */
  iterationBefore: number;
  /** Tip with everything that landed. */
  commit: string;
  landed: string[];
  aside: string[];
  /** Each run of the checks on the way. */
  checked: { members: string[]; verdict: VerificationVerdict }[];
  culprits: string[];
  /** What debuggers had changed in the round before and does not apply any more; absent where all of it does. */
  dropped?: DroppedPatch[];
}

export interface DroppedPatch {
  path: string;
  why: string;
}

/** Where a pull request was opened. */
export interface PullRequestPlace {
  /** Host of GitHub. */
  host: string;
  owner: string;
  repo: string;
  /** Branch it is to be merged into. */
  into: string;
}

export interface PullRequestView {
  number: number;
  url: string;
  branch: string;
  title?: string;
  state: "open" | "merged" | "closed";
  /** Combined status of its checks. */
  checks: "none" | "pending" | "success" | "failure";
  place?: PullRequestPlace;
  at: Timestamp;
}

export interface SessionMessage {
  id: string;
  at: Timestamp;
  /** Agent names, `orchestrator`, or `person`. */
  from: string;
  to: string;
  text: string;
  /** The question it answers. */
  answers: string | null;
}

export interface SessionView {
  /** Commit everything starts from; null until it is known. */
  base: string | null;
  /** The user's branch it began on; null or absent where none was checked out. */
  branch?: string | null;
  /** Its files are all there is to a tree made from it. */
  bare?: true;
  /** The repository's top folder, which files come into; absent where that is the run's folder. */
  topLevel?: string;
  agents: Record<string, AgentView>;
  /** Names in the order of the plan. */
  order: string[];
  warnings: { agents: [string, string]; conflicts: ConflictView[] }[];
  merge: MergeView | null;
  /** Tip of the last merge round, which conflicts are resolved against. */
  tip: string | null;
  /** Merge rounds begun. */
  rounds: number;
  /** Where the last round that ended was merged, and its tip: what debuggers changed there is carried into the next. */
  merged?: { folder: string; commit: string };
  /** Iterations a merge round may take, as the run was sealed. */
  iterations?: number;
  /** The last iteration whose debuggers spoke of files that are not as they left them. */
  forgotten?: number;
  /** Times nothing could be written into the user's tree in this round. */
  blocked?: number;
  /** What came into the user's tree. */
  committed: {
    commit: string | null;
    written: string[];
    blocked: { path: string; why: string }[];
    /** Submodules whose new commit did not; absent where there are none. */
    left?: string[];
  } | null;
  pullRequest: PullRequestView | null;
  /** Why there is none though one was wanted; null where there may still be one. */
  noPullRequest: string | null;
  /** The last try met a remote that is no GitHub. */
  noGitHub?: true;
  messages: SessionMessage[];
}
