// What crosses between the extension and its panes. Both sides read what they are sent with these schemas;
// what does not fit is dropped and said in the log, never guessed at.
import * as z from "zod";
import type { ApprovalView } from "./approval";
import { commandSchema } from "./command";
import type { LiveEvent, RunEvent } from "./event";
import type { Micros } from "./money";
import type { RunView } from "./run";
import type { TraceSnapshot } from "./traceItem";

const id = z.string().max(200);
const run = z.string().max(80);
const path = z.string().max(4096);

const filterSchema = z.object({
  text: z.string().max(400),
  roles: z.array(z.string().max(80)).max(40),
  task: z.string().max(80).nullable(),
  step: z.string().max(80).nullable().default(null),
  failuresOnly: z.boolean(),
});

/** Questions of a pane; each is answered once, by its id. */
export const querySchema = z.discriminatedUnion("type", [
  /** What routing would decide: a `RouteHint`. */
  z.object({ type: z.literal("route"), prompt: z.string().max(100_000), role: id.nullable() }),
  /** Workspace files whose path holds the letters, best first: paths, at most 50. */
  z.object({ type: z.literal("files"), letters: z.string().max(200) }),
  /** A turn whole: system text, messages, tools, response, results, usage. */
  z.object({ type: z.literal("turn"), run, turn: id }),
  /** Trace items in order from index `from`, `to` not included, at most 500. */
  z.object({ type: z.literal("items"), run, from: z.number().int().min(0), to: z.number().int().min(0) }),
  /** Indices of the trace items a filter lets through. */
  z.object({ type: z.literal("find"), run, filter: filterSchema }),
  /** The report as text; null before there is one. */
  z.object({ type: z.literal("report"), run }),
]);
export type PaneQuery = z.infer<typeof querySchema>;

/** Wishes of a pane; each is answered once, by its id, with what came of it. */
export const actionSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run.start"),
    prompt: z.string().min(1).max(100_000),
    /** A role's name; null lets routing decide. */
    role: id.nullable(),
    /** The workspace folder's path; null where there is one only. */
    folder: path.nullable(),
  }),
  z.object({ type: z.literal("run.command"), run, command: commandSchema }),
  z.object({ type: z.literal("run.resume"), run }),
  z.object({ type: z.literal("run.undo"), run, to: z.string().max(80).nullable() }),
  z.object({ type: z.literal("run.delete"), run }),
  z.object({ type: z.literal("run.export"), run }),
  /** Shows a run in the sidebar. */
  z.object({ type: z.literal("run.choose"), run: run.nullable() }),
  z.object({ type: z.literal("trace.open"), run, turn: id.nullable(), task: id.nullable() }),
  /** Opens VS Code's diff of what an approval, or else the run, changes. */
  z.object({ type: z.literal("diff.open"), run, approval: id.nullable() }),
  z.object({ type: z.literal("report.open"), run }),
  z.object({ type: z.literal("file.open"), path, line: z.number().int().min(1).nullable() }),
  /** Asks the person first; http and https only. */
  z.object({ type: z.literal("link.open"), url: z.string().max(4096) }),
  z.object({ type: z.literal("text.copy"), text: z.string().max(5_000_000) }),
  z.object({
    type: z.literal("host.do"),
    what: z.enum([
      "setKey",
      "manageTrust",
      "openFolder",
      "initGit",
      "openSettings",
      "openConfig",
      "openWalkthrough",
      "installCommand",
    ]),
  }),
]);
export type PaneAction = z.infer<typeof actionSchema>;

export const toHostSchema = z.discriminatedUnion("type", [
  /** The pane has loaded, or must start over; the host answers with everything. */
  z.object({ type: z.literal("ready") }),
  /** A gap was seen in a run's facts. */
  z.object({ type: z.literal("resync"), run }),
  z.object({ type: z.literal("ask"), id: z.number().int(), query: querySchema }),
  z.object({ type: z.literal("do"), id: z.number().int(), action: actionSchema }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

const figure = z.number().finite();

const hostStateSchema = z.object({
  version: z.string(),
  folders: z.array(z.object({ path: z.string(), name: z.string() })),
  trusted: z.boolean(),
  /** A virtual workspace cannot be worked in. */
  virtual: z.boolean(),
  /** Whether the first folder is in a git repository. */
  git: z.boolean(),
  /** Null where every role has a model and a key; else the sentence that says what is missing. */
  modelProblem: z.string().nullable(),
  /** A mistake in the configuration, with file and line; nothing starts while it stands. */
  configProblem: z.string().nullable(),
  notices: z.array(z.string()),
  capMicros: figure,
  roles: z.array(
    z.object({
      name: z.string(),
      mode: z.string(),
      lane: z.enum(["planner", "coder", "debugger"]),
      model: z.string().nullable(),
    }),
  ),
  mac: z.boolean(),
  /** Earlier prompts of this folder, newest first. */
  history: z.array(z.string()),
  /** The run the sidebar shows. */
  chosen: z.string().nullable(),
});
export type HostState = z.infer<typeof hostStateSchema>;

const runSummarySchema = z.object({
  run: z.string(),
  folder: z.string(),
  prompt: z.string(),
  decision: z.enum(["orchestrate", "single", "chat"]).nullable(),
  status: z.enum(["running", "paused", "ended"]),
  /** Who drives it: this window, another living process, nobody. */
  driver: z.enum(["here", "elsewhere", "nobody"]),
  outcome: z.enum(["done", "failed", "cancelled", "conflicts"]).nullable(),
  verified: z.boolean(),
  undone: z.boolean(),
  pause: z.string().nullable(),
  micros: figure,
  capMicros: figure,
  /** Approvals that wait. */
  waiting: z.number().int(),
  startedAt: figure,
  endedAt: figure.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** Facts and views are made by this same program; their shape is told by the type, and only the frame is read. */
const event = z.looseObject({
  v: z.literal(1),
  seq: z.number().int(),
  epoch: z.number().int(),
  at: figure,
  fact: z.looseObject({ type: z.string() }),
});
const live = z.looseObject({ type: z.enum(["live.text", "live.toolCall", "live.output", "live.waiting"]) });
const traceSnapshot = z.looseObject({
  seq: z.number().int(),
  total: z.number().int(),
  items: z.array(z.tuple([z.number().int(), z.looseObject({ kind: z.enum(["mark", "card"]) })])),
});

export const toPaneSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("host"), state: hostStateSchema }),
  z.object({ type: z.literal("runs"), runs: z.array(runSummarySchema) }),
  /** Approvals of every unfinished run that wait, oldest first, with the figures a card shows. */
  z.object({
    type: z.literal("inbox"),
    waiting: z.array(
      z.object({
        run: z.string(),
        prompt: z.string(),
        role: z.string().nullable(),
        left: figure,
        /** Sealed model ids a step may be given, for plans. */
        models: z.array(z.string()),
        /** Names a step may have as its role, for plans: the engine takes no other. */
        stepRoles: z.array(z.string()),
        approval: z.looseObject({ id: z.string(), kind: z.string(), hash: z.string() }),
      }),
    ),
  }),
  /** A run from its log so far: the view, and for a trace pane its last items. What follows comes as facts. */
  z.object({
    type: z.literal("snapshot"),
    run: z.string(),
    view: z.looseObject({ run: z.string(), seq: z.number().int() }),
    trace: traceSnapshot.nullable(),
    driver: z.enum(["here", "elsewhere", "nobody"]),
  }),
  z.object({ type: z.literal("facts"), run: z.string(), events: z.array(event) }),
  z.object({ type: z.literal("live"), run: z.string(), events: z.array(live) }),
  z.object({
    type: z.literal("answer"),
    id: z.number().int(),
    reply: z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), message: z.string() }),
    ]),
  }),
  /** Keys and commands of the workbench that a pane carries out. */
  z.object({
    type: z.literal("show"),
    what: z.enum(["composer", "nextApproval", "approve", "reject", "turn", "task", "agent", "approval"]),
    /** The turn, task or approval; of an agent its step. */
    id: z.string().nullable(),
    /** Text for the composer. */
    text: z.string().nullable(),
  }),
]);
type Framed = z.infer<typeof toPaneSchema>;
type FrameOnly = "snapshot" | "facts" | "live" | "inbox";

/** An approval that waits, with what its card shows beside it. */
export interface InboxEntry {
  run: string;
  prompt: string;
  role: string | null;
  left: Micros;
  models: string[];
  /** Names a step may have as its role; empty for what is no plan. */
  stepRoles: string[];
  approval: ApprovalView;
}

export type Driver = "here" | "elsewhere" | "nobody";

export type ToPane =
  | Exclude<Framed, { type: FrameOnly }>
  | { type: "inbox"; waiting: InboxEntry[] }
  | { type: "snapshot"; run: string; view: RunView; trace: TraceSnapshot | null; driver: Driver }
  | { type: "facts"; run: string; events: RunEvent[] }
  | { type: "live"; run: string; events: LiveEvent[] };

/** @returns the message, or null for what is none. */
export function readToPane(value: unknown): ToPane | null {
  const read = toPaneSchema.safeParse(value);
  return read.success ? (read.data as unknown as ToPane) : null;
}

/** @returns the message, or null for what is none. */
export function readToHost(value: unknown): ToHost | null {
  const read = toHostSchema.safeParse(value);
  return read.success ? read.data : null;
}

/** Answer of a `route` query. */
export interface RouteHint {
  decision: "orchestrate" | "single" | "chat";
  estimatedLines: number;
  reasons: string[];
  forced: string | null;
}
