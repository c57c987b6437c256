// What the writing tools share: which targets may be written, whether a file still is what the task saw, and the
// prepared call with hashes, diff and a safe doing. It asks nobody.
import { type Failure, toFailure } from "../../protocol/failure";
import { putFile } from "./changeFile";
import { hashBytes } from "./hash";
import { type InsidePath, resolveInside } from "./paths";
import { protectionOf } from "./protectedTargets";
import { maxFileBytes, type TextFile } from "./textFile";
import { type PreparedCall, type ToolContext, type ToolOutput, toolError } from "./tool";
import { diffNote, unifiedDiff } from "./unifiedDiff";

/** An expected failure as the model's answer. */
export function failed(cause: Failure): ToolOutput {
  return { ...toolError(cause.message), failure: cause };
}

/** Why no tool may write here, whatever is approved; null for all other targets. */
export function refusedTarget(relative: string): ToolOutput | null {
  const protection =
    relative === "." ? { level: "deny", why: "the project's folder itself" } : protectionOf(relative);
  if (protection?.level !== "deny") return null;
  return toolError(`${relative} is ${protection.why}; tools never write it.`, "protected");
}

/** Resolves a target for writing its content. */
export function writableTarget(context: ToolContext, path: string): InsidePath | ToolOutput {
  const target = resolveInside(context.root, path);
  if (!target.ok) return failed(target.failure);
  const refused = refusedTarget(target.value.relative);
  if (refused) return refused;
  if (target.value.stats?.isDirectory()) return toolError(`${target.value.relative} is a folder.`);
  return target.value;
}

export function isTarget(value: InsidePath | ToolOutput): value is InsidePath {
  return "absolute" in value;
}

/** An error where the task saw other bytes than stand there now (facts/reliability.md R-51). */
export function staleError(context: ToolContext, relative: string, file: TextFile): ToolOutput | null {
  const seen = context.seen.get(relative);
  if (seen === undefined || seen === file.hash) return null;
  const message = `${relative} changed on disk since you read it. Read it again, then repeat the change.`;
  return { ...toolError(message, "changed on disk"), failure: { code: "file-changed", message } };
}

export interface NewContent {
  target: InsidePath;
  old: TextFile | null;
  text: string;
  bytes: Buffer;
  /** What the model is told when it is done. */
  done: (note: string) => string;
}

/** The prepared call that puts new content into one file. */
export function preparedWrite(context: ToolContext, content: NewContent): PreparedCall | ToolOutput {
  const { target, old, text, bytes, done } = content;
  const { relative } = target;
  if (bytes.length > maxFileBytes) {
    return toolError(`${relative} would have ${bytes.length} bytes; the limit is ${maxFileBytes}.`);
  }
  const before = old?.hash ?? null;
  const after = hashBytes(bytes);
  const diff = unifiedDiff(relative, old?.text ?? null, text);
  const note = diffNote(diff);
  return {
    effect: "write",
    targets: [relative],
    writes: [{ path: relative, before, after }],
    diff: diff.diff,
    run: () =>
      guarded(() => {
        putFile(context.root, relative, before, bytes, context.lost);
        return { text: done(note), note, seen: [{ path: relative, hash: after }] };
      }),
  };
}

/** Turns what a file effect throws into the model's answer. */
export async function guarded(work: () => ToolOutput): Promise<ToolOutput> {
  try {
    return work();
  } catch (thrown) {
    return failed(toFailure(thrown, "tool-failed"));
  }
}
