// What project and session files say of a session as a whole: caps take the smallest, other keys the last file that says
// them, and what widens passes the gate first. Pure.
import { isAbsolute, relative, resolve, sep } from "node:path";
import { failure, type Result } from "../../../protocol/failure";
import type { SessionSettings } from "../../../protocol/session";
import type { Gate } from "./gate";
import type { SharedValues } from "./managerSchema";
import { memorySize } from "./memorySize";
import type { Layer } from "./readTexts";

/** Agents at once where nobody says a number. */
const defaultParallel = 4;

export interface BasePlace {
  /** Real path of the project's folder. */
  folder: string;
  /** `~` in a path; absent: not known. */
  userHome?: string;
  /** The real path of what exists of a path; the path itself where not given. */
  realPath?: ((path: string) => string) | undefined;
}

export function maxParallel(layers: readonly Layer[], flag: number | null): number {
  const caps = layers.flatMap(({ values: { maxParallelAgents, resources } }) =>
    present([maxParallelAgents, resources?.maxConcurrentAgents]),
  );
  return flag ?? (caps.length === 0 ? defaultParallel : Math.min(...caps));
}

export function resourcesOf(layers: readonly Layer[]): SessionSettings["resources"] {
  const all = layers.flatMap(({ values }) => values.resources ?? []);
  const memory = all.flatMap(({ maxMemoryPerAgent }) => memorySize(maxMemoryPerAgent ?? "") ?? []);
  const cpus = present(all.map(({ maxCpuPerAgent }) => maxCpuPerAgent));
  return {
    memoryBytes: memory.length === 0 ? null : Math.min(...memory),
    cpus: cpus.length === 0 ? null : Math.min(...cpus),
    priority: present(all.map(({ priorityMode }) => priorityMode)).at(-1) ?? "balanced",
  };
}

export function mergeOf(layers: readonly Layer[], gate: Gate): SessionSettings["merge"] {
  const last = <Value>(
    pick: (merge: NonNullable<SharedValues["merge"]>) => Value,
    wide: Value,
    does: string,
    key: string,
  ) =>
    layers
      .flatMap((layer) => {
        const value = layer.values.merge && pick(layer.values.merge);
        if (value === undefined) return [];
        const widening = { file: layer.path, key: `merge.${key}`, value: JSON.stringify(value), does };
        return value !== wide || gate.passes(widening) ? [value] : [];
      })
      .at(-1);
  const strategy =
    last((merge) => merge.strategy, "auto", "lands agents' work without asking you", "strategy") ??
    "orchestrator-review";
  return {
    strategy,
    autoCommit: last((merge) => merge.autoCommit, true, "commits on your branch", "autoCommit") ?? false,
    requireTests:
      last((merge) => merge.requireTests, false, "lands work no check proved", "requireTests") ??
      strategy === "auto",
    createPullRequest:
      last(
        (merge) => merge.createPullRequest,
        true,
        "pushes a branch and opens a pull request",
        "createPullRequest",
      ) ?? false,
  };
}

/**
 * @param user `[worktrees] base_path` of the user's own file: theirs to choose.
 * @returns `invalid-input` for the project's folder itself and for git's own.
 */
export function worktreeBase(
  layers: readonly Layer[],
  gate: Gate,
  user: string | null,
  place: BasePlace,
): Result<string | null> {
  let base = user;
  for (const { path, values, label } of layers) {
    const written = values.worktreeBasePath;
    if (written === undefined) continue;
    const spelled = written.trim().replace(/^~(?=$|[/\\])/, () => place.userHome ?? "~");
    const way = wayInside(spelled, place);
    if (way !== null && /^(\.git([/\\]|$)|$)/i.test(way)) {
      const message = `${label(["worktreeBasePath"])} must be a folder of its own, not ${JSON.stringify(written)}.`;
      return { ok: false, failure: failure("invalid-input", message) };
    }
    const widening = {
      file: path,
      key: "worktreeBasePath",
      value: JSON.stringify(written),
      does: "makes worktrees outside this folder",
    };
    if (way !== null || gate.passes(widening)) base = spelled;
  }
  return { ok: true, value: base };
}

/** From the project's folder; null where it leads out. */
function wayInside(path: string, { folder, realPath = (same) => same }: BasePlace): string | null {
  // Another system's way of leading out is no name of a folder on any.
  if (/^([\\~]|[A-Za-z]:)/.test(path)) return null;
  const way = relative(folder, realPath(resolve(folder, path)));
  return isAbsolute(way) || way === ".." || way.startsWith(`..${sep}`) ? null : way;
}

export function worktreeOf(
  layers: readonly Layer[],
  gate: Gate,
): Pick<SessionSettings, "include" | "setup" | "cloneDependencies"> {
  const made = { include: [] as string[], setup: null as string | null, cloneDependencies: true };
  for (const { path, values } of layers) {
    const { include = [], setup, cloneDependencies = made.cloneDependencies } = values.worktree ?? {};
    made.include = [...new Set([...made.include, ...include])];
    made.cloneDependencies = cloneDependencies;
    if (setup === undefined) continue;
    const does = "runs in each new worktree";
    if (gate.passes({ file: path, key: "worktree.setup", value: JSON.stringify(setup), does }))
      made.setup = setup;
  }
  return made;
}

/** One sentence on what is written of caches: there is only the provider's. */
export function cachingNotices(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ label, values: { caching } }) => {
    if (!caching) return [];
    const { enabled, sharedModelCache, embeddingCache, cacheLocation } = caching;
    const used = [
      ...(enabled === undefined ? [] : ["enabled"]),
      ...(sharedModelCache === undefined ? [] : ["sharedModelCache"]),
    ];
    const parts = [
      ...(used.length > 0
        ? [`the provider's own prompt cache is always used as it is (${used.join(", ")})`]
        : []),
      ...(embeddingCache === undefined ? [] : ["no embeddings are made (embeddingCache)"]),
      ...(cacheLocation === undefined ? [] : ["nothing is cached on disk (cacheLocation)"]),
    ];
    return parts.length === 0 ? [] : [`${label(["caching"])} changes nothing: ${parts.join(", ")}.`];
  });
}

function present<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
