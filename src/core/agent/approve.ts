// Asks for an approval once: settled by the sealed rules where they say so, else by a person.
// After a restart the same question is found again by its id and hash, never asked twice.
import { createHash } from "node:crypto";
import type { Approval, ApprovalAnswer, ApprovalKind } from "../../protocol/approval";
import type { ApprovalSubject } from "../../protocol/approvalSubject";
import type { Hash } from "../../protocol/ids";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { withdrawal } from "../../protocol/withdrawal";
import { approvalPolicy } from "../policy/approvalPolicy";
import { type AskedFor, approveFor, isAskedNarrowly } from "../policy/approveRule";
import { findRole, rolesOf } from "../roles/index";
import type { TaskHost } from "./taskHost";

export interface Question {
  kind: ApprovalKind;
  /** What makes the id unique together with the kind: a tool call or a step. */
  about: string;
  title: string;
  detail: string;
  /** The exact action, as text that is hashed. */
  action: string;
  task?: TaskView;
  /** The step it is about, where that has no task yet. */
  step?: string;
  toolCall?: string;
  options?: string[];
  subject?: ApprovalSubject;
}

/** The approval of a question, bound to the hash of its action. */
export function approvalOf(question: Question): Approval {
  const { kind, about, title, detail, action, task, toolCall, options, subject } = question;
  const step = task?.step ?? question.step;
  return {
    id: `${kind}:${about}`,
    kind,
    title,
    detail,
    hash: hashAction(kind, action),
    ...(task ? { task: task.task } : {}),
    ...(step ? { step } : {}),
    ...(toolCall ? { toolCall } : {}),
    ...(options ? { options } : {}),
    ...(subject ? { subject } : {}),
  };
}

export function hashAction(kind: ApprovalKind, action: string): Hash {
  return createHash("sha256").update(`${kind}\n${action}`).digest("hex");
}

type ApprovalHost = Pick<TaskHost, "view" | "emit" | "decided"> & Partial<Pick<TaskHost, "emitUnsynced">>;

/**
 * @param about the task that the rules look at, where the approval does not say.
 * @returns the answer, from the sealed rules, from before a restart, or from a person.
 * @throws when the run is paused or stopped while it waits.
 */
export async function askApproval(
  host: ApprovalHost,
  asked: Approval,
  about: AskedFor | null = null,
): Promise<ApprovalAnswer> {
  const { approvals, settings, allowedForRun } = host.view();
  const { approval, stale } = freshApproval(asked, approvals);
  const known = approvals[approval.id];
  if (known?.answer) return known.answer;
  if (!known) {
    const changed = { kind: "engine", via: "the question changed" } as const;
    if (stale.length > 0) host.emit(...stale.map((old) => withdrawal(old, changed)));
    const { kind } = approval;
    const who = about ?? askedFor(approval, host.view());
    const approve = approveFor(settings, kind, who);
    const allowed = isAskedNarrowly(settings, kind, who) ? [] : allowedForRun;
    const byRule = !approval.mustAsk && approvalPolicy(kind, approve, allowed) === "auto";
    if (byRule) {
      const origin = {
        kind: "rule",
        via: allowed.includes(kind) ? "allowed for this run" : "settings",
      };
      const answer = { verdict: "approved", scope: "once", origin } as ApprovalAnswer;
      const { id, hash } = approval;
      // A rule answers again alike; what is done about it makes both durable.
      const emit = host.emitUnsynced ?? host.emit;
      emit({ type: "approval.asked", approval }, { type: "approval.given", approval: id, hash, answer });
      return answer;
    }
    host.emit({ type: "approval.asked", approval });
  }
  return host.decided(approval.id);
}

/** Whose question it is: of the task that would be made, else of the one that asks. */
function askedFor({ subject, task }: Approval, { tasks, settings }: RunView): AskedFor | null {
  if (subject?.kind === "subtask") {
    // A plan may name a role by a mode name; rules name it by its own.
    const role = findRole(subject.role, rolesOf(settings))?.name ?? subject.role;
    return { role, depth: subject.depth ?? 0 };
  }
  return (task && tasks[task]) || null;
}

/**
 * The same action finds its question again; another action under the same name is another question, and whoever
 * answered the old one would approve what is no longer asked.
 */
function freshApproval(asked: Approval, known: RunView["approvals"]) {
  const stale: Approval[] = [];
  let { id } = asked;
  for (let number = 2; ; number += 1) {
    const other = known[id];
    if (!other || other.hash === asked.hash) return { approval: { ...asked, id }, stale };
    if (!other.answer) stale.push(other);
    id = `${asked.id}:${number}`;
  }
}
