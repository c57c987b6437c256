// The JSON form of a script, for golden runs and the demo. Unknown keys are errors, so that a typing mistake is seen.
//   { "planner": [reply, …], "coder: parser": [reply, …], "slow coder": { "role": "coder", "task": "…", "replies": [reply, …] } }
import * as z from "zod";
import { FailureError, failure } from "../../protocol/failure";
import type { ScriptFault, ScriptReply } from "./script";
import type { ScriptRule } from "./scriptOf";

const count = z.int().nonnegative();

const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: z.int(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({
    kind: z.literal("disconnect"),
    afterEvents: count.optional(),
    afterBytes: count.optional(),
  }),
  z.strictObject({ kind: z.literal("end-early"), afterEvents: count }),
  z.strictObject({ kind: z.literal("stall"), afterEvents: count }),
  z.strictObject({ kind: z.literal("pings"), afterEvents: count, everyMs: count }),
  z.strictObject({
    kind: z.literal("error-event"),
    afterEvents: count,
    type: z.string(),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal("html"), body: z.string().optional() }),
  z.strictObject({ kind: z.literal("never-end") }),
  z.strictObject({ kind: z.literal("malformed"), afterEvents: count }),
  z.strictObject({ kind: z.literal("long-event"), afterEvents: count, bytes: count }),
  z.strictObject({ kind: z.literal("duplicate") }),
  z.strictObject({ kind: z.literal("reorder"), at: count }),
  z.strictObject({ kind: z.literal("unknown-events") }),
  z.strictObject({ kind: z.literal("crlf") }),
]) satisfies z.ZodType<ScriptFault>;

const usageSchema = z.strictObject({
  input: z.int(),
  output: z.int(),
  cacheRead: z.int().optional(),
  cacheWrite: z.int().optional(),
});

const replySchema = z.strictObject({
  text: z.string().optional(),
  thinking: z.string().optional(),
  calls: z
    .array(z.strictObject({ name: z.string(), input: z.unknown(), id: z.string().optional() }))
    .optional(),
  stop: z.string().optional(),
  usage: z.union([usageSchema, z.literal("missing")]).optional(),
  fault: faultSchema.optional(),
  delayMs: count.optional(),
  chunk: z.int().positive().optional(),
  /** The last reply of a rule may answer every further request. */
  repeat: z.boolean().optional(),
});

const ruleSchema = z.union([
  z.array(replySchema),
  z.strictObject({
    role: z.string().optional(),
    when: z.string().optional(),
    task: z.string().optional(),
    model: z.string().optional(),
    replies: z.array(replySchema),
  }),
]);

const fileSchema = z.record(z.string().min(1), ruleSchema);

/**
 * The rules of a script file, in its order. A key is a role, or `role: words of the last message`; with the longer form the
 * key is only a name where `role` is given. Throws a FailureError (`invalid-input`) that names the place.
 */
export function readScriptFile(text: string, name = "the script"): ScriptRule[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw new FailureError(failure("invalid-input", `${name} is not JSON: ${String(thrown)}.`));
  }
  const read = fileSchema.safeParse(json);
  if (!read.success)
    throw new FailureError(failure("invalid-input", `${name}: ${z.prettifyError(read.error)}`));
  return Object.entries(read.data).map(([key, value]) => {
    const [role, when] = splitKey(key);
    const rule: ScriptRule = Array.isArray(value)
      ? { role, when, replies: value as ReplyList }
      : { role, when, ...clean(value) };
    return rule;
  });
}

type ReplyList = (ScriptReply & { repeat?: boolean | undefined })[];

function splitKey(key: string): [string, string | undefined] {
  const colon = key.indexOf(":");
  if (colon < 0) return [key.trim(), undefined];
  return [key.slice(0, colon).trim(), key.slice(colon + 1).trim()];
}

/** Leaves out what is not given, so that the key's own meaning holds. */
function clean(
  value: Exclude<z.output<typeof ruleSchema>, unknown[]>,
): Partial<ScriptRule> & { replies: ReplyList } {
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given) as Partial<ScriptRule> & { replies: ReplyList };
}
