// The editor's settings `kilo.*` as a layer over the user's file: the same keys in camelCase, the same form, the same
// sentences. What a workspace sets is kept apart, because it may only tighten. Reads nothing and asks nobody.
import type { ApprovalKind } from "../../protocol/approval";
import { failure, type Result } from "../../protocol/failure";
import { approvalKindOf, settableKinds } from "./approveKinds";
import { complaint } from "./complaint";
import { type ConfigValues, configSchema } from "./schema";
import { keyText } from "./tomlLines";

/** A setting that mirrors a key of the file. */
export interface EditorKey {
  /** `orchestrator.budgetUsd`: what stands behind `kilo.`. */
  name: string;
  /** `["orchestrator", "budget_usd"]`. */
  key: readonly string[];
  /** Whether a workspace may set it, to tighten it. */
  workspace: boolean;
}

/** What an editor found under one setting; undefined and null are unset. */
export interface EditorValue {
  name: string;
  user: unknown;
  /** Of the workspace and of the folder. */
  workspace: readonly unknown[];
}

/** What a source that may only tighten says. */
export interface Tightening {
  budgetUsd: number | null;
  maxIterations: number | null;
  /** Kinds a person shall decide. */
  ask: ApprovalKind[];
  /** Kinds it would rather have automatic; that widens. */
  auto: ApprovalKind[];
}

export interface EditorSettings {
  /** What the user set themselves, in the file's own form. */
  user: ConfigValues;
  /** By `keyText` of the file's key: where each user value comes from. */
  origins: ReadonlyMap<string, string>;
  workspace: Tightening;
}

const userPlace = "VS Code settings";
const workspacePlace = "VS Code workspace settings";

/** @param roleNames roles that may be given a model. */
export function editorKeys(roleNames: readonly string[]): EditorKey[] {
  const own = (...key: string[]) => ({ name: settingName(key), key, workspace: false });
  const shared = (...key: string[]) => ({ name: settingName(key), key, workspace: true });
  return [
    own("orchestrator", "enabled"),
    own("orchestrator", "auto_decompose_threshold"),
    shared("orchestrator", "max_iterations"),
    shared("orchestrator", "budget_usd"),
    own("orchestrator", "isolation"),
    own("orchestrator", "escalation"),
    own("orchestrator", "checks"),
    own("commands", "allow"),
    own("sandbox", "mode"),
    own("sandbox", "network"),
    ...roleNames.map((role) => own("orchestrator", "models", role)),
    ...settableKinds.map((kind) => shared("orchestrator", "approve", kind)),
  ];
}

/** Origin of a value that a workspace tightened. */
export function workspaceOrigin(key: readonly string[]): string {
  return `${workspacePlace} (kilo.${settingName(key)})`;
}

/**
 * @param roleNames as in {@link editorKeys}.
 * @returns `invalid-input` with a sentence for every value that cannot be used.
 */
export function readEditorSettings(
  values: readonly EditorValue[],
  roleNames: readonly string[],
): Result<EditorSettings> {
  const keys = new Map(editorKeys(roleNames).map((key) => [key.name, key]));
  const origins = new Map<string, string>();
  const own: [readonly string[], unknown][] = [];
  const shared: [readonly string[], unknown][][] = [];
  for (const { name, user, workspace } of values) {
    const found = keys.get(name);
    if (!found) continue;
    if (isSet(user)) {
      own.push([found.key, user]);
      for (const key of keysOf(found.key, user)) origins.set(keyText(key), `${userPlace} (kilo.${name})`);
    }
    if (!found.workspace) continue;
    for (const [index, value] of workspace.entries()) {
      shared[index] ??= [];
      if (isSet(value)) shared[index]?.push([found.key, value]);
    }
  }
  const user = parsed(own, userPlace, [...keys.values()]);
  if (!user.ok) return user;
  const layers: ConfigValues[] = [];
  for (const layer of shared) {
    const read = parsed(layer ?? [], workspacePlace, [...keys.values()]);
    if (!read.ok) return read;
    layers.push(read.value);
  }
  return { ok: true, value: { user: user.value, origins, workspace: tightest(layers) } };
}

/** The file's values with the user's settings over them. */
export function withEditor(file: ConfigValues, editor: ConfigValues): ConfigValues {
  const [below, above] = [file.orchestrator ?? {}, editor.orchestrator ?? {}];
  const decided = new Set(Object.keys(above.approve ?? {}).flatMap((name) => approvalKindOf(name) ?? []));
  // The file may call a kind by its other name.
  const approve = Object.entries(below.approve ?? {}).filter(([name]) => {
    const kind = approvalKindOf(name);
    return kind === null || !decided.has(kind);
  });
  return {
    ...file,
    orchestrator: {
      ...below,
      ...above,
      models: { ...below.models, ...above.models },
      checks: { ...below.checks, ...above.checks },
      approve: { ...Object.fromEntries(approve), ...above.approve },
    },
    ...(editor.sandbox ? { sandbox: { ...file.sandbox, ...editor.sandbox } } : {}),
    ...(editor.commands ? { commands: { ...file.commands, ...editor.commands } } : {}),
  };
}

/** `["orchestrator", "budget_usd"]` is `orchestrator.budgetUsd`. */
function settingName(key: readonly string[]): string {
  return key.map((part) => part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())).join(".");
}

/** An empty text is how a settings page leaves a setting unset. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** The key itself, and those inside a table of free names. */
function keysOf(key: readonly string[], value: unknown): (readonly string[])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [key];
  return [key, ...Object.keys(value).map((name) => [...key, name])];
}

function parsed(
  entries: readonly [readonly string[], unknown][],
  place: string,
  keys: readonly EditorKey[],
): Result<ConfigValues> {
  const raw: Record<string, unknown> = {};
  for (const [key, value] of entries) put(raw, key, value);
  const read = configSchema.safeParse(raw);
  if (read.success) return { ok: true, value: read.data };
  const label = (key: string[]) => {
    const known = keys.find((one) => one.key.every((part, index) => part === key[index]));
    return `${place}: kilo.${[known?.name ?? "", ...key.slice(known?.key.length)].join(".")}`;
  };
  const message = read.error.issues.map((issue) => complaint(issue, raw, label)).join("\n");
  return { ok: false, failure: failure("invalid-input", message) };
}

function put(raw: Record<string, unknown>, key: readonly string[], value: unknown): void {
  let table = raw;
  for (const part of key.slice(0, -1)) {
    table[part] ??= {};
    table = table[part] as Record<string, unknown>;
  }
  table[key.at(-1) ?? ""] = value;
}

function tightest(layers: readonly ConfigValues[]): Tightening {
  const approve = layers.flatMap(({ orchestrator }) => Object.entries(orchestrator?.approve ?? {}));
  const kinds = (wanted: string) =>
    settableKinds.filter((kind) =>
      approve.some(([name, value]) => value === wanted && approvalKindOf(name) === kind),
    );
  const ask = kinds("ask");
  return {
    budgetUsd: least(layers.map(({ orchestrator }) => orchestrator?.budget_usd)),
    maxIterations: least(layers.map(({ orchestrator }) => orchestrator?.max_iterations)),
    ask,
    auto: kinds("auto").filter((kind) => !ask.includes(kind)),
  };
}

function least(values: readonly (number | undefined)[]): number | null {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? null : Math.min(...given);
}
