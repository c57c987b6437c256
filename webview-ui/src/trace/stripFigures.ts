// What the strip of time shows: spans of work in three lanes, and marks at iterations and verifications. Pure.
import type { RunView } from "../../../src/protocol/run";
import { type Lane, lanes } from "../../../src/protocol/settings";

export interface StripSpan {
  lane: Lane;
  /** Parts of the whole, 0 to 1. */
  from: number;
  to: number;
  open: boolean;
  failed: boolean;
}

export interface StripMark {
  kind: "iteration" | "verification";
  at: number;
  part: number;
  text: string;
  failed: boolean;
}

export interface Strip {
  from: number;
  to: number;
  spans: StripSpan[];
  marks: StripMark[];
}

/** Marks nearer to one another than this part of the whole are one; a failed one stays. */
const nearest = 1 / 60;
/** Spans nearer to one another than this part of the whole are drawn as one. */
const smallest = 1 / 600;

/** @param now by the host's clock. */
export function stripOf(view: RunView, now: number): Strip {
  const from = view.startedAt;
  const to = Math.max(view.status === "running" ? now : view.at, from + 1);
  const part = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));
  return { from, to, spans: spansOf(view, part, to), marks: marksOf(view, part) };
}

function spansOf(view: RunView, part: (at: number) => number, to: number): StripSpan[] {
  const last = new Map<Lane, StripSpan>();
  const spans: StripSpan[] = [];
  for (const id of view.taskOrder) {
    const task = view.tasks[id];
    if (task?.startedAt === undefined) continue;
    const open = task.endedAt === undefined && task.status === "running" && view.status === "running";
    const end = task.endedAt ?? (view.status === "running" ? to : view.at);
    const span = { from: part(task.startedAt), to: part(end), failed: task.status === "failed" };
    const before = last.get(task.lane);
    if (before && span.from - before.to < smallest && before.failed === span.failed) {
      before.to = Math.max(before.to, span.to);
      before.open ||= open;
      continue;
    }
    const made = { lane: task.lane, open, ...span };
    last.set(task.lane, made);
    spans.push(made);
  }
  return spans.sort((left, right) => lanes.indexOf(left.lane) - lanes.indexOf(right.lane));
}

function marksOf(view: RunView, part: (at: number) => number): StripMark[] {
  const marks: StripMark[] = [];
  const begun = new Set<number>();
  for (const id of view.taskOrder) {
    const task = view.tasks[id];
    if (!task || task.iteration === 0 || begun.has(task.iteration)) continue;
    begun.add(task.iteration);
    const [kind, at] = ["iteration" as const, task.createdAt];
    marks.push({ kind, at, part: part(at), text: `Iteration ${task.iteration}`, failed: false });
  }
  for (const { iteration, verdict, receipts } of view.verifications) {
    const at = receipts.at(-1)?.at;
    if (at === undefined) continue;
    const text = `Verification ${iteration}: ${verdict}`;
    marks.push({ kind: "verification", at, part: part(at), text, failed: verdict === "red" });
  }
  return thinned(marks.sort((left, right) => left.at - right.at));
}

/** Of marks on one spot only the weightiest is kept: a long run would be nothing but marks. */
function thinned(marks: StripMark[]): StripMark[] {
  const kept: StripMark[] = [];
  const last: Record<StripMark["kind"], number> = { iteration: -1, verification: -1 };
  for (const mark of marks) {
    const before = kept[last[mark.kind]];
    if (!before || mark.part - before.part >= nearest) {
      last[mark.kind] = kept.length;
      kept.push(mark);
    } else if (mark.failed && !before.failed) kept[last[mark.kind]] = mark;
  }
  return kept;
}
