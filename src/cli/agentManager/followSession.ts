// Follows a session that another process drives: every fact with the view after it, until it rests, nobody drives it any
// more, the caller has seen enough, or the person breaks off.

import { isDriven } from "../../core/host/isDriven";
import type { RunEvent } from "../../protocol/event";
import type { Result } from "../../protocol/failure";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import type { Host } from "../host";
import type { EngineHandle } from "../openEngine";

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
  let last: Last = { seq: Number.POSITIVE_INFINITY, end: "gone" };
  const stop = (why: FollowEnd) => {
    if (controller.signal.aborted) return;
    end = why;
    controller.abort();
  };
  const forget = host.onInterrupt(() => stop("interrupted"));
  const fromOutside = () => stop("interrupted");
  signal?.addEventListener("abort", fromOutside, { once: true });
  const look = async () => {
    const found = await lastOf(handle, run);
    if (found === null) return;
    last = found;
    if ((view?.seq ?? 0) >= last.seq) stop(last.end);
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  const listener = (event: RunEvent) => {
    if (controller.signal.aborted) return;
    view = fold(view, event);
    take(event, view);
    if (event.seq < since) return;
    // A session that is gone on with rests until its driver says so.
    if (event.fact.type === "run.paused" || view.status === "ended") stop("rested");
    else if (enough?.(view)) stop("enough");
    else if (event.seq >= last.seq) stop(last.end);
  };
  const followed = await handle.engine.follow(run, 0, listener, controller.signal);
  clearInterval(timer);
  forget();
  signal?.removeEventListener("abort", fromOutside);
  return followed.ok ? { ok: true, value: { end, view } } : followed;
}

interface Last {
  seq: number;
  end: "gone" | "rested";
}

/** The last fact of a session that nobody drives, and whether it rests or was left; null where somebody drives it. */
async function lastOf(handle: EngineHandle, run: string): Promise<Last | null> {
  if (await isDriven(handle, run)) return null;
  // A driver says how the session stands before it gives the lock back.
  const view = await handle.engine.view(run);
  if (!view || (await isDriven(handle, run))) return null;
  return { seq: view.seq, end: view.status === "running" ? "gone" : "rested" };
}
