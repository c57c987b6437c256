// Finds the plan that an approval is about, in the planner's own call. Null unless it is the very plan that was shown.
import { createHash } from "node:crypto";
import type { Engine } from "../../core/engine";
import type { Approval } from "../../protocol/approval";
import { toolCallsOf } from "../../protocol/message";
import { type Plan, planInputSchema, toPlan } from "../../protocol/plan";

/** The plan of a `plan` approval, checked against the approval's hash. */
export async function planOf(engine: Engine, run: string, approval: Approval): Promise<Plan | null> {
  const [task, turn, number] = (approval.toolCall ?? "").split(".");
  if (!task || !turn || !number) return null;
  const [reply, view] = await Promise.all([
    engine.ask(run, { type: "turn", turn: `${task}.${turn}` }),
    engine.view(run),
  ]);
  if (!reply.ok || reply.answer.type !== "turn" || !view) return null;
  const { response } = reply.answer.turn;
  if (response?.role !== "assistant") return null;
  const read = planInputSchema.safeParse(toolCallsOf(response)[Number(number) - 1]?.input);
  const plan = read.success ? toPlan(read.data, view.steps.length + 1) : null;
  if (plan === null || typeof plan === "string") return null;
  const hash = createHash("sha256")
    .update(`plan\n${JSON.stringify(plan)}`)
    .digest("hex");
  return hash === approval.hash ? plan : null;
}
