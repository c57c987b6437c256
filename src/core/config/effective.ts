// Which settings hold and where each comes from: defaults, then the user's file, then an editor's settings, then the
// project's and the workspace's (which may only tighten), then flags. Pure: files were read before, and nothing here asks anyone.
import type { ApprovalKind } from "../../protocol/approval";
import type { Micros } from "../../protocol/money";
import type { RunLimits } from "../../protocol/settings";
import { approvalKindOf, settableKinds } from "./approveKinds";
import { defaultLimits, defaultSettings } from "./defaults";
import { type EditorSettings, withEditor } from "./editorSettings";
import { OriginBook } from "./originBook";
import { type ProjectFile, projectFileName } from "./projectFile";
import type { ConfigFile } from "./readConfig";
import type { ConfigValues, PriceConfig, ProviderConfig } from "./schema";
import { budget, iterations, type Tightener, tightenersOf, userApprove, workspaceNotices } from "./tighten";
import { keyText } from "./tomlLines";

export interface ConfigFlags {
  budgetUsd?: number;
  maxIterations?: number;
  /** `--model role=id`, by role. */
  models?: Readonly<Record<string, string>>;
  /** `--approve`; `--yes` is all kinds that may be set. */
  approve?: readonly ApprovalKind[];
  yes?: boolean;
  isolation?: "workspace" | "worktree";
  requireVerified?: boolean;
}

export interface EffectiveInput {
  file: ConfigFile;
  /** Read only where the folder is trusted; null otherwise. */
  project: ProjectFile | null;
  /** Settings of the editor this host runs in. */
  editor?: EditorSettings | null;
  trusted: boolean;
  /** Whether a person can be asked here. */
  terminal: boolean;
  flags: ConfigFlags;
}

/** One line of `kilo-code config`. */
export interface EffectiveEntry {
  key: string;
  value: unknown;
  /** `default`, `<file>:<line>`, the project's file, or a flag. */
  origin: string;
}

export interface EffectiveConfig {
  /** Path of the user's file, for messages that say where a line belongs. */
  path: string;
  enabled: boolean;
  threshold: number;
  maxIterations: number;
  capMicros: Micros;
  isolation: "workspace" | "worktree";
  escalation: string | null;
  approve: Record<ApprovalKind, "ask" | "auto">;
  checks: Record<string, string>;
  allowCommands: string[];
  limits: RunLimits;
  /** Model ids by role, as written; only what somebody configured. */
  models: Record<string, string>;
  aliases: Record<string, string>;
  modelLimits: Record<string, { context: number; output: number }>;
  providers: Record<string, ProviderConfig>;
  prices: Record<string, PriceConfig>;
  retentionBytes: number;
  worktrees: { basePath: string | null; branchPrefix: string | null };
  requireVerified: boolean;
  entries: EffectiveEntry[];
  /** Sentences for the person: warnings of the file, and what was asked for and has no effect. */
  notices: string[];
}

export type Orchestrator = NonNullable<ConfigValues["orchestrator"]>;

/** @returns every setting that holds, with its origin. */
export function effectiveConfig(given: EffectiveInput): EffectiveConfig {
  const input = given.trusted ? given : { ...given, project: null };
  const { file, flags, editor } = input;
  const book = new OriginBook(file, editor?.origins ?? new Map());
  const values = editor ? withEditor(file.values, editor.user) : file.values;
  const orchestrator = values.orchestrator ?? {};
  const notices = [...file.warnings, ...projectNotices(input), ...workspaceNotices(input, orchestrator)];
  const tighteners = tightenersOf(input);
  const { enabled, threshold, isolation, retentionGb } = defaultSettings;
  const pick = <Value>(name: string, value: Value | undefined, fallback: Value) =>
    book.pick(["orchestrator", name], value, fallback);
  const config: EffectiveConfig = {
    path: file.path,
    enabled: pick("enabled", orchestrator.enabled, enabled),
    threshold: pick("auto_decompose_threshold", orchestrator.auto_decompose_threshold, threshold),
    maxIterations: iterations(book, flags, orchestrator, tighteners),
    capMicros: Math.round(budget(book, flags, orchestrator, tighteners) * 1_000_000),
    isolation: flags.isolation
      ? book.add("orchestrator.isolation", flags.isolation, "--isolation")
      : pick<"workspace" | "worktree">("isolation", orchestrator.isolation, isolation),
    escalation: pick<string | null>("escalation", orchestrator.escalation, null),
    models: modelIds(book, orchestrator, flags),
    approve: approvals(book, input, orchestrator, tighteners, notices),
    checks: book.table(["orchestrator", "checks"], orchestrator.checks),
    limits: runLimits(book, orchestrator.limits ?? {}),
    allowCommands: book.pick<string[]>(["commands", "allow"], values.commands?.allow, []),
    providers: book.table(["providers"], file.values.providers),
    aliases: book.table(["models", "aliases"], file.values.models?.aliases),
    modelLimits: book.table(["models", "limits"], file.values.models?.limits),
    prices: book.table(["prices"], file.values.prices),
    retentionBytes: Math.round(
      book.pick(["retention", "max_gb"], file.values.retention?.max_gb, retentionGb) * 1e9,
    ),
    worktrees: {
      basePath: book.pick<string | null>(["worktrees", "base_path"], file.values.worktrees?.base_path, null),
      branchPrefix: book.pick<string | null>(
        ["worktrees", "branch_prefix"],
        file.values.worktrees?.branch_prefix,
        null,
      ),
    },
    requireVerified: flags.requireVerified ?? false,
    entries: book.entries,
    notices,
  };
  book.pick(["ci", "auto_approve"], file.values.ci?.auto_approve, false);
  return config;
}

function modelIds(book: OriginBook, orchestrator: Orchestrator, flags: ConfigFlags): Record<string, string> {
  const given = new Map(Object.entries(flags.models ?? {}));
  const configured = Object.entries(orchestrator.models ?? {}).filter(([role]) => !given.has(role));
  const models = book.table(["orchestrator", "models"], Object.fromEntries(configured));
  for (const [role, id] of given) {
    models[role] = book.add(keyText(["orchestrator", "models", role]), id, `--model ${role}=${id}`);
  }
  return models;
}

function approvals(
  book: OriginBook,
  input: EffectiveInput,
  orchestrator: Orchestrator,
  tighteners: readonly Tightener[],
  notices: string[],
): Record<ApprovalKind, "ask" | "auto"> {
  const approve = userApprove(orchestrator);
  const origins = new Map<ApprovalKind, string>();
  for (const name of Object.keys(orchestrator.approve ?? {})) {
    const kind = approvalKindOf(name);
    if (kind) origins.set(kind, book.place(["orchestrator", "approve", name]));
  }
  for (const { ask, origin } of tighteners) {
    for (const kind of ask) {
      if (approve[kind] === "auto") origins.set(kind, origin(["orchestrator", "approve", kind]));
      approve[kind] = "ask";
    }
  }
  for (const [kind, flag] of approveFlags(input, notices)) {
    approve[kind] = "auto";
    origins.set(kind, flag);
  }
  for (const kind of settableKinds) {
    book.add(keyText(["orchestrator", "approve", kind]), approve[kind], origins.get(kind) ?? "default");
  }
  return approve;
}

/** Kinds that flags make automatic: only in a trusted folder, and without a terminal only where the user's file says so. */
function approveFlags(
  { flags, trusted, terminal, file }: EffectiveInput,
  notices: string[],
): [ApprovalKind, string][] {
  const kinds: [ApprovalKind, string][] = flags.yes
    ? settableKinds.map((kind) => [kind, "--yes"])
    : (flags.approve ?? []).map((kind) => [kind, "--approve"]);
  const flag = kinds[0]?.[1];
  if (flag === undefined) return [];
  if (!trusted) {
    notices.push(`${flag} has no effect: this folder is not trusted.`);
    return [];
  }
  if (!terminal && file.values.ci?.auto_approve !== true) {
    notices.push(
      `${flag} has no effect without a terminal; set auto_approve = true under [ci] in ${file.path}.`,
    );
    return [];
  }
  return kinds;
}

function runLimits(book: OriginBook, given: NonNullable<Orchestrator["limits"]>): RunLimits {
  const pick = (name: keyof typeof given, fallback: number) =>
    book.pick(["orchestrator", "limits", name], given[name], fallback);
  return {
    turnsPerTask: pick("turns_per_task", defaultLimits.turnsPerTask),
    tasksPerRun: pick("tasks_per_run", defaultLimits.tasksPerRun),
    spawnDepth: pick("spawn_depth", defaultLimits.spawnDepth),
    maxOutputTokens: pick("max_output_tokens", defaultLimits.maxOutputTokens),
    commandWallMs: 1000 * pick("command_seconds", defaultLimits.commandWallMs / 1000),
    commandIdleMs: 1000 * pick("command_idle_seconds", defaultLimits.commandIdleMs / 1000),
    checkWallMs: 1000 * pick("check_seconds", defaultLimits.checkWallMs / 1000),
    checkIdleMs: 1000 * pick("check_idle_seconds", defaultLimits.checkIdleMs / 1000),
  };
}

function projectNotices({ project }: EffectiveInput): string[] {
  if (!project || project.widens.length === 0) return [];
  return [
    `${projectFileName} may only tighten settings; these keys have no effect: ${project.widens.join(", ")}.`,
  ];
}
