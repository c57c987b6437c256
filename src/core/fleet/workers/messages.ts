// What the driver and a worker say to each other, checked on both sides. A request has a number, and its answer the same;
// a call is what was prepared once and may be run later. Plain data only.
import * as z from "zod";
import { type Failure, FailureError, failureCodes } from "../../../protocol/failure";
import type { FoundSandbox } from "../../process/sandbox/findSandbox";
import type { SandboxPlan } from "../../process/sandbox/plan";
import type { PreparedCall, ToolContext, ToolOutput } from "../../tools/tool";

/** The tools a worker carries out: those that touch the tree or start processes. */
export const handTools = [
  "read_file",
  "list_files",
  "search_files",
  "edit_file",
  "write_file",
  "move_file",
  "delete_file",
  "run_command",
] as const;

/** What of a tool's context goes along; the signal and the live output have messages of their own. */
export type SentContext = Omit<ToolContext, "signal" | "live" | "readOutput" | "skills" | "lost">;
/** What a prepared call says; its doing stays with the worker. */
export type SentCall = Omit<PreparedCall, "run">;

const failureShape = z.looseObject({ code: z.enum(failureCodes), message: z.string() });
const thrownShape = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().nullable(),
  failure: failureShape.nullable(),
});
/** Something thrown, on its way to the other side. */
export type SentThrown = z.infer<typeof thrownShape>;

const effectShape = z.looseObject({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
const callShape: z.ZodType<SentCall> = z.looseObject({
  effect: z.enum(["read", "write", "command"]),
  targets: z.array(z.string()),
  command: z.looseObject({ line: z.string(), cwd: z.string() }).optional(),
  writes: z.array(effectShape).optional(),
  diff: z.string().optional(),
}) as unknown as z.ZodType<SentCall>;
const outputShape = z.looseObject({
  text: z.string(),
  note: z.string(),
  seen: z.array(z.object({ path: z.string(), hash: z.string() })).optional(),
  exitCode: z.number().nullable().optional(),
  failure: failureShape.optional(),
}) as unknown as z.ZodType<ToolOutput>;
const contextShape = z.looseObject({
  root: z.string(),
  seen: z.map(z.string(), z.string()),
  limits: z.looseObject({ commandWallMs: z.number(), commandIdleMs: z.number() }),
  runTag: z.string(),
}) as unknown as z.ZodType<SentContext>;
const variables = z.record(z.string(), z.string());
const [request, call] = [z.number(), z.number()];
const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

/** The sandbox of its commands; absent for none. */
const sandboxShape: z.ZodType<SandboxPlan> = z.object({
  kind: z.enum(["bubblewrap", "seatbelt"]),
  network: z.boolean(),
  mayAsk: z.boolean(),
  write: z.array(z.string()),
  project: z.string(),
  state: z.string(),
  temporary: z.string(),
});

/** What the driver found when it tried this machine's sandbox. */
const foundShape: z.ZodType<FoundSandbox> = z.object({
  kind: z.enum(["bubblewrap", "seatbelt"]),
  program: z.string(),
});

const toWorkerShape = z.discriminatedUnion("type", [
  /** Begins for an agent: `environment` is the cleaned base of its commands, `own` what the engine adds to it. */
  z.object({
    type: z.literal("open"),
    request,
    environment: variables,
    own: variables,
    sandbox: sandboxShape.optional(),
    found: foundShape.optional(),
  }),
  z.object({
    type: z.literal("prepare"),
    request,
    call,
    tool: z.enum(handTools),
    value: z.unknown(),
    context: contextShape,
    aborted: thrownShape.nullable(),
  }),
  z.object({ type: z.literal("run"), request, call, aborted: thrownShape.nullable() }),
  z.object({ type: z.literal("abort"), call, reason: thrownShape }),
  /** Forgets the agent. */
  z.object({ type: z.literal("clear"), request }),
  /** For a machine with a tree of its own (fleet/remote): its files shall be those of a commit. */
  z.object({ type: z.literal("tree"), request, head: commit, commit, bundle: z.string().nullable() }),
  /** What its files became since. */
  z.object({ type: z.literal("changes"), request }),
]);
export type ToWorker = z.infer<typeof toWorkerShape>;

const fromWorkerShape = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("done"), request }),
  z.object({ type: z.literal("prepared"), request, prepared: callShape }),
  z.object({ type: z.literal("output"), request, output: outputShape }),
  /** The call is not (or no longer) prepared here. */
  z.object({ type: z.literal("unknown"), request }),
  z.object({ type: z.literal("thrown"), request, thrown: thrownShape }),
  z.object({ type: z.literal("live"), call, text: z.string() }),
  /** A machine's answer to `open`: the process that serves the agent there, and what holds it. */
  z.object({ type: z.literal("opened"), request, pid: z.number(), limits: z.array(z.string()) }),
  /** Null where nothing changed. */
  z.object({
    type: z.literal("changed"),
    request,
    change: z.object({ commit, bundle: z.string() }).nullable(),
  }),
]);
export type FromWorker = z.infer<typeof fromWorkerShape>;
/** An answer to a request. */
export type Answer = Exclude<FromWorker, { type: "ready" | "live" }>;

/** The message itself (not a copy, so that the order of its keys stays), or null where it is none of ours. */
export function readToWorker(message: unknown): ToWorker | null {
  return toWorkerShape.safeParse(message).success ? (message as ToWorker) : null;
}

export function readFromWorker(message: unknown): FromWorker | null {
  return fromWorkerShape.safeParse(message).success ? (message as FromWorker) : null;
}

export function sendThrown(thrown: unknown): SentThrown {
  if (!(thrown instanceof Error))
    return { name: "Error", message: String(thrown), code: null, failure: null };
  const { code } = thrown as { code?: unknown };
  const cause = thrown instanceof FailureError ? thrown.failure : null;
  return {
    name: thrown.name,
    message: thrown.message,
    code: typeof code === "string" ? code : null,
    failure: cause as SentThrown["failure"],
  };
}

/** The thrown thing as the receiver throws it. */
export function receiveThrown({ name, message, code, failure }: SentThrown): Error {
  if (failure) return new FailureError(failure as Failure);
  return Object.assign(new Error(message), { name }, code === null ? {} : { code });
}
