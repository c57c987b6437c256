// Caps and approvals as the user set them, and who may tighten them: the project's file and an editor's workspace.
// Nothing here can widen what the user set; what tries to is named in a notice.
import type { ApprovalKind } from "../../protocol/approval";
import type { SandboxSettings } from "../../protocol/sandbox";
import type { ApproveRule } from "../../protocol/settings";
import { approvalKindOf } from "./approveKinds";
import { rulesByRole } from "./approveRules";
import { defaultApprove, defaultSettings } from "./defaults";
import { type Tightening, workspaceOrigin } from "./editorSettings";
import type { ConfigFlags, EffectiveInput, Orchestrator } from "./effective";
import type { OriginBook } from "./originBook";
import { projectFileName } from "./projectFile";
import type { ConfigValues } from "./schema";
import { keyText } from "./tomlLines";

/** A source that may only tighten, and how it is named for a key. */
export interface Tightener extends Omit<Tightening, "auto"> {
  /** Kinds a person shall decide for one role or one depth. */
  askRules: readonly ApproveRule[];
  sandbox: SandboxSettings["mode"] | null;
  origin(key: readonly string[]): string;
}

/** A cap: the smallest of the user's and of those that may tighten it, unless a person said otherwise just now. */
function capped(
  book: OriginBook,
  key: string[],
  given: {
    flag: number | undefined;
    flagName: string;
    user: number | undefined;
    tighter: { value: number | null; origin: string }[];
  },
  fallback: number,
): number {
  const { flag, flagName, user, tighter } = given;
  if (flag !== undefined) return book.add(keyText(key), flag, flagName);
  let least: { value: number; origin: string } | null = null;
  for (const { value, origin } of tighter) {
    if (value !== null && value < (least?.value ?? user ?? fallback)) least = { value, origin };
  }
  return least ? book.add(keyText(key), least.value, least.origin) : book.pick(key, user, fallback);
}

/** Rounds of changes. */
export function iterations(
  book: OriginBook,
  flags: ConfigFlags,
  { max_iterations: user }: Orchestrator,
  tighteners: readonly Tightener[],
): number {
  const key = ["orchestrator", "max_iterations"];
  const tighter = tighteners.map(({ maxIterations, origin }) => ({
    value: maxIterations,
    origin: origin(key),
  }));
  const given = { flag: flags.maxIterations, flagName: "--max-iterations", user, tighter };
  return capped(book, key, given, defaultSettings.maxIterations);
}

/** Dollars. */
export function budget(
  book: OriginBook,
  flags: ConfigFlags,
  { budget_usd: user }: Orchestrator,
  tighteners: readonly Tightener[],
): number {
  const key = ["orchestrator", "budget_usd"];
  const tighter = tighteners.map(({ budgetUsd, origin }) => ({ value: budgetUsd, origin: origin(key) }));
  const given = { flag: flags.budgetUsd, flagName: "--budget", user, tighter };
  return capped(book, key, given, defaultSettings.budgetUsd);
}

const sandboxModes = ["off", "auto", "require"] as const;

/** The sandbox's mode is the stricter of the user's and the project's; the network and folders are the user's alone. */
export function sandboxOf(
  book: OriginBook,
  { mode: user, network, write }: NonNullable<ConfigValues["sandbox"]>,
  tighteners: readonly Tightener[],
): Pick<SandboxSettings, "mode" | "network" | "write"> {
  const { sandbox: standard } = defaultSettings;
  const key = ["sandbox", "mode"];
  const strict = (mode: SandboxSettings["mode"]) => sandboxModes.indexOf(mode);
  let mode: SandboxSettings["mode"] = user ?? standard.mode;
  let origin: string | null = null;
  for (const tightener of tighteners) {
    if (!tightener.sandbox || strict(tightener.sandbox) <= strict(mode)) continue;
    mode = tightener.sandbox;
    origin = tightener.origin(key);
  }
  return {
    mode: origin === null ? book.pick(key, user, standard.mode) : book.add(keyText(key), mode, origin),
    network: book.pick<SandboxSettings["network"]>(["sandbox", "network"], network, standard.network),
    write: book.pick<string[]>(["sandbox", "write"], write, []),
  };
}

/** Nobody tightens in a folder that is not trusted: what such a folder says is not read at all. */
export function tightenersOf({ project, editor, trusted, known }: EffectiveInput): Tightener[] {
  const made: Tightener[] = [];
  if (project) {
    const { budgetUsd = null, maxIterations = null, sandbox = null, ask, askRules } = project;
    const { rules } = rulesByRole(askRules, known);
    made.push({ budgetUsd, maxIterations, sandbox, ask, askRules: rules, origin: () => projectFileName });
  }
  if (editor && trusted)
    made.push({ ...editor.workspace, sandbox: null, askRules: [], origin: workspaceOrigin });
  return made;
}

/** The file may call a kind by either name; the later one holds. */
export function userApprove({ approve: given = {} }: Orchestrator): Record<ApprovalKind, "ask" | "auto"> {
  const approve = { ...defaultApprove };
  for (const [name, value] of Object.entries(given)) {
    const kind = approvalKindOf(name);
    if (kind && typeof value === "string") approve[kind] = value;
  }
  return approve;
}

/** What a workspace sets without effect, since it would widen what the user set. */
export function workspaceNotices({ editor, trusted }: EffectiveInput, user: Orchestrator): string[] {
  if (!editor || !trusted) return [];
  const { budgetUsd, maxIterations, auto } = editor.workspace;
  const keys: string[][] = [];
  const wider = (value: number | null, held: number) => value !== null && value > held;
  if (wider(budgetUsd, user.budget_usd ?? defaultSettings.budgetUsd)) keys.push(["budget_usd"]);
  if (wider(maxIterations, user.max_iterations ?? defaultSettings.maxIterations))
    keys.push(["max_iterations"]);
  const held = userApprove(user);
  for (const kind of auto) if (held[kind] === "ask") keys.push(["approve", kind]);
  return keys.map(
    (key) => `${workspaceOrigin(["orchestrator", ...key])} may only tighten and has no effect.`,
  );
}
