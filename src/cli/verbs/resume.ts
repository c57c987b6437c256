// `resume [run]`: takes a paused or abandoned run over and goes on with it; asks what waits, or raises the cap.

import type { ApprovalKind } from "../../protocol/approval";
import type { RunView } from "../../protocol/run";
import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { loadConfiguration } from "../configuration";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { refuse } from "../host";
import { openEngine } from "../openEngine";
import { openSession, type Session } from "../openSession";
import { personHere } from "../person";
import { readApproved, readBudget } from "../runFlags";
import { pausedLines } from "../sayRest";
import { openApprovals } from "../text/runWords";
import type { Verb } from "../verb";

export const resume: Verb = {
  name: "resume",
  about: "go on with a run that paused or was cut off",
  takes: "[run]",
  most: 1,
  options: [
    { name: "budget", value: "dollars", about: "raise the run's budget to this" },
    {
      name: "approve",
      value: "kinds",
      repeat: true,
      about: "approve these: plan,subtasks,completion,commands,edits,merge",
    },
    { name: "yes", about: "approve all of these" },
    { name: "require-verified", about: "a success that no check proved is a failure" },
    { name: "json", about: "one fact per line as JSON, nobody is asked" },
  ],
  notes: [
    "Settings are sealed when a run starts: models, checks and limits stay as they were.",
    "--yes and --approve answer what the run asks from here on; questions and altered tests are still asked.",
  ],
  async run(input, host) {
    const budget = readBudget(input);
    if (!budget.ok) return refuse(host, budget.failure);
    const approved = readApproved(input);
    if (!approved.ok) return refuse(host, approved.failure);
    const found = await findRun(openEngine(host).engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const origin = personHere(host, found.value);
    if (!origin.ok) return refuse(host, origin.failure);
    const loaded = await loadConfiguration(host, {});
    if (!loaded.ok) return refuse(host, loaded.failure);
    const { secret, config } = loaded.value;
    const allowed = mayApproveBeforehand(host, approved.value, loaded.value);
    if (!allowed.ok) return refuse(host, allowed.failure);
    const session = await openSession(host, { json: input.has("json"), approved: approved.value });
    const { engine } = session.open(secret, config.retentionBytes);
    const paused = await engine.view(found.value);
    if (paused && !canAnswer(session, approved.value) && waitsFor(paused, budget.value !== null)) {
      // Taking the run over would only write down that it waits again.
      for (const line of pausedLines(paused)) host.say(line);
      return exitCode.waiting;
    }
    const resumed = await engine.resume(found.value, {
      origin: origin.value,
      ...(budget.value === null ? {} : { budgetMicros: budget.value }),
    });
    if (!resumed.ok) return refuse(host, resumed.failure);
    const view = await engine.view(found.value);
    const requireVerified = input.has("require-verified") || (view?.settings.requireVerified ?? false);
    return session.drive(found.value, origin.value, requireVerified, paused?.seq ?? 0);
  },
};

function canAnswer(session: Session, approved: readonly ApprovalKind[]): boolean {
  return session.prompter !== null || approved.length > 0;
}

/** Whether something waits that a raise of the budget does not answer. */
function waitsFor(view: RunView, raised: boolean): boolean {
  const open = openApprovals(view).filter(({ kind }) => !(raised && kind === "budget"));
  return view.status === "paused" && open.length > 0;
}
