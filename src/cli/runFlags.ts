// The options of `run` and `resume` that change settings, read and checked. Pure.
import { parseApproveList, settableKinds } from "../core/config/approveKinds";
import type { ConfigFlags } from "../core/config/effective";
import { builtInRoles, chosenRole, type KnownRoles } from "../core/host/knownRoles";
import type { ApprovalKind } from "../protocol/approval";
import { failure, type Result } from "../protocol/failure";
import type { Micros } from "../protocol/money";
import { readDollars } from "./text/dollars";
import type { VerbInput, VerbOption } from "./verb";

/** What every verb that drives a run takes: who answers, what counts as success, how it is shown. */
export const drivingOptions: VerbOption[] = [
  {
    name: "approve",
    value: "kinds",
    repeat: true,
    about: "approve these: plan,subtasks,completion,commands,edits,merge",
  },
  { name: "yes", about: "approve all of these" },
  { name: "require-verified", about: "a success that no check proved is a failure" },
  { name: "json", about: "one fact per line as JSON, nobody is asked" },
];

/**
 * @param known the roles that may be named.
 * @returns `invalid-input` for the first option that cannot be used.
 */
export function readRunFlags(input: VerbInput, known = builtInRoles): Result<ConfigFlags> {
  const flags: ConfigFlags = {};
  const budget = readBudget(input);
  if (!budget.ok) return budget;
  if (budget.value !== null) flags.budgetUsd = budget.value / 1_000_000;
  const iterations = input.value("max-iterations");
  if (iterations !== undefined) {
    if (!/^\d{1,2}$/.test(iterations) || Number(iterations) < 1 || Number(iterations) > 20) {
      return wrong(`--max-iterations must be a whole number from 1 to 20, not "${iterations}".`);
    }
    flags.maxIterations = Number(iterations);
  }
  const isolation = input.value("isolation");
  if (isolation !== undefined) {
    if (isolation !== "workspace" && isolation !== "worktree") {
      return wrong(`--isolation must be workspace or worktree, not "${isolation}".`);
    }
    flags.isolation = isolation;
  }
  const models = readModels(input.values("model"), known);
  if (!models.ok) return models;
  if (Object.keys(models.value).length > 0) flags.models = models.value;
  const approved = readApproved(input);
  if (!approved.ok) return approved;
  if (input.has("yes")) flags.yes = true;
  else if (approved.value.length > 0) flags.approve = approved.value;
  if (input.has("require-verified")) flags.requireVerified = true;
  return { ok: true, value: flags };
}

/** `--budget` in micro-dollars; null where it was not given. */
export function readBudget(input: VerbInput): Result<Micros | null> {
  const budget = input.value("budget");
  return budget === undefined ? { ok: true, value: null } : readDollars(budget, "--budget");
}

/** Kinds that `--yes` and `--approve` name; none where neither was given. */
export function readApproved(input: VerbInput): Result<ApprovalKind[]> {
  if (input.has("yes")) return { ok: true, value: [...settableKinds] };
  const lists = input.values("approve");
  return lists.length === 0 ? { ok: true, value: [] } : parseApproveList(lists.join(","));
}

/** `--role`: a role's own name for one of its names; null where it was not given. */
export function readRole(name: string | undefined, known = builtInRoles): Result<string | null> {
  return name === undefined ? { ok: true, value: null } : chosenRole(name, known);
}

function readModels(given: string[], known: KnownRoles): Result<Record<string, string>> {
  const models = new Map<string, string>();
  for (const pair of given) {
    const at = pair.indexOf("=");
    const id = pair.slice(at + 1).trim();
    if (at < 1 || id === "")
      return wrong(`--model takes role=model, such as coder=anthropic/claude-sonnet-4-6, not "${pair}".`);
    const name = pair.slice(0, at).trim();
    // The router is no role: it only has a model.
    const role = name === "router" ? { ok: true as const, value: name } : chosenRole(name, known);
    if (!role.ok) return role;
    models.set(role.value, id);
  }
  return { ok: true, value: Object.fromEntries(models) };
}

function wrong(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", message) };
}
