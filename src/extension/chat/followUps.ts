// What a chat remembers of a run, and the follow-ups it offers. Pure; the memory is plain JSON that VS Code keeps.
import * as z from "zod";
import type { RunView } from "../../protocol/run";
import { changedFiles } from "./changedFiles";
import { phrases } from "./readRequest";

const memorySchema = z.object({
  run: z.string().max(80),
  /** Without its prefix. */
  prompt: z.string().max(20_000),
  decision: z.enum(["orchestrate", "single", "chat"]).nullable(),
  status: z.enum(["running", "paused", "ended"]),
  outcome: z.enum(["done", "failed", "cancelled", "conflicts"]).nullable(),
  /** Files it left changed. */
  changed: z.number().int(),
});

/** The metadata of a chat result. */
export type ChatMemory = z.infer<typeof memorySchema>;

export interface FollowUp {
  prompt: string;
  label: string;
  command?: "orchestrate" | "single";
}

/** Characters of a prompt that are kept. */
const longestPrompt = 20_000;

export function memoryOf(view: RunView): ChatMemory {
  const { run, prompt, route, status, outcome } = view;
  const decision = route?.decision ?? null;
  return {
    run,
    prompt: prompt.slice(0, longestPrompt),
    decision,
    status,
    outcome,
    changed: changedFiles(view),
  };
}

/** @param metadata of an earlier result; what is not ours offers nothing. */
export function followUps(metadata: unknown): FollowUp[] {
  const read = memorySchema.safeParse(metadata);
  if (!read.success) return [];
  const { run, prompt, decision, status, changed } = read.data;
  const trace: FollowUp = { prompt: `${phrases.trace} ${run}`, label: "Open the trace" };
  const undo: FollowUp = { prompt: `${phrases.undo} ${run}`, label: "Undo the changes" };
  if (status !== "ended") {
    return [
      { prompt: `${phrases.resume} ${run}`, label: "Resume the run" },
      trace,
      ...(changed > 0 ? [undo] : []),
    ];
  }
  const again: FollowUp =
    decision === "single"
      ? { prompt, label: "Run again with a plan", command: "orchestrate" }
      : { prompt, label: "Run again with one agent", command: "single" };
  return [trace, ...(changed > 0 ? [undo] : []), ...(prompt.length < longestPrompt ? [again] : [])];
}
