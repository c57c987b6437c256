// Folds events into the trace's items, in place. The host holds the whole; a pane holds pages and folds what follows,
// so that both are made by the same lines. An item that is not held is told as changed and never invented.
import type { FactOf, RunEvent } from "./event";
import { firstLine } from "./firstLine";
import type { TaskId } from "./ids";
import { textOf } from "./message";
import type { RunView } from "./run";
import { traceRow } from "./trace";
import { addCall, cardState, fresh, linkChild, newCard, originOf, settleCall } from "./traceCard";
import type { MarkKind, Trace, TraceCard, TraceItem, TraceMark, TraceSnapshot } from "./traceItem";
import { markKind, momentState, newMark, ownedBy, taskWords } from "./traceMark";

const headLength = 400;

/** A trace without events. */
export function emptyTrace(): Trace {
  return { seq: 0, total: 0, cards: 0, items: new Map(), open: {} };
}

/**
 * @param from first index to send; open items are always sent.
 */
export function snapshotTrace(trace: Trace, from: number): TraceSnapshot {
  const indices = new Set(Object.values(trace.open));
  for (let index = Math.max(0, from); index < trace.total; index += 1) indices.add(index);
  const items = [...indices]
    .sort((left, right) => left - right)
    .flatMap((index): [number, TraceItem][] => {
      const item = trace.items.get(index);
      return item ? [[index, item]] : [];
    });
  const { seq, total, cards, open } = trace;
  return { seq, total, cards, items, open: { ...open } };
}

export function traceOfSnapshot(snapshot: TraceSnapshot): Trace {
  const { seq, total, cards, items, open } = snapshot;
  return { seq, total, cards, items: new Map(items), open: { ...open } };
}

/**
 * Folds one event; one that was folded already changes nothing.
 * @param view the view after the same event was folded.
 * @returns indices of items that are new or changed.
 */
export function foldTrace(trace: Trace, view: RunView, event: RunEvent): number[] {
  if (event.seq <= trace.seq) return [];
  trace.seq = event.seq;
  return new TraceFold(trace, view, event).changed();
}

class TraceFold {
  private readonly touched: number[] = [];

  constructor(
    private readonly trace: Trace,
    private readonly view: RunView,
    private readonly event: RunEvent,
  ) {}

  changed(): number[] {
    if (!this.foldCard() && !this.foldMark()) this.foldRow();
    return this.touched;
  }

  /** Facts of turns and tool calls. */
  private foldCard(): boolean {
    const { fact } = this.event;
    switch (fact.type) {
      case "turn.started":
        return this.startTurn(fact);
      case "model.called":
        return this.onCard(fact.turn, (card) => {
          card.attempts = fact.attempt;
          card.reserved = fact.reserved;
          card.state = "running";
        });
      case "model.settled":
        return this.settleModel(fact);
      case "turn.retried":
        return this.onCard(fact.turn, (card) => {
          card.state = "waiting";
          card.failure = fact.failure;
        });
      case "message.added":
        return this.addText(fact);
      case "toolCall.intended":
        return this.onCard(fact.turn, (card) => addCall(card, fact));
      case "toolCall.settled":
        return this.onCard(fact.turn, (card) => settleCall(card, fact));
      case "turn.ended":
        return this.endTurn(fact);
      default:
        return false;
    }
  }

  private startTurn(fact: FactOf<"turn.started">): boolean {
    const task = this.view.tasks[fact.task];
    if (!task) return true;
    const known = this.trace.open[fact.turn];
    // A turn made again after a crash is the same card.
    if (known !== undefined)
      return this.onCard(fact.turn, (card) => {
        Object.assign(card, fresh(fact.model));
      });
    this.trace.cards += 1;
    this.endOpenCards(fact.task);
    this.trace.open[fact.turn] = this.add(newCard(this.event, fact, task, this.trace.cards));
    return true;
  }

  /** A card stays open until its task goes on, for its last calls are settled after the turn's end. */
  private endOpenCards(task: TaskId): void {
    for (const key of Object.keys(this.trace.open)) {
      if (key.startsWith(`${task}.`)) delete this.trace.open[key];
    }
  }

  private settleModel(fact: FactOf<"model.settled">): boolean {
    const turn = fact.modelCall.split("#", 1)[0] ?? "";
    return this.onCard(turn, (card) => {
      card.answeredBy = fact.answeredBy ?? card.answeredBy;
      card.usage = fact.usage ?? card.usage;
      card.micros += fact.micros;
      card.reserved = 0;
      card.firstMs = fact.firstMs;
      card.ms = (card.ms ?? 0) + fact.ms;
      card.stop = fact.stop;
      card.failure = fact.failure ?? null;
      card.state = fact.failure ? "failed" : "running";
    });
  }

  private addText(fact: FactOf<"message.added">): boolean {
    const { message, turn } = fact;
    if (message.role !== "assistant" || turn === null) return false;
    const text = "blob" in message ? message.head : textOf(message);
    return this.onCard(turn, (card) => {
      card.text = text.length > headLength ? `${text.slice(0, headLength - 1)}…` : text;
    });
  }

  private endTurn(fact: FactOf<"turn.ended">): boolean {
    return this.onCard(fact.turn, (card) => {
      card.stop = fact.stop;
      card.endedAt = this.event.at;
    });
  }

  /** Marks that are begun by one fact and ended by another. */
  private foldMark(): boolean {
    const { fact } = this.event;
    switch (fact.type) {
      case "task.created":
        return this.startTask(fact);
      case "task.ended":
        return this.endTask(fact);
      case "approval.asked":
        return this.startApproval(fact.approval.id);
      case "approval.given":
        return this.endApproval(fact.approval);
      case "verification.started":
        this.trace.open.verification = this.add(
          this.mark("verification", `verification ${fact.iteration}`, "running"),
        );
        return true;
      case "baseline.started":
        this.trace.open.verification = this.add(this.mark("verification", "baseline", "running"));
        return true;
      case "check.settled":
        return this.addCheck();
      case "verification.ended":
      case "baseline.measured":
        return this.endVerification();
      default:
        return false;
    }
  }

  private startTask(fact: FactOf<"task.created">): boolean {
    const at = this.view.steps.findIndex(({ id }) => id === fact.step);
    const step = this.view.steps[at];
    const after = step && step.after.length > 0 ? ` · after ${step.after.join(", ")}` : "";
    const text = step
      ? `Step ${at + 1} of ${this.view.steps.length}: ${step.title}${after}`
      : `${taskWords[fact.purpose] ?? "Task"}: ${firstLine(fact.title)}`;
    const mark = this.mark("task", text, "running");
    const { task, lane } = fact;
    const origin = originOf(fact.origin);
    if (origin?.turn) this.onCard(origin.turn, (card) => linkChild(card, origin.toolCall, fact));
    this.trace.open[`task:${task}`] = this.add({ ...mark, task, step: fact.step, lane });
    return true;
  }

  private endTask(fact: FactOf<"task.ended">): boolean {
    const key = `task:${fact.task}`;
    this.endOpenCards(fact.task);
    this.onMark(key, (mark) => {
      const row = traceRow(this.view, this.event);
      mark.state = fact.status === "done" ? "ok" : "failed";
      mark.figures = `${fact.status}${row?.figures ? ` · ${row.figures}` : ""}`;
      if (fact.failure) mark.lines.push({ text: fact.failure.message, state: "failed", figures: "" });
    });
    delete this.trace.open[key];
    return true;
  }

  private startApproval(id: string): boolean {
    const row = traceRow(this.view, this.event);
    if (!row) return true;
    const mark = this.mark("approval", row.text, "waiting");
    this.trace.open[`approval:${id}`] = this.add({ ...mark, ...ownedBy(this.view, this.event, row) });
    return true;
  }

  private endApproval(id: string): boolean {
    const key = `approval:${id}`;
    const row = traceRow(this.view, this.event);
    if (!row || this.trace.open[key] === undefined) return false;
    this.onMark(key, (mark) => {
      mark.state = row.state;
      mark.figures = row.text;
    });
    delete this.trace.open[key];
    return true;
  }

  private addCheck(): boolean {
    const row = traceRow(this.view, this.event);
    if (!row || this.trace.open.verification === undefined) return false;
    const { text, state, figures } = row;
    return this.onMark("verification", (mark) => {
      mark.lines.push({ text, state, figures });
    });
  }

  private endVerification(): boolean {
    const row = traceRow(this.view, this.event);
    if (!row || this.trace.open.verification === undefined) return false;
    this.onMark("verification", (mark) => {
      mark.text = row.text;
      mark.state = row.state;
      mark.figures = row.figures;
    });
    delete this.trace.open.verification;
    return true;
  }

  /** Everything else that the command line's `logs` shows as a line. */
  private foldRow(): void {
    const row = traceRow(this.view, this.event);
    if (!row || row.kind === "turn" || row.kind === "toolCall") return;
    const { text, figures } = row;
    const kind = markKind(this.event);
    const mark = this.mark(kind, text, momentState(kind, row.state));
    this.add({ ...mark, figures, ...ownedBy(this.view, this.event, row) });
  }

  private mark(mark: MarkKind, text: string, state: TraceMark["state"]): TraceMark {
    return newMark(this.event, mark, text, state);
  }

  private add(item: TraceItem): number {
    const index = this.trace.total;
    this.trace.items.set(index, item);
    this.trace.total += 1;
    this.touched.push(index);
    return index;
  }

  private onCard(turn: string, change: (card: TraceCard) => void): true {
    return this.onItem(turn, (item) => {
      if (item.kind !== "card") return;
      change(item);
      item.state = cardState(item);
    });
  }

  private onMark(key: string, change: (mark: TraceMark) => void): true {
    return this.onItem(key, (item) => {
      if (item.kind === "mark") change(item);
    });
  }

  /** A changed item is another object, so that a pane sees the change by identity. */
  private onItem(key: string, change: (item: TraceItem) => void): true {
    const index = this.trace.open[key];
    if (index === undefined) return true;
    const item = this.trace.items.get(index);
    this.touched.push(index);
    if (!item) return true;
    const copy: TraceItem =
      item.kind === "card" ? { ...item, calls: [...item.calls] } : { ...item, lines: [...item.lines] };
    change(copy);
    this.trace.items.set(index, copy);
    return true;
  }
}
