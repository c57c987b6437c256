// A run's audit: every command, write, answer and use of the network with who allowed it and why, in the order of the
// log. A fold of the facts and nothing else, so it says the same wherever it is read. Plain data, no words for a screen.
import type { ApprovalAnswer } from "./approval";
import type { CheckReceipt } from "./check";
import type { Fact, FactOf, FileEffect, RunEvent } from "./event";

export type AuditKind = "command" | "write" | "approval" | "network" | "refused" | "restore";

export interface AuditRow {
  seq: number;
  at: number;
  kind: AuditKind;
  /** The task that did it; null where the engine or a person did. */
  task: string | null;
  /** The line, the path, the question, the model. */
  what: string;
  /** Exit code, hashes, verdict: how it came out; empty where the log ends before. */
  outcome: string;
  /** The policy's reason, or a person's words. */
  why: string;
  /** `rule`, or whoever answered. */
  by: string;
  /** Of what was shown to whoever answered; null where nobody was asked. */
  hash: string | null;
}

type Intent = FactOf<"toolCall.intended">;

/** @param events of one run from its first, in order. */
export function auditRows(events: readonly RunEvent[]): AuditRow[] {
  const audit = new Audit();
  for (const event of events) audit.take(event);
  return audit.rows;
}

class Audit {
  readonly rows: AuditRow[] = [];
  private readonly calls = new Map<string, { row: AuditRow; intent: Intent }>();
  private readonly models = new Map<string, AuditRow>();
  private readonly modelOfTurn = new Map<string, string>();
  private readonly asked = new Map<string, { title: string; task: string | null }>();
  /** Who answered, by the hash of what was shown. */
  private readonly answers = new Map<string, string>();
  /** Runs of checks that have their row: the baseline tells once more what was told as each of them ended. */
  private readonly checked = new Set<string>();

  take(event: RunEvent): void {
    const { fact } = event;
    if (fact.type === "toolCall.intended") this.intended(event, fact);
    else if (fact.type === "toolCall.settled") this.settled(event, fact);
    else if (fact.type === "approval.asked") {
      const { id, title, task = null } = fact.approval;
      this.asked.set(id, { title, task });
    } else if (fact.type === "approval.given") this.given(event, fact);
    else if (fact.type === "turn.started") this.modelOfTurn.set(fact.turn, fact.model);
    else if (fact.type === "model.called") this.called(event, fact);
    else if (fact.type === "model.settled") this.answered(fact);
    else this.engine(event, fact);
  }

  private add(event: RunEvent, row: Pick<AuditRow, "kind" | "what"> & Partial<AuditRow>): AuditRow {
    const whole = {
      seq: event.seq,
      at: event.at,
      task: null,
      outcome: "",
      why: "",
      by: "engine",
      hash: null,
      ...row,
    };
    this.rows.push(whole);
    return whole;
  }

  private intended(event: RunEvent, intent: Intent): void {
    const { task, effect, verdict, reason: why, approvalHash: hash } = intent;
    const by = hash === null ? "rule" : (this.answers.get(hash) ?? "person");
    const common = { task, why, by, hash };
    if (verdict === "deny") {
      this.add(event, {
        ...common,
        kind: "refused",
        what: `${intent.name} ${intent.targets.join(" ")}`.trim(),
      });
    } else if (effect === "command" || effect === "check") {
      const row = this.add(event, { ...common, kind: "command", what: intent.targets.join(" ") });
      this.calls.set(intent.toolCall, { row, intent });
    } else if (effect === "write") {
      for (const write of intent.writes) this.add(event, { ...common, kind: "write", ...ofEffect(write) });
    }
  }

  private settled(event: RunEvent, fact: FactOf<"toolCall.settled">): void {
    const call = this.calls.get(fact.toolCall);
    if (call) call.row.outcome = fact.exitCode === null ? fact.outcome : `exit ${fact.exitCode}`;
    const { task } = fact;
    const why = call ? `by ${call.row.what}` : "found after the call";
    for (const effect of fact.touched)
      this.add(event, { kind: "write", task, why, by: "command", ...ofEffect(effect) });
  }

  private given(event: RunEvent, { approval, hash, answer }: FactOf<"approval.given">): void {
    const by = nameOf(answer);
    this.answers.set(hash, by);
    const question = this.asked.get(approval);
    const outcome = answer.scope === "run" ? `${answer.verdict} for the run` : answer.verdict;
    const why = answer.comment ?? "";
    const what = question?.title ?? approval;
    this.add(event, { kind: "approval", task: question?.task ?? null, what, outcome, why, by, hash });
  }

  private called(event: RunEvent, { modelCall, task, turn }: FactOf<"model.called">): void {
    const what = this.modelOfTurn.get(turn) ?? "a model";
    this.models.set(
      modelCall,
      this.add(event, { kind: "network", task, what, why: "a turn of its task", by: "settings" }),
    );
  }

  private answered(fact: FactOf<"model.settled">): void {
    const row = this.models.get(fact.modelCall);
    if (row) row.outcome = fact.failure ? fact.failure.code : (fact.stop ?? "settled");
  }

  private engine(event: RunEvent, fact: Fact): void {
    if (fact.type === "baseline.measured") for (const receipt of fact.receipts) this.check(event, receipt);
    else if (fact.type === "check.settled") this.check(event, fact.receipt);
    else if (fact.type === "tree.restored" || fact.type === "run.undone") {
      const why = fact.type === "run.undone" ? "undone" : fact.reason;
      const by = fact.type === "run.undone" ? `${fact.origin.kind} (${fact.origin.via})` : "engine";
      for (const effect of fact.restored) this.add(event, { kind: "restore", why, by, ...ofEffect(effect) });
    } else if (fact.type === "session.undone") {
      const by = `${fact.origin.kind} (${fact.origin.via})`;
      for (const what of fact.restored)
        this.add(event, { kind: "restore", what, outcome: "as before the merge", why: "undone", by });
    } else if (fact.type === "result.applied") {
      for (const what of fact.written)
        this.add(event, { kind: "write", what, outcome: "written", why: "the approved result" });
    } else if (fact.type === "server.started") {
      this.add(event, {
        kind: "command",
        what: `tool server ${fact.server}`,
        outcome: "started",
        why: "its exact command was approved",
      });
    } else if (fact.type === "pullRequest.opened") {
      this.add(event, { kind: "network", what: fact.url, outcome: "opened", why: "the push was approved" });
    } else if (fact.type === "command.refused") {
      const { command: what, failure, origin } = fact;
      this.add(event, { kind: "refused", what, why: failure.message, by: `${origin.kind} (${origin.via})` });
    }
  }

  private check(event: RunEvent, { check, at, command: what, exitCode, end }: CheckReceipt): void {
    const run = `${check} ${at}`;
    if (event.fact.type === "baseline.measured" && this.checked.has(run)) return;
    this.checked.add(run);
    const outcome = exitCode === null ? end : `exit ${exitCode}`;
    this.add(event, { kind: "command", what, outcome, why: "a check of the project" });
  }
}

function ofEffect({ path, before, after }: FileEffect): { what: string; outcome: string } {
  const short = (hash: string | null) => hash?.slice(0, 12) ?? "nothing";
  return { what: path, outcome: `${short(before)} -> ${short(after)}` };
}

function nameOf({ origin }: ApprovalAnswer): string {
  return origin.kind === "person"
    ? `person (${origin.via})`
    : origin.kind === "rule"
      ? `rule (${origin.via})`
      : "engine";
}
