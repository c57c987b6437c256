// Checkpoints of a run and the way back to one. Only paths this run wrote, still holding what it left, are changed.
import { createHash } from "node:crypto";
import type { FileEffect } from "../../protocol/event";
import { type Result, toFailure } from "../../protocol/failure";
import { filesAt } from "../../protocol/foldTask";
import type { CheckpointView, RunView } from "../../protocol/run";
import type { Checkpoints } from "../git/checkpoints";
import { demand } from "../git/outcome";
import { type Runtime, rootOf } from "./runtime";
import type { WrittenSince } from "./writtenSince";

/**
 * Snapshots the working folder as it is and records it.
 * @param label what it was taken before; unique labels are how a checkpoint is found again.
 * @param root the folder; an agent of a session has its own.
 */
export async function takeCheckpoint(
  runtime: Runtime,
  label: string,
  at: { step: string | null; iteration: number },
  root = rootOf(runtime),
): Promise<Result<CheckpointView>> {
  const { log, ports } = runtime;
  try {
    const taken = await runtime.checkpoints(root).take(label);
    if (!taken.ok) return taken;
    const { tree, ref, left } = taken.value;
    const checkpoint = `c${log.view().checkpoints.length + 1}`;
    log.append({ type: "checkpoint.taken", checkpoint, tree, ref, label, left, ...at });
    return { ok: true, value: { id: checkpoint, tree, ref, label, at: ports.now(), ...at } };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown, "git-failed") };
  }
}

/**
 * Puts the files this run wrote back to a checkpoint; whatever a person changed since is kept and listed.
 * @param written whose changes are taken back where others worked meanwhile; null: everybody's.
 * @param root the folder; an agent of a session has its own.
 */
export async function restoreTo(
  runtime: Runtime,
  checkpoint: CheckpointView,
  reason: string,
  written: WrittenSince | null = null,
  root = rootOf(runtime),
): Promise<void> {
  const { log } = runtime;
  const checkpoints = runtime.checkpoints(root);
  const all = writtenPaths({ files: filesAt(log.view(), root) }).filter(
    ({ path }) => written?.own.has(path) ?? true,
  );
  const others = all.filter(({ path }) => written?.others.has(path));
  const own = all.filter((one) => !others.includes(one));
  const done = await restorePaths(checkpoints, checkpoint.tree, own);
  done.kept.push(...others.map(({ path }) => ({ path, why: "another task changed it too" })));
  if (done.restored.length === 0 && done.kept.length === 0) return;
  const place = root === rootOf(runtime) ? {} : { root };
  log.append({ type: "tree.restored", checkpoint: checkpoint.id, ...done, reason, ...place });
}

/** Restores and tells each path's bytes before and after. Throws FailureError. */
export async function restorePaths(
  checkpoints: Checkpoints,
  targetTree: string,
  paths: { path: string; expected: string | null }[],
): Promise<{ restored: FileEffect[]; kept: { path: string; why: string }[] }> {
  const { restored, kept } = demand(await checkpoints.restore({ targetTree, paths }));
  const effects: FileEffect[] = [];
  const contents = demand(await checkpoints.readFiles(targetTree, restored));
  for (const [index, path] of restored.entries()) {
    const bytes = contents[index] ?? null;
    const after = bytes === null ? null : createHash("sha256").update(bytes).digest("hex");
    const before = paths.find((one) => one.path === path)?.expected ?? null;
    // A path that held these bytes already was not changed.
    if (before !== after) effects.push({ path, before, after });
  }
  return { restored: effects, kept };
}

/** Every path the run wrote, with the bytes it left there. */
export function writtenPaths(view: Pick<RunView, "files">): { path: string; expected: string | null }[] {
  return Object.values(view.files).map(({ path, after }) => ({ path, expected: after }));
}
