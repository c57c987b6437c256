// `resume [run]`: takes a paused or abandoned run over and goes on with it; asks what waits, or raises the cap.
import { findRun } from "../findRun";
import { refuse } from "../host";
import { openEngine } from "../openEngine";
import { resumeRun } from "../resumeRun";
import { drivingOptions, readApproved, readBudget } from "../runFlags";
import type { Verb } from "../verb";

export const resume: Verb = {
  name: "resume",
  about: "go on with a run that paused or was cut off",
  takes: "[run]",
  most: 1,
  options: [{ name: "budget", value: "dollars", about: "raise the run's budget to this" }, ...drivingOptions],
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
    return resumeRun(host, {
      run: found.value,
      approved: approved.value,
      budget: budget.value,
      json: input.has("json"),
      requireVerified: input.has("require-verified"),
    });
  },
};
