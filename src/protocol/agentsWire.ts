// What crosses between the extension and the Agents view. Both sides read what they are sent with these schemas; what
// does not fit is dropped and said in the log, never guessed at. The picture itself is made by `agentsPicture`.
import * as z from "zod";
import type { AgentRow } from "./agents";
import type { VerificationVerdict } from "./check";
import type { Hash, Timestamp } from "./ids";
import type { Micros } from "./money";
import type { RunStatus, RunView } from "./run";
import type { AsideView, ConflictView, MergeStrategy, PullRequestView, SessionMessage } from "./session";
import type { Driver } from "./wire";

/** Wishes about one agent. The host asks the person once more before what cannot be taken back lightly (`recreate`). */
export const agentVerbs = [
  /** VS Code's multi-diff editor of what it changed since its base. */
  "diff",
  "logs",
  "trace",
  "restart",
  "recreate",
  /** `comment` is the reason and may be missing. */
  "reject",
  /** `comment` is needed. */
  "requestChanges",
  /** Opens its conflicts in the merge editor. */
  "resolve",
  /** The person has resolved the conflicts in its tree. */
  "resolved",
  /** An agent resolves them. */
  "resolveAuto",
  "pause",
  "unpause",
  /** `comment` is needed: words for its running task. */
  "steer",
] as const;
export type AgentVerb = (typeof agentVerbs)[number];

/**
 * Wishes about the session that is shown, but for `start`, which is about none. The host asks the person once more
 * before `stop`, `cleanup` and `undo`.
 */
export const sessionVerbs = [
  /** Answers the merge approval: `approval` says which one and what was shown. */
  "approveMerge",
  "stop",
  "resume",
  "cleanup",
  "undo",
  /** Asks for the task, or a session file, and starts. */
  "start",
  /** Everything that would be merged, in the multi-diff editor. */
  "review",
  /** Agents resolve what was set aside for conflicts. */
  "resolveAll",
  /** Shows it in the browser; where there could be none, it is tried again. */
  "openPullRequest",
  /** Shows the approvals that wait, in the sidebar. */
  "approvals",
  "trace",
] as const;
export type SessionVerb = (typeof sessionVerbs)[number];

const id = z.number().int();
const session = z.string().min(1).max(80);

/** Each intent has an id of the pane's choosing and is answered once by `agents.answer`. */
export const agentsToHostSchema = z.discriminatedUnion("type", [
  /** The pane has loaded, or must start over; the host answers with `agents.state`. */
  z.object({ type: z.literal("agents.ready") }),
  z.object({
    type: z.literal("agents.verb"),
    id,
    session,
    verb: z.enum(agentVerbs),
    agent: z.string().min(1).max(80),
    comment: z.string().max(20_000).optional(),
  }),
  z.object({
    type: z.literal("agents.session"),
    id,
    /** Null for `start`. */
    session: session.nullable(),
    verb: z.enum(sessionVerbs),
    /** For `approveMerge`: an answer to anything else than what is asked now has no effect. */
    approval: z.object({ id: z.string().max(200), hash: z.string().max(64) }).optional(),
  }),
  z.object({ type: z.literal("agents.choose"), id, session }),
]);
export type AgentsToHost = z.infer<typeof agentsToHostSchema>;

/** A row of the choice between sessions. */
export interface SessionChoice {
  session: string;
  prompt: string;
  status: RunStatus;
  startedAt: Timestamp;
}

export interface AgentPicture extends AgentRow {
  /** From 1: agents of a wave wait for nobody of the same or a later one. */
  wave: number;
  /** What this round is told beside its packet. */
  why: string | null;
  /** How often it was begun. */
  round: number;
  /** What it waits for a person with: an approval of its task is open. */
  asks: boolean;
  /** Both sides of its conflicts are in its tree, and a person resolves them. */
  resolving: boolean;
  conflicts: ConflictView[];
  /** What is not in its worktree as it is in the user's folder. */
  notes: string[];
}

export interface AsidePicture extends AsideView {
  agent: string;
}

export interface MergePicture {
  round: number;
  status: "running" | "ended";
  branch: string;
  landed: string[];
  checked: { members: string[]; verdict: VerificationVerdict }[];
  culprits: string[];
}

/** The session as the view shows it; plain JSON. */
export interface SessionPicture {
  session: string;
  name: string | null;
  prompt: string;
  status: RunStatus;
  outcome: RunView["outcome"];
  verified: boolean;
  undone: boolean;
  stopping: boolean;
  /** Why it is paused. */
  pause: string | null;
  summary: string;
  driver: Driver;
  startedAt: Timestamp;
  /** Where it rests or was cut off: when it was heard of last. Null while it goes on. */
  endedAt: Timestamp | null;
  spent: Micros;
  reserved: Micros;
  cap: Micros;
  progress: { done: number; all: number; percent: number };
  maxParallel: number;
  agents: AgentPicture[];
  /** Names along the longest chain, first to last. */
  critical: string[];
  warnings: { agents: [string, string]; conflicts: ConflictView[] }[];
  strategy: MergeStrategy;
  merge: MergePicture | null;
  /** Agents whose work does not land now, with the reason; those of earlier rounds too. */
  aside: AsidePicture[];
  /** The approval that waits before anything reaches the user's tree. */
  mergeApproval: {
    id: string;
    hash: Hash;
    title: string;
    files: number;
    /** Nothing comes into the user's folder: it is pushed, or kept on its branch. */
    outside?: true;
  } | null;
  /** All approvals of the session that wait for a person, the merge's among them. */
  waiting: { id: string; kind: string; title: string }[];
  committed: {
    commit: string | null;
    written: number;
    blocked: { path: string; why: string }[];
    /** The branch that holds it, where the user's folder stayed as it was. */
    onBranch?: string;
    /** What of it uncommitted changes cannot hold, with the cure. */
    notMerged?: string;
  } | null;
  pullRequest: PullRequestView | null;
  /** Why there is none though one was wanted; absent where there is one, or none was. */
  noPullRequest?: string;
  /** It may be tried again. */
  mayOpenAgain?: true;
  /** The newest last; at most 100. */
  messages: SessionMessage[];
}

export type AgentsState =
  /** `problem`: why none can be started here; null where one can. */
  | { kind: "empty"; problem: string | null }
  | { kind: "loading"; session: string }
  | { kind: "failed"; session: string | null; message: string }
  | { kind: "session"; picture: SessionPicture };

export type AgentsToPane =
  /** Replaces all the pane knows. `now`: the host's clock as it was sent, so that running times go on from there. */
  | { type: "agents.state"; now: Timestamp; state: AgentsState; sessions: SessionChoice[] }
  /** What came of an intent: null, or one sentence that says why not. */
  | { type: "agents.answer"; id: number; problem: string | null }
  /** A command of the workbench: puts the focus on an agent's row. */
  | { type: "agents.show"; agent: string };

/** Pictures are made by this same program; their shape is told by the type, and only the frame is read. */
const agentsToPaneSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("agents.state"),
    now: z.number().finite(),
    state: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("empty"), problem: z.string().nullable() }),
      z.object({ kind: z.literal("loading"), session: z.string() }),
      z.object({ kind: z.literal("failed"), session: z.string().nullable(), message: z.string() }),
      z.object({
        kind: z.literal("session"),
        picture: z.looseObject({
          session: z.string(),
          prompt: z.string(),
          agents: z.array(z.looseObject({ name: z.string(), state: z.string() })),
        }),
      }),
    ]),
    sessions: z.array(
      z.object({
        session: z.string(),
        prompt: z.string(),
        status: z.enum(["running", "paused", "ended"]),
        startedAt: z.number().finite(),
      }),
    ),
  }),
  z.object({ type: z.literal("agents.answer"), id, problem: z.string().nullable() }),
  z.object({ type: z.literal("agents.show"), agent: z.string() }),
]);

/** @returns the message, or null for what is none. */
export function readAgentsToPane(value: unknown): AgentsToPane | null {
  const read = agentsToPaneSchema.safeParse(value);
  return read.success ? (read.data as unknown as AgentsToPane) : null;
}

/** @returns the intent, or null for what is none. */
export function readAgentsToHost(value: unknown): AgentsToHost | null {
  const read = agentsToHostSchema.safeParse(value);
  return read.success ? read.data : null;
}
