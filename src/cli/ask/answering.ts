// Answers a run's open questions one after another: by what the person said beforehand, else by asking.
// Only ever speaks for the person who started this process; a question nobody answers pauses the run.
import type { Engine } from "../../core/engine";
import { planRoles } from "../../core/roles/index";
import type { ApprovalKind, ApprovalView, Origin } from "../../protocol/approval";
import type { RunCommand } from "../../protocol/command";
import type { RunView } from "../../protocol/run";
import { askApproval } from "./askApproval";
import { planOf } from "./planOf";
import type { Prompter } from "./prompter";

export interface Answering {
  engine: Engine;
  run: string;
  origin: Origin;
  /** Null where nobody can be asked. */
  prompter: Prompter | null;
  /** Kinds the person approves beforehand, for a run whose own settings are sealed. */
  approved: readonly ApprovalKind[];
  say(text: string): void;
  /** Leaves the terminal to a question, and takes it back. */
  pauseDisplay(): void;
  resumeDisplay(): void;
  /** The person broke a question off. */
  brokenOff(): void;
}

/** What is sent where a question is open and nobody can be asked. */
const unanswered: RunCommand = { type: "run.pause", because: "unanswered" };

export interface Questions {
  /** An approval may wait for an answer now. Telling the same one twice does no harm. */
  ask(approval: ApprovalView): void;
  /** It was answered, here or elsewhere. */
  answered(approval: string): void;
  /** No more questions. */
  end(): void;
}

export function createQuestions(answering: Answering): Questions {
  const asked = new Set<string>();
  const open = new Map<string, AbortController>();
  let asking: Promise<void> = Promise.resolve();
  let over = false;

  return {
    ask(approval) {
      if (over || approval.answer || asked.has(approval.id)) return;
      asked.add(approval.id);
      const controller = new AbortController();
      open.set(approval.id, controller);
      asking = asking
        .then(() => settle(answering, approval, controller.signal))
        .catch(async (thrown: unknown) => {
          // A question that cannot be asked must not leave the run waiting for ever.
          answering.say(thrown instanceof Error ? thrown.message : String(thrown));
          await answering.engine.send(answering.run, unanswered, answering.origin);
        });
    },
    answered(approval) {
      open.get(approval)?.abort();
      open.delete(approval);
    },
    end() {
      over = true;
      for (const controller of open.values()) controller.abort();
    },
  };
}

/** Answers one approval, or pauses the run where nobody can; does nothing once the signal is aborted. */
async function settle(answering: Answering, approval: ApprovalView, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { engine, run, origin, prompter, say } = answering;
  const send = async (command: RunCommand) => {
    const reply = await engine.send(run, command, origin);
    if (!reply.ok) say(reply.failure.message);
  };
  const beforehand = answering.approved.includes(approval.kind) && !approval.mustAsk;
  if (beforehand) return send(approved(approval));
  if (!prompter) {
    // Nobody is asked for money here: without more of it the run rests at its cap, which a script can tell from a question.
    return approval.kind === "budget" ? undefined : send(unanswered);
  }
  answering.pauseDisplay();
  try {
    const view = await engine.view(run);
    const asking = approval.kind === "plan" ? await planAsked(engine, run, approval, view) : {};
    const answer = await askApproval(approval, { prompter, signal, view, ...asking });
    if (signal.aborted) return;
    if (answer) await send(answer);
    else answering.brokenOff();
  } finally {
    answering.resumeDisplay();
  }
}

/** What a person needs to change a plan, not only to take it. */
async function planAsked(engine: Engine, run: string, approval: ApprovalView, view: RunView | null) {
  const plan = await planOf(engine, run, approval);
  return { plan, roles: planRoles(view?.settings.models ?? {}) };
}

function approved({ id, hash }: ApprovalView): RunCommand {
  return { type: "approval.give", approval: id, hash, verdict: "approved", scope: "once" };
}
