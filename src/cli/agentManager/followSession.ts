// Follows a session that another process drives: every fact with the view after it, until it rests, nobody drives it any
// more, the caller has seen enough, or the person breaks off.
import type { RunEvent } from "../../protocol/event";
import type { Result } from "../../protocol/failure";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import type { Host } from "../host";
import type { EngineHandle } from "../openEngine";
import { isDriven } from "../tellRun";

export interface Following {
  host: Pick<Host, "onInterrupt">;
  handle: EngineHandle;
  run: string;
  /** A rest that came before this fact is history. */
  since: number;
  /** @param view as it is after the event; folded in place. */
  take(event: RunEvent, view: RunView): void;
  /** Whether the caller has seen enough; asked after each fact from `since` on. */
  enough?(view: RunView): boolean;
  /** Ends the following from outside. */
  signal?: AbortSignal;
}

export type FollowEnd = "rested" | "enough" | "gone" | "interrupted";

export interface Followed {
  end: FollowEnd;
  /** Null where no fact was there. */
  view: RunView | null;
}

/** How often it is looked whether somebody still drives the session, milliseconds. */
const lookEveryMs = 1_000;

export async function followSession(following: Following): Promise<Result<Followed>> {
  const { host, handle, run, since, take, enough, signal } = following;
  const controller = new AbortController();
  let end: FollowEnd = "interrupted";
  let view: RunView | null = null;
  // What a driver that is gone wrote is taken whole first.
  let whole = Number.POSITIVE_INFINITY;
  const stop = (why: FollowEnd) => {
    if (controller.signal.aborted) return;
    end = why;
    controller.abort();
  };
  const forget = host.onInterrupt(() => stop("interrupted"));
  const fromOutside = () => stop("interrupted");
  signal?.addEventListener("abort", fromOutside, { once: true });
  const look = async () => {
    const last = await abandonedAt(handle, run);
    if (last === null) return;
    whole = last;
    if ((view?.seq ?? 0) >= whole) stop("gone");
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  const listener = (event: RunEvent) => {
    if (controller.signal.aborted) return;
    view = fold(view, event);
    take(event, view);
    if (event.seq < since) return;
    if (view.status !== "running") stop("rested");
    else if (enough?.(view)) stop("enough");
    else if (event.seq >= whole) stop("gone");
  };
  const followed = await handle.engine.follow(run, 0, listener, controller.signal);
  clearInterval(timer);
  forget();
  signal?.removeEventListener("abort", fromOutside);
  return followed.ok ? { ok: true, value: { end, view } } : followed;
}

/** The last fact of a session that says it runs and that nobody drives; null where somebody does, or it rests. */
async function abandonedAt(handle: EngineHandle, run: string): Promise<number | null> {
  if (await isDriven(handle, run)) return null;
  // A driver says how the session stands before it gives the lock back.
  const view = await handle.engine.view(run);
  if (view?.status !== "running" || (await isDriven(handle, run))) return null;
  return view.seq;
}
