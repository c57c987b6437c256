// Follows one run from its log, fact by fact, and shows its pieces in order until it ends, pauses or nobody listens.
// Reads only; what it shows is what any other view of the run shows.
import type { Engine } from "../../core/engine";
import type { RunEvent } from "../../protocol/event";
import { type Failure, failure, toFailure } from "../../protocol/failure";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import type { ChatPiece } from "./chatPiece";
import { chatPieces, waitingPieces } from "./chatPieces";

export interface Following {
  engine: Engine;
  run: string;
  /** `start`: every fact of the run. `now`: what waits now, and what follows. */
  from: "start" | "now";
  /** Aborted when nobody listens any more. */
  signal: AbortSignal;
  show(piece: ChatPiece, view: RunView): Promise<void>;
}

export type Followed =
  | { kind: "ended" | "paused" | "left"; view: RunView | null }
  | { kind: "failed"; failure: Failure };

/** Resolves when the run has ended or paused, or with the signal. */
export async function followRun(following: Following): Promise<Followed> {
  const { engine, run, from, signal } = following;
  const over = new AbortController();
  const leave = () => over.abort();
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  try {
    const joined = from === "now" ? await engine.view(run) : null;
    const teller = new Teller(following, joined, leave);
    if (joined) teller.show(waitingPieces(joined));
    if (joined && joined.status !== "running") leave();
    // A driver that broke says nothing more; what it said last is told in the next turn of the loop.
    void engine.settled(run).then((end) => end && setImmediate(() => setImmediate(leave)));
    const reply = await engine.follow(run, joined?.seq ?? 0, (event) => teller.take(event), over.signal);
    if (!reply.ok) return { kind: "failed", failure: reply.failure };
    const view = await teller.told();
    if (signal.aborted) return { kind: "left", view };
    if (view?.status === "ended" || view?.status === "paused") return { kind: view.status, view };
    return {
      kind: "failed",
      failure: failure("internal", `The run ${run} was cut off; resume it to go on.`),
    };
  } catch (thrown) {
    return { kind: "failed", failure: toFailure(thrown) };
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** Folds facts as they come, those of one moment together, and shows their pieces one after another. */
class Teller {
  private fresh: RunEvent[] = [];
  private shown: Promise<void> = Promise.resolve();
  private trouble: unknown = null;

  constructor(
    private readonly following: Following,
    private view: RunView | null,
    private readonly leave: () => void,
  ) {}

  take(event: RunEvent): void {
    if (this.fresh.push(event) === 1) queueMicrotask(() => this.flush());
  }

  show(pieces: ChatPiece[]): void {
    const { view } = this;
    if (!view || pieces.length === 0) return;
    this.shown = this.shown.then(async () => {
      for (const piece of pieces) await this.following.show(piece, view);
    });
    // Told by `told`.
    this.shown.catch(() => undefined);
  }

  /** When everything that was taken is shown. @throws what showing it threw. */
  async told(): Promise<RunView | null> {
    await this.shown;
    if (this.trouble !== null) throw this.trouble;
    return this.view;
  }

  private flush(): void {
    const events = this.fresh;
    this.fresh = [];
    try {
      for (const event of events) this.view = fold(this.view, event);
      if (!this.view) return;
      this.show(chatPieces(this.view, events));
      if (this.view.status !== "running") this.leave();
    } catch (thrown) {
      this.trouble = thrown;
      this.leave();
    }
  }
}
