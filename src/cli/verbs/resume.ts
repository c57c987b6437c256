// `resume [run]`: takes a paused or abandoned run over and goes on with it; asks what waits, or raises the cap.

import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { loadConfiguration } from "../configuration";
import { findRun } from "../findRun";
import { refuse } from "../host";
import { openEngine } from "../openEngine";
import { openSession } from "../openSession";
import { personHere } from "../person";
import { readApproved, readBudget } from "../runFlags";
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
    const before = (await engine.view(found.value))?.seq ?? 0;
    const resumed = await engine.resume(found.value, {
      origin: origin.value,
      ...(budget.value === null ? {} : { budgetMicros: budget.value }),
    });
    if (!resumed.ok) return refuse(host, resumed.failure);
    const view = await engine.view(found.value);
    const requireVerified = input.has("require-verified") || (view?.settings.requireVerified ?? false);
    return session.drive(found.value, origin.value, requireVerified, before);
  },
};
