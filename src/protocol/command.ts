// What may be asked of the engine, and its answer. Commands cross processes (the inbox) and hosts, so they are
// checked by schema; an origin is told by the receiver, never taken from the sender's words alone.
import * as z from "zod";
import type { Failure } from "./failure";

const money = z.number().int().positive();

const agentName = z.string().min(1).max(80);

export const commandSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("approval.give"),
    approval: z.string().max(200),
    /** Hash of what was shown; an answer to something else has no effect. */
    hash: z.string().length(64),
    verdict: z.enum(["approved", "rejected"]),
    scope: z.enum(["once", "run"]).default("once"),
    comment: z.string().max(8000).optional(),
    edit: z.unknown().optional(),
  }),
  /** `unanswered`: not a person's wish; whoever sends it has a question and nobody to put it to. */
  z.object({ type: z.literal("run.pause"), because: z.literal("unanswered").optional() }),
  z.object({ type: z.literal("run.stop") }),
  z.object({ type: z.literal("budget.raise"), to: money }),
  z.object({
    type: z.literal("task.steer"),
    task: z.string().max(80),
    message: z.string().min(1).max(20_000),
  }),
  /** Ends one task and all below it; its parent is told. */
  z.object({
    type: z.literal("task.cancel"),
    task: z.string().max(80),
    message: z.string().max(8000).optional(),
  }),
  /** At the task's next safe point: before its next request. */
  z.object({ type: z.literal("task.pause"), task: z.string().max(80) }),
  z.object({ type: z.literal("task.resume"), task: z.string().max(80) }),
  /** The conversation goes back to where a turn of it began; files stay as they are. */
  z.object({ type: z.literal("task.restart"), task: z.string().max(80), turn: z.string().max(80) }),
  /** An agent's work does not land. */
  z.object({ type: z.literal("agent.reject"), agent: agentName, comment: z.string().max(8000).optional() }),
  /** The agent goes on in its tree with a person's words; what was merged is merged anew then. */
  z.object({
    type: z.literal("agent.requestChanges"),
    agent: agentName,
    comment: z.string().min(1).max(20_000),
  }),
  /** Its process is ended; it goes on from its log in the same tree. */
  z.object({ type: z.literal("agent.restart"), agent: agentName }),
  /** A new tree from the base, and the work from the start; the old tree's work is archived. */
  z.object({ type: z.literal("agent.recreate"), agent: agentName }),
  /** An agent set aside for conflicts: its agent resolves them (`auto`), or a person has done so in its tree. */
  z.object({ type: z.literal("agent.resolve"), agent: agentName.nullable(), auto: z.boolean() }),
]);

/** Commands to a run that exists. */
export type RunCommand = z.infer<typeof commandSchema>;

/** Sent by another process through the run's inbox. */
export const inboxEntrySchema = z.object({
  /** What a refusal of it names; absent where its sender waits for none. */
  id: z.string().min(1).max(80).optional(),
  command: commandSchema,
  sender: z.object({
    pid: z.number().int().positive(),
    /** Kernel start time of the process, so that a reused pid is told apart. */
    processStart: z.string().max(80),
    via: z.string().max(40),
  }),
});
export type InboxEntry = z.infer<typeof inboxEntrySchema>;

export type Reply<T = { seq: number }> = ({ ok: true } & T) | { ok: false; failure: Failure };
