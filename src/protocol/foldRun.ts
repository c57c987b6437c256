// The fold of the run itself: its route, plan, approvals and cap.
import type { FactType, FoldTable } from "./event";
import { foldAgents } from "./foldSession";
import { ownNamed, setNamed } from "./ownNamed";

const nothing = () => {};

export const runFolds = {
  "run.routed": (view, { type: _, ...route }) => {
    view.route = route;
  },
  "run.paused": (view, fact) => {
    view.status = "paused";
    view.pause = { reason: fact.reason, message: fact.message };
  },
  "run.resumed": (view) => {
    view.status = "running";
    view.pause = null;
    view.stopRequested = false;
    // Each tries anew, and has its place until its provider refuses it once more.
    for (const task of Object.values(view.tasks)) delete task.unserved;
  },
  "run.stopRequested": (view) => {
    view.stopRequested = true;
  },
  "run.ended": (view, fact, at) => {
    view.status = "ended";
    view.pause = null;
    view.outcome = fact.outcome;
    view.verified = fact.verified;
    view.summary = fact.summary;
    view.endedAt = at;
  },
  "run.undone": (view, fact) => {
    view.undone = true;
    for (const effect of fact.restored) {
      const file = ownNamed(view.files, effect.path);
      if (file) file.after = effect.after;
    }
  },
  // It changed nothing; its sender reads why.
  "command.refused": () => {},
  "notice.given": (view, fact) => {
    view.notices.push(fact.text);
  },
  "budget.raised": (view, fact) => {
    view.settings.capMicros = fact.to;
    const purse = view.purses.run;
    if (purse) purse.cap += fact.to - fact.from;
  },
  "purse.opened": (view, fact) => {
    const parent = fact.parent === null ? {} : { parent: fact.parent };
    view.purses[fact.purse] = { cap: fact.cap, spent: 0, reserved: 0, ...parent };
  },
  "plan.accepted": (view, fact) => {
    view.plan = fact.plan;
    view.plans += 1;
    // A re-plan replaces what had not been done; steps that ended keep their place in the history.
    for (const step of view.steps) if (step.status === "waiting") step.status = "dropped";
    for (const step of fact.plan.steps) view.steps.push({ ...step, status: "waiting" });
    foldAgents(view, fact.plan);
  },
  "plan.updated": (view, fact) => {
    view.plan = fact.plan;
    const planned = new Map(fact.plan.steps.map((step) => [step.id, step]));
    // Only what has not begun can change; a step that is no longer planned is dropped, never forgotten.
    for (const step of view.steps) {
      const next = planned.get(step.id);
      if (step.status === "waiting" && next) Object.assign(step, next);
      else if (step.status === "waiting") {
        step.status = "dropped";
        step.evidence = fact.reason;
      }
      planned.delete(step.id);
    }
    for (const step of planned.values()) view.steps.push({ ...step, status: "waiting" });
    foldAgents(view, fact.plan);
  },
  "step.settled": (view, fact) => {
    const step = view.steps.find((candidate) => candidate.id === fact.step);
    if (!step) return;
    step.status = fact.status;
    step.evidence = fact.evidence;
    if (fact.result) step.result = fact.result;
  },
  "approval.asked": (view, { approval }, at) => {
    view.approvals[approval.id] = { ...approval, askedAt: at };
  },
  "approval.given": (view, fact) => {
    const approval = view.approvals[fact.approval];
    // Answered once, used once: a second answer, or one to another action, changes nothing.
    if (!approval || approval.answer || approval.hash !== fact.hash) return;
    approval.answer = fact.answer;
    if (fact.answer.scope !== "run" || fact.answer.verdict !== "approved") return;
    // Whoever allows the network for the run has not allowed all its commands.
    if (approval.subject?.kind === "command" && approval.subject.network) return;
    if (!view.allowedForRun.includes(approval.kind)) view.allowedForRun.push(approval.kind);
  },
  "plan.submitted": nothing,
  "writer.changed": nothing,
  "timer.set": nothing,
  "timer.fired": nothing,
  "server.started": (view, { server, count }) => {
    setNamed(view.servers, server, { tools: count, stopped: null });
  },
  "server.stopped": (view, { server, why }) => {
    const known = ownNamed(view.servers, server);
    if (known) known.stopped = why;
  },
  "artifact.published": (view, { name, hash, body, step, task, kind, summary }) => {
    const bytes = "bytes" in body ? body.bytes : body.text.length;
    const looked = { ...(kind === undefined ? {} : { kind }), ...(summary === undefined ? {} : { summary }) };
    setNamed(view.artifacts, name, { hash, bytes, step, task, ...looked });
  },
} satisfies Partial<FoldTable<FactType>>;
