// Which settings hold and where each comes from: defaults, then the user's file, then an editor's settings, then the
// project's and the workspace's (which may only tighten), then flags. Pure: files were read before, and nothing here asks anyone.
import type { ApprovalKind } from "../../protocol/approval";
import type { Micros } from "../../protocol/money";
import type { SandboxSettings } from "../../protocol/sandbox";
import type {
  ApproveRule,
  ReviewSettings,
  RoleDefinition,
  RunLimits,
  Skill,
  ToolServer,
} from "../../protocol/settings";
import { approvals } from "./approvals";
import { type KnownNames, rulesByRole } from "./approveRules";
import { defaultLimits, defaultSettings } from "./defaults";
import { type EditorSettings, withEditor } from "./editorSettings";
import { nearestName } from "./nearestName";
import { OriginBook } from "./originBook";
import { isSessionKey, type ProjectFile, projectFileName } from "./projectFile";
import type { ConfigFile } from "./readConfig";
import type { ConfigValues, PriceConfig, ProviderConfig } from "./schema";
import { budget, iterations, sandboxOf, tightenersOf, workspaceNotices } from "./tighten";
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

/** What was read beside the settings, and is sealed with them. */
export interface OwnParts {
  /** Roles beside the built-in ones or in their place. */
  roles: RoleDefinition[];
  skills: Skill[];
  servers: ToolServer[];
  /** Sentences about them for the person. */
  notices: string[];
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
  own?: Partial<OwnParts>;
  /** For an Agent Manager session: what the project's file says of sessions is `sessionSettings`' to answer. */
  session?: boolean;
  /** Roles that the project's rules may name; where it is missing names are taken as they are. */
  known?: KnownNames;
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
  /** Who carries out a review step, as written; null where nobody configured it: one reviewer on the role's model. */
  review?: ReviewSettings | null;
  approve: Record<ApprovalKind, "ask" | "auto">;
  /** Narrower than `approve`: for one role, one depth, or both. */
  approveRules: ApproveRule[];
  roles: RoleDefinition[];
  skills: Skill[];
  servers: ToolServer[];
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
  /** Where commands of a session's agents run. Only the user's own file says so, for code goes there. */
  workers: { executor: "local" | "bullmq"; redis: string | null };
  /** What shall hold shell commands; only the user's own configuration widens it. */
  sandbox: Pick<SandboxSettings, "mode" | "network" | "write">;
  requireVerified: boolean;
  entries: EffectiveEntry[];
  /** Sentences for the person: warnings of the file, and what was asked for and has no effect. */
  notices: string[];
}

export type Orchestrator = NonNullable<ConfigValues["orchestrator"]>;

/** @returns every setting that holds, with its origin. */
export function effectiveConfig(given: EffectiveInput): EffectiveConfig {
  const input = given.trusted ? given : { ...given, project: null };
  const { file, flags, editor, own = {} } = input;
  const book = new OriginBook(file, editor?.origins ?? new Map());
  const values = editor ? withEditor(file.values, editor.user) : file.values;
  const orchestrator = values.orchestrator ?? {};
  const notices = [
    ...file.warnings,
    ...(own.notices ?? []),
    ...projectNotices(input, orchestrator),
    ...workspaceNotices(input, orchestrator),
  ];
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
    review: reviewers(book, orchestrator),
    models: modelIds(book, orchestrator, flags, own.roles ?? []),
    ...approvals(book, input, orchestrator, tighteners, notices),
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
    workers: workersOf(book, file.values.workers),
    sandbox: sandboxOf(book, values.sandbox ?? {}, tighteners),
    requireVerified: flags.requireVerified ?? false,
    roles: own.roles ?? [],
    skills: own.skills ?? [],
    servers: own.servers ?? [],
    entries: book.entries,
    notices,
  };
  book.pick(["ci", "auto_approve"], file.values.ci?.auto_approve, false);
  return config;
}

function workersOf(book: OriginBook, given: ConfigValues["workers"]): EffectiveConfig["workers"] {
  return {
    executor: book.pick<"local" | "bullmq">(["workers", "executor"], given?.executor, "local"),
    redis: book.pick<string | null>(["workers", "redis"], given?.redis, null),
  };
}

function modelIds(
  book: OriginBook,
  orchestrator: Orchestrator,
  flags: ConfigFlags,
  own: readonly RoleDefinition[],
): Record<string, string> {
  const given = new Map(Object.entries(flags.models ?? {}));
  const configured = Object.entries(orchestrator.models ?? {}).filter(([role]) => !given.has(role));
  const models = book.table(["orchestrator", "models"], Object.fromEntries(configured));
  for (const [role, id] of given) {
    models[role] = book.add(keyText(["orchestrator", "models", role]), id, `--model ${role}=${id}`);
  }
  // Shown with their file, and no choice of the user's: chooseModels takes them from the role itself.
  for (const { name, model, origin = "its file" } of own) {
    if (model === undefined || Object.hasOwn(models, name)) continue;
    book.add(keyText(["orchestrator", "models", name]), model, origin);
  }
  return models;
}

/** Shown only where somebody configured it. */
function reviewers(book: OriginBook, { review }: Orchestrator): ReviewSettings | null {
  if (!review) return null;
  const key = ["orchestrator", "review"];
  const models = book.pick<string[]>([...key, "models"], review.models, []);
  return { models, rule: book.pick<ReviewSettings["rule"]>([...key, "rule"], review.rule, "majority") };
}

function runLimits(book: OriginBook, given: NonNullable<Orchestrator["limits"]>): RunLimits {
  const pick = (name: keyof typeof given, fallback: number) =>
    book.pick(["orchestrator", "limits", name], given[name], fallback);
  return {
    turnsPerTask: pick("turns_per_task", defaultLimits.turnsPerTask),
    tasksPerRun: pick("tasks_per_run", defaultLimits.tasksPerRun),
    spawnDepth: pick("spawn_depth", defaultLimits.spawnDepth),
    childrenPerTask: pick("children_per_task", defaultLimits.childrenPerTask),
    maxOutputTokens: pick("max_output_tokens", defaultLimits.maxOutputTokens),
    commandWallMs: 1000 * pick("command_seconds", defaultLimits.commandWallMs / 1000),
    commandIdleMs: 1000 * pick("command_idle_seconds", defaultLimits.commandIdleMs / 1000),
    checkWallMs: 1000 * pick("check_seconds", defaultLimits.checkWallMs / 1000),
    checkIdleMs: 1000 * pick("check_idle_seconds", defaultLimits.checkIdleMs / 1000),
  };
}

function projectNotices({ project, known, session = false }: EffectiveInput, user: Orchestrator): string[] {
  if (!project) return [];
  const unknown = rulesByRole(project.askRules, known).unknown.map((name) => {
    const near = nearestName(name, known?.names ?? []);
    const meant = near === null ? "." : `; did you mean ${near}?`;
    return `${projectFileName}: orchestrator.approve.role.${name} names no role and has no effect${meant}`;
  });
  const widens = [...project.widens, ...widerCaps(project, user)].filter(
    (key) => !session || !isSessionKey(key),
  );
  if (widens.length === 0) return unknown;
  const names = widens.join(", ");
  return [`${projectFileName} may only tighten settings; these keys have no effect: ${names}.`, ...unknown];
}

/** Caps above the person's own: the smaller holds. */
function widerCaps({ budgetUsd = 0, maxIterations = 0 }: ProjectFile, user: Orchestrator): string[] {
  const { budgetUsd: budget, maxIterations: rounds } = defaultSettings;
  return [
    ...(budgetUsd > (user.budget_usd ?? budget) ? ["orchestrator.budgetUsd"] : []),
    ...(maxIterations > (user.max_iterations ?? rounds) ? ["orchestrator.maxIterations"] : []),
  ];
}
