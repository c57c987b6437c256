// What holds for a session, key by key with where it comes from, for `kilo-code config`. Pure.
import { ownNamed } from "../../../protocol/ownNamed";
import type { SessionSettings } from "../../../protocol/session";
import type { EffectiveEntry } from "../effective";
import { keyText } from "../tomlLines";
import { memorySize } from "./memorySize";
import type { Layer } from "./readTexts";

export interface SessionSources {
  layers: readonly Layer[];
  /** Models of roles as they are written in the files. */
  models: Readonly<Record<string, string>>;
  /** Where the user's own file says where worktrees go. */
  userBase: string | null;
}

type Values = Layer["values"];
/** A key, what holds of it, and what a file says of it in the same form. */
type Row = [key: string[], value: unknown, written: (values: Values) => unknown];

export function sessionEntries(session: SessionSettings, sources: SessionSources): EffectiveEntry[] {
  const { layers, userBase } = sources;
  const rows = [...settingRows(session, userBase), ...modelRows(sources)];
  return rows.map(([key, value, written]) => {
    const text = JSON.stringify(value);
    const from = layers.filter(({ values }) => JSON.stringify(written(values)) === text).at(-1);
    const isUsers = key[0] === "worktreeBasePath" && value !== null && value === userBase;
    const otherwise = isUsers ? "worktrees.base_path" : "default";
    return { key: keyText(key), value, origin: from?.place(placed(key, from)) ?? otherwise };
  });
}

/** Two keys say how many work at once, and a role's model may be that of all. */
function placed(key: string[], { values }: Layer): string[] {
  const [first = "", name = ""] = key;
  if (first === "maxParallelAgents" && smallest(values) !== values.maxParallelAgents)
    return ["resources", "maxConcurrentAgents"];
  const isOwn = first !== "agents" || ownNamed(values.agents ?? {}, name)?.model !== undefined;
  return isOwn ? key : ["agents", "default", "model"];
}

function smallest({ maxParallelAgents, resources }: Values): number | undefined {
  const least = Math.min(maxParallelAgents ?? 1e9, resources?.maxConcurrentAgents ?? 1e9);
  return least === 1e9 ? undefined : least;
}

function settingRows(
  { maxParallel, worktreeBase, merge, resources, ...rest }: SessionSettings,
  userBase: string | null,
): Row[] {
  const { dependencies, include, setup, cloneDependencies } = rest;
  const mergeRow = (name: keyof typeof merge): Row => [
    ["merge", name],
    merge[name],
    (values) => values.merge?.[name],
  ];
  return [
    [["maxParallelAgents"], maxParallel, smallest],
    [
      ["worktreeBasePath"],
      worktreeBase,
      // `~` is spelled out in what holds.
      (values) =>
        values.worktreeBasePath === undefined || worktreeBase === userBase ? undefined : worktreeBase,
    ],
    ...Object.entries(dependencies).map(
      ([role, after]): Row => [
        ["dependencies", role],
        after,
        (values) => ownNamed(values.dependencies ?? {}, role),
      ],
    ),
    mergeRow("strategy"),
    mergeRow("autoCommit"),
    mergeRow("requireTests"),
    mergeRow("createPullRequest"),
    [["resources", "maxCpuPerAgent"], resources.cpus, (values) => values.resources?.maxCpuPerAgent],
    [
      ["resources", "maxMemoryPerAgent"],
      resources.memoryBytes,
      // What no file says is no size, not the size null.
      (values) => memorySize(values.resources?.maxMemoryPerAgent ?? "") ?? undefined,
    ],
    [["resources", "priorityMode"], resources.priority, (values) => values.resources?.priorityMode],
    [["worktree", "include"], include, (values) => values.worktree?.include],
    [["worktree", "setup"], setup, (values) => values.worktree?.setup],
    [["worktree", "cloneDependencies"], cloneDependencies, (values) => values.worktree?.cloneDependencies],
  ];
}

function modelRows({ models }: SessionSources): Row[] {
  return Object.entries(models).map(([role, id]) => [
    role === "orchestrator" ? ["orchestrator", "model"] : ["agents", role, "model"],
    id,
    ({ agents = {}, orchestrator }) =>
      role === "orchestrator"
        ? orchestrator?.model
        : (ownNamed(agents, role)?.model ?? ownNamed(agents, "default")?.model),
  ]);
}
