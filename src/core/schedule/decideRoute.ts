// Which way a run goes that was not routed when it began: the router model is asked once, and its one word holds; whatever
// else it says, the rules decide. Pure, like decide.ts.
import { clause } from "../../protocol/clause";
import type { RunView } from "../../protocol/run";
import type { RunSettings } from "../../protocol/settings";
import type { TaskView } from "../../protocol/task";
import { isOpen } from "../../protocol/taskTree";
import { findRole, rolesOf } from "../roles/index";
import { router } from "../roles/router";
import { type Decision, type RouteDecision, route } from "../routing/route";
import type { Action } from "./action";
import { tasksOf } from "./tasks";

/** Whether the run is routed by the configured model: only where the rules say that they are unsure. */
export function asksRouter(settings: RunSettings, { unsure }: Pick<RouteDecision, "unsure">): boolean {
  // A person's own role of that name has its model for itself.
  const isTaken = findRole(router.name, rolesOf(settings)) !== undefined;
  return unsure !== null && settings.models[router.name] !== undefined && !isTaken;
}

/** The task of the router, then the decision. */
export function decideRoute(view: RunView): Action[] {
  const { settings, prompt, chosenRole } = view;
  const { enabled, threshold } = settings;
  const ruled = route(prompt, { enabled, threshold, ...(chosenRole ? { role: chosenRole } : {}) });
  const { decision, estimatedLines, reasons, forced } = ruled;
  const byRules: Action = { kind: "route", decision, estimatedLines, reasons, forced };
  if (!asksRouter(settings, ruled)) return [byRules];
  const task = tasksOf(view, "route")[0];
  if (!task) {
    const spec = { purpose: "route", role: router.name, title: "which way", origin: "route" } as const;
    return [{ kind: "createTask", spec: { ...spec, step: null, iteration: 0 } }];
  }
  if (isOpen(task)) return [{ kind: "runTask", task: task.task }];
  const word = wordOf(task);
  const unsure = `the rules were unsure: ${ruled.unsure}`;
  if (word === null)
    return [{ ...byRules, reasons: [`${saidInstead(task)}, so the rules decide`, ...reasons] }];
  const others = reasons.filter((reason) => reason !== ruled.unsure);
  const said = [`the router model said ${word}`, unsure, ...others];
  return [{ kind: "route", decision: word, estimatedLines, reasons: said, forced: "router" }];
}

/** One of the three words, whatever marks stand around it; null for anything else. */
function wordOf({ status, result }: TaskView): Decision | null {
  const text = status === "done" ? (result?.text ?? "") : "";
  const found = /^[\s"'`*_]*(orchestrate|single|chat)[\s"'`*_.!]*$/i.exec(text)?.[1];
  return (found?.toLowerCase() as Decision | undefined) ?? null;
}

function saidInstead({ status, result, failure }: TaskView): string {
  if (status !== "done")
    return `the router model gave no answer (${clause(failure?.message ?? "cancelled")})`;
  const said = (result?.text ?? "").replace(/\s+/g, " ").trim();
  return `the router model said none of the three words ("${said.length > 60 ? `${said.slice(0, 59)}…` : said}")`;
}
