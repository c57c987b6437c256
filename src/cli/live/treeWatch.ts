// Shows the tree of a run as it changes: drawn anew in a terminal, printed again elsewhere when a fact has changed it.
// It follows a run that is driven somewhere, and ends when that rests or nobody drives it any more.

import { isDriven } from "../../core/host/isDriven";
import type { RunEvent } from "../../protocol/event";
import type { Result } from "../../protocol/failure";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import type { EngineHandle } from "../openEngine";
import { cutText } from "../text/textWidth";

export interface TreeWatchWishes {
  /** Sees each fact before the lines are made. @param view after the fact. */
  take?(event: RunEvent, view: RunView): void;
  lines(view: RunView, driven: boolean): string[];
  /** Whether a terminal shall be drawn over; else every change is printed. */
  redraw: boolean;
}

/** Ages of what goes on move on, and a driver may be gone: looked at this often, milliseconds. */
const lookEveryMs = 1_000;

/** @returns when the run rests, nobody drives it, or the person ends the watch. */
export async function followTree(
  host: Host,
  handle: EngineHandle,
  run: string,
  { lines, redraw, take }: TreeWatchWishes,
): Promise<Result<"over" | "interrupted">> {
  const controller = new AbortController();
  let end: "over" | "interrupted" = "over";
  const forget = host.onInterrupt(() => {
    end = "interrupted";
    controller.abort();
  });
  const draws = redraw && host.environment.outputIsTerminal && host.environment.variables.TERM !== "dumb";
  const show = draws ? drawer(host) : printer(host);
  const first = await handle.engine.view(run);
  let driven = await isDriven(handle, run);
  let view: RunView | null = null;
  let due: NodeJS.Immediate | null = null;
  const draw = () => {
    due = null;
    // What was there when the watch began is shown at once, not fact by fact.
    if (view && view.seq >= (first?.seq ?? 0)) show(lines(view, driven));
    if (!driven || view?.status !== "running") controller.abort();
  };
  const look = async () => {
    const was = driven;
    driven = await isDriven(handle, run);
    // What a driver wrote last is not to be missed.
    if (!driven) view = await handle.engine.view(run);
    if (view && (draws || driven !== was)) draw();
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  const followed = await handle.engine.follow(
    run,
    0,
    (event) => {
      view = fold(view, event);
      take?.(event, view);
      due ??= setImmediate(draw);
    },
    controller.signal,
  );
  clearInterval(timer);
  if (due) clearImmediate(due);
  forget();
  return followed.ok ? { ok: true, value: end } : followed;
}

/** @returns the exit code; ending the watch is no failure. */
export async function watchTree(
  host: Host,
  handle: EngineHandle,
  run: string,
  wishes: TreeWatchWishes,
): Promise<number> {
  const followed = await followTree(host, handle, run, wishes);
  return followed.ok ? exitCode.done : refuse(host, followed.failure);
}

/** Prints what differs from what was printed last. */
function printer(host: Pick<Host, "print">): (lines: string[]) => void {
  let last = "";
  return (lines) => {
    const text = lines.join("\n");
    if (text !== last) host.print(text);
    last = text;
  };
}

/** Of lines that are drawn over: the last column stays free, or some terminals would begin a line of their own. */
export function drawnWidth({ size }: Pick<Host, "size">): number {
  return (size()?.columns ?? 80) - 1;
}

/** Draws over what was drawn last; a tree that outgrows the terminal is cut below. */
function drawer(host: Pick<Host, "draw" | "size">): (lines: string[]) => void {
  let drawn = 0;
  return (lines) => {
    const [width, { rows }] = [drawnWidth(host), host.size() ?? { rows: 24 }];
    const room = Math.max(1, rows - 1);
    const kept =
      lines.length > room
        ? [...lines.slice(0, room - 1), `  … ${lines.length - room + 1} more lines`]
        : lines;
    // Up to where the last one began, and everything from there on gone.
    const back = drawn > 0 ? `\x1b[${drawn}A\r\x1b[J` : "";
    host.draw(`${back}${kept.map((line) => `${cutText(line, width)}\n`).join("")}`);
    drawn = kept.length;
  };
}
