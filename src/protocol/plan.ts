// The planner's typed output. The accepted plan is the graph of the run.
import * as z from "zod";
import { type Effort, efforts } from "./effort";

const criterionSchema = z.object({
  text: z.string().min(1).max(600),
  /** A check's id or a shell command whose exit code proves it. */
  check: z.string().max(400).optional(),
  /** Numbers before and after, where the task is about numbers. */
  before: z.string().max(120).optional(),
  after: z.string().max(120).optional(),
});

/** A step as a model writes it. */
export const stepSchema = z.object({
  title: z.string().min(1).max(160),
  role: z.string().max(40).default("coder"),
  kind: z.enum(["change", "verify"]).default("change"),
  instructions: z.string().min(1).max(8000),
  /** Numbers (from 1) of the steps this one needs. */
  after: z.array(z.number().int().min(1)).default([]),
  files: z.array(z.string().max(400)).default([]),
  criteria: z.array(criterionSchema).default([]),
});

/** As the model writes it: steps are numbered from 1 in the order given. */
export const planInputSchema = z.object({
  summary: z.string().min(1).max(2000),
  steps: z.array(stepSchema).min(1).max(30),
  risks: z.array(z.string().max(600)).default([]),
  /** Tests or public contracts that are meant to change, with the reason. */
  contract_changes: z.array(z.object({ path: z.string().max(400), why: z.string().max(600) })).default([]),
});

const sessionStepSchema = stepSchema.extend({
  /** Beside the others: who is expected to take longest begins first. */
  effort: z.enum(efforts).optional(),
});

/** The same for the agents of a session, which work at the same time. */
export const sessionPlanInputSchema = planInputSchema.extend({
  steps: z.array(sessionStepSchema).min(1).max(30),
});
export type PlanInput = z.infer<typeof sessionPlanInputSchema>;

export interface Criterion {
  text: string;
  check?: string;
  before?: string;
  after?: string;
}

export interface PlanStep {
  id: string;
  title: string;
  role: string;
  /** One of the run's sealed models, chosen by a person for this step; absent: the role's own. */
  model?: string;
  /** A `verify` step is settled by the engine, without a model if green. */
  kind: "change" | "verify";
  instructions: string;
  /** Step ids this one waits for. */
  after: string[];
  files: string[];
  criteria: Criterion[];
  /** How long it is expected to take; given in sessions, where it says who begins first. */
  effort?: Effort;
  /** Name of the agent that carries it out; set in sessions. */
  agent?: string;
  /** Relative folder that is its working directory and the only place it may write; set in sessions. */
  directory?: string;
}

export interface Plan {
  summary: string;
  steps: PlanStep[];
  risks: string[];
  contractChanges: { path: string; why: string }[];
}

function clean(criterion: z.infer<typeof criterionSchema>): Criterion {
  const { text, check, before, after } = criterion;
  return {
    text,
    ...(check ? { check } : {}),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/**
 * Numbers become ids `s<first>` …; the result is checked for unknown and circular dependencies.
 * @param first number of the first step: a re-plan goes on where the last plan ended.
 * @returns the plan, or one sentence for the model that says what is wrong.
 */
export function toPlan(input: PlanInput, first = 1): Plan | string {
  const id = (number: number) => `s${first + number - 1}`;
  for (const [index, step] of input.steps.entries()) {
    for (const needed of step.after) {
      if (needed > input.steps.length)
        return `step ${index + 1} waits for step ${needed}, which does not exist`;
    }
  }
  const steps = input.steps.map(
    (step, index): PlanStep => ({
      id: id(index + 1),
      title: step.title,
      role: step.role,
      kind: step.kind,
      instructions: step.instructions,
      after: [...new Set(step.after)].map(id),
      files: step.files,
      criteria: step.criteria.map(clean),
      ...(step.effort === undefined ? {} : { effort: step.effort }),
    }),
  );
  const circle = circularStep(steps);
  if (circle) return `step ${circle} waits for itself through its dependencies`;
  return {
    summary: input.summary,
    steps,
    risks: input.risks,
    contractChanges: input.contract_changes,
  };
}

/** The first step that can never start, by Kahn's algorithm; undefined where there is none. */
export function circularStep(steps: Pick<PlanStep, "id" | "after">[]): string | undefined {
  const open = new Map(steps.map((step) => [step.id, new Set(step.after)]));
  for (let found = true; found; ) {
    found = false;
    for (const [id, needs] of open) {
      if (needs.size > 0) continue;
      open.delete(id);
      for (const others of open.values()) others.delete(id);
      found = true;
    }
  }
  return open.keys().next().value;
}
