// What the scripted model of the demo knows: two tasks, each from its first request to its last, with token counts.
// A simulation of a model. What follows from its answers (files, git, tests, money) is real.
import type { ScriptReply, ScriptUsage } from "./modelServer/script";
import type { ScriptRule } from "./modelServer/scriptOf";
import { paginationPlan, stepTitles } from "./replies/paginationPlan";
import { paginationRepair } from "./replies/paginationRepair";
import { handlerStep, openapiStep, schemaStep } from "./replies/paginationSteps";
import { renamePlan, renameWork } from "./replies/rename";

/** The demo's tasks, word for word. */
export const demoPrompts = {
  pagination:
    "Add cursor pagination to the /api/users endpoint. Update the schema, the handler, and the OpenAPI spec. Make sure existing tests pass.",
  rename: "Rename userCount to activeUserCount across the project",
};

export interface DemoScript {
  name: keyof typeof demoPrompts;
  rules: ScriptRule[];
  /** Token counts of a planner that this run does without; for the estimate of what orchestration would have cost. */
  plannerUsage: ScriptUsage[];
}

/** Said where a person's choices lead away from the script. */
const lost: ScriptRule = {
  role: "*",
  replies: [
    { text: "I am a scripted model and have no answer to this. A real model would go on.", repeat: true },
  ],
};

/** The script for a prompt; null where there is none: the demo's model knows its two tasks only. */
export function scriptFor(prompt: string): DemoScript | null {
  const [, prefix, words = ""] = /^\s*(\/single|\/orchestrate)?\s*([\s\S]*)$/.exec(prompt) ?? [];
  if (/\bcursor pagination\b/i.test(words) && prefix !== "/single")
    return { name: "pagination", rules: paginationRules(), plannerUsage: [] };
  if (/\buserCount\b/.test(words) && /\bactiveUserCount\b/.test(words)) {
    const plannerUsage = prefix === "/orchestrate" ? [] : usages(renamePlan);
    return { name: "rename", rules: renameRules(), plannerUsage };
  }
  return null;
}

function paginationRules(): ScriptRule[] {
  // A coder's packet opens with "Step 2 of 4: <title>"; results of earlier steps are told as "s1 <title>: …".
  const step = (title: string, replies: ScriptReply[]) => ({ role: "coder", task: `: ${title}`, replies });
  return [
    { role: "planner", replies: paginationPlan },
    step(stepTitles.schema, schemaStep),
    step(stepTitles.handler, handlerStep),
    step(stepTitles.openapi, openapiStep),
    { role: "debugger", replies: paginationRepair },
    lost,
  ];
}

function renameRules(): ScriptRule[] {
  return [{ role: "planner", replies: renamePlan }, { role: "coder", replies: renameWork }, lost];
}

function usages(replies: ScriptReply[]): ScriptUsage[] {
  return replies.flatMap(({ usage }) => (usage === undefined || usage === "missing" ? [] : [usage]));
}
