// A run as a line of the list, and its approvals that wait as entries of the inbox. Pure.
import { findRole, planRoles, rolesOf } from "../../core/roles/index";
import type { ApprovalView } from "../../protocol/approval";
import type { RunView } from "../../protocol/run";
import { sealedModels } from "../../protocol/settings";
import { spentOf } from "../../protocol/spentOf";
import type { Driver, InboxEntry, RunSummary } from "../../protocol/wire";

/** Characters of a prompt that a list and an inbox carry. */
const promptLength = 2_000;

export function shortPrompt(prompt: string): string {
  return prompt.length > promptLength ? `${prompt.slice(0, promptLength - 1)}…` : prompt;
}

/** Approvals that wait for an answer, oldest first; an ended run waits for nothing. */
export function openApprovals(view: RunView): ApprovalView[] {
  if (view.status === "ended") return [];
  return Object.values(view.approvals).filter(({ answer }) => !answer);
}

/** The line of a run whose view is at hand. */
export function summaryOf(view: RunView, driver: Driver): RunSummary {
  return {
    run: view.run,
    folder: view.folder,
    prompt: shortPrompt(view.prompt),
    decision: view.route?.decision ?? null,
    status: view.status,
    driver,
    outcome: view.outcome,
    verified: view.verified,
    undone: view.undone,
    pause: view.pause?.message ?? null,
    micros: spentOf(view),
    capMicros: view.settings.capMicros,
    waiting: openApprovals(view).length,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
  };
}

/** What of a run waits for a person, with the figures its cards show. */
export function inboxOf(view: RunView): InboxEntry[] {
  const purse = view.purses.run;
  const left = purse ? purse.cap - purse.spent - purse.reserved : 0;
  const models = sealedModels(view.settings);
  return openApprovals(view).map((approval) => ({
    run: view.run,
    prompt: shortPrompt(view.prompt),
    role: (approval.task ? view.tasks[approval.task]?.role : undefined) ?? null,
    left,
    models,
    stepRoles: stepRolesOf(view, approval),
    approval,
  }));
}

/** Roles the engine takes in a plan, each by its own name, and the mode names this plan uses for them. */
function stepRolesOf({ settings }: RunView, { subject }: ApprovalView): string[] {
  if (subject?.kind !== "plan") return [];
  const roles = planRoles(settings.models, rolesOf(settings));
  const used = subject.plan.steps.map(({ role }) => role).filter((role) => findRole(role, roles));
  return [...new Set([...roles.map(({ name }) => name), ...used])];
}
