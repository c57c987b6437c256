// The options of `run` and `resume` that change settings, read and checked. Pure.
import { parseApproveList, settableKinds } from "../core/config/approveKinds";
import type { ConfigFlags } from "../core/config/effective";
import { findRole, roles } from "../core/roles/index";
import type { ApprovalKind } from "../protocol/approval";
import { failure, type Result } from "../protocol/failure";
import type { Micros } from "../protocol/money";
import { nearest } from "./nearest";
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

/** @returns `invalid-input` for the first option that cannot be used. */
export function readRunFlags(input: VerbInput): Result<ConfigFlags> {
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
  const models = readModels(input.values("model"));
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
export function readRole(name: string | undefined): Result<string | null> {
  if (name === undefined) return { ok: true, value: null };
  const role = findRole(name);
  if (role) return { ok: true, value: role.name };
  // The mode that starts a run by planning, by its outside name.
  if (/^orchestrat(e|or)$/i.test(name)) return { ok: true, value: "planner" };
  const names = roles.flatMap((one) => [one.name, ...one.modes]);
  const near = nearest(name, names);
  const cure = near ? `Did you mean ${near}?` : `There are ${roles.map((one) => one.name).join(", ")}.`;
  return wrong(`There is no role "${name}". ${cure}`);
}

function readModels(given: string[]): Result<Record<string, string>> {
  const models = new Map<string, string>();
  for (const pair of given) {
    const at = pair.indexOf("=");
    const id = pair.slice(at + 1).trim();
    if (at < 1 || id === "")
      return wrong(`--model takes role=model, such as coder=anthropic/claude-sonnet-4-6, not "${pair}".`);
    const role = readRole(pair.slice(0, at).trim());
    if (!role.ok) return role;
    models.set(role.value ?? "", id);
  }
  return { ok: true, value: Object.fromEntries(models) };
}

function wrong(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", message) };
}
