// Reads a run's log for its line in the list: only the few facts a line needs are parsed, the others are passed over by
// their first bytes. Reads in pieces, so that other work goes on between them; writes nothing, checks no sums.
import { open } from "node:fs/promises";
import type { Fact } from "../../protocol/event";
import type { RunSummary } from "../../protocol/wire";
import { shortPrompt } from "./summaryOf";

/** A line of the list without who drives the run: that is told by its lock, not by its log. */
export type Skimmed = Omit<RunSummary, "driver">;

const pieceBytes = 1 << 20;
const newline = 10;
/** Where a line's kind stands: behind a stamp of at most this many bytes. */
const stampBytes = 160;

/** @returns null where nothing was recorded. */
export async function skimLog(path: string): Promise<Skimmed | null> {
  const skim = new Skim();
  const file = await open(path, "r");
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const { bytesRead } = await file.read(piece, 0, pieceBytes, null);
      if (bytesRead === 0) return skim.line();
      const bytes = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
      rest = bytes.subarray(takeLines(bytes, skim));
    }
  } finally {
    await file.close();
  }
}

/** @returns where the first line begins that is not whole yet. */
function takeLines(bytes: Buffer, skim: Skim): number {
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    const stamp = bytes.toString("latin1", start, Math.min(end, start + stampBytes));
    const kind = /"fact":\{"type":"([^"]+)"/.exec(stamp)?.[1];
    // A line of another form is parsed whole to be sure.
    if (kind === undefined || kinds.has(kind)) skim.take(bytes.toString("utf8", start, end));
    start = end + 1;
  }
  return start;
}

const kinds = new Set<string>([
  "run.started",
  "run.routed",
  "run.paused",
  "run.resumed",
  "run.ended",
  "run.undone",
  "session.undone",
  "budget.raised",
  "model.settled",
  "approval.asked",
  "approval.given",
] satisfies Fact["type"][]);

class Skim {
  private readonly asked = new Map<string, string>();
  private found: Skimmed | null = null;
  private epoch = 0;

  line(): Skimmed | null {
    if (!this.found) return null;
    return { ...this.found, waiting: this.found.status === "ended" ? 0 : this.asked.size };
  }

  take(text: string): void {
    let line: { epoch?: number; at?: number; fact?: Fact };
    try {
      line = JSON.parse(text);
    } catch {
      return;
    }
    const { epoch = 0, at = 0, fact } = line;
    // A stale writer's line after a take-over counts for nothing.
    if (!fact || epoch < this.epoch) return;
    this.epoch = epoch;
    if (fact.type === "run.started") this.found ??= lineOf(fact, at);
    else if (this.found) this.change(this.found, fact, at);
  }

  private change(line: Skimmed, fact: Fact, at: number): void {
    switch (fact.type) {
      case "run.routed":
        line.decision = fact.decision;
        return;
      case "run.paused":
        Object.assign(line, { status: "paused", pause: fact.message });
        return;
      case "run.resumed":
        Object.assign(line, { status: "running", pause: null });
        return;
      case "run.ended": {
        const { outcome, verified } = fact;
        Object.assign(line, { status: "ended", pause: null, outcome, verified, endedAt: at });
        return;
      }
      case "run.undone":
      case "session.undone":
        line.undone = true;
        return;
      case "budget.raised":
        line.capMicros = fact.to;
        return;
      case "model.settled":
        line.micros += fact.micros;
        return;
      case "approval.asked":
        this.asked.set(fact.approval.id, fact.approval.hash);
        return;
      case "approval.given":
        if (this.asked.get(fact.approval) === fact.hash) this.asked.delete(fact.approval);
    }
  }
}

function lineOf(fact: Extract<Fact, { type: "run.started" }>, at: number): Skimmed {
  return {
    run: fact.run,
    folder: fact.folder,
    prompt: shortPrompt(fact.prompt),
    decision: null,
    status: "running",
    outcome: null,
    verified: false,
    undone: false,
    pause: null,
    micros: 0,
    capMicros: fact.settings.capMicros,
    waiting: 0,
    startedAt: at,
    endedAt: null,
  };
}
