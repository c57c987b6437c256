// `logs [run]`: what happened, one line for each thing; with --follow as it happens, until the run rests.

import { kindOf } from "../../protocol/runKind";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { type Host, refuse } from "../host";
import { createJsonDisplay, createPlainDisplay } from "../live/plainDisplay";
import type { RunDisplay } from "../live/runDisplay";
import { type EngineHandle, openEngine } from "../openEngine";
import { nothingRecorded } from "../sayRest";
import { createPaint } from "../text/paint";
import { goOnLine } from "../text/runLine";
import type { Verb } from "../verb";

export const logs: Verb = {
  name: "logs",
  about: "what happened in a run, line by line",
  takes: "[run]",
  most: 1,
  options: [
    { name: "follow", about: "go on until the run has ended or paused, or nobody drives it any more" },
    { name: "json", about: "one fact per line as JSON" },
  ],
  async run(input, host) {
    const handle = openEngine(host);
    const found = await findRun(handle.engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const display = input.has("json")
      ? createJsonDisplay(host.print)
      : createPlainDisplay(host.print, createPaint(host.environment.colours));
    return follow(host, handle, found.value, display, input.has("follow"));
  },
};

/** How often a follower looks whether somebody still drives the run, milliseconds. */
const lookEveryMs = 1_000;

async function follow(
  host: Host,
  handle: EngineHandle,
  run: string,
  display: RunDisplay,
  on: boolean,
): Promise<number> {
  const { engine } = handle;
  const view = await engine.view(run);
  if (!view) return refuse(host, nothingRecorded(run));
  const resting = !on || view.status !== "running";
  const controller = new AbortController();
  const forget = host.onInterrupt(() => controller.abort());
  let shown = 0;
  // Where nobody drives the run any more, what it holds is shown whole first.
  let whole = Number.POSITIVE_INFINITY;
  const left = resting
    ? null
    : watchDriver(handle, run, (seq) => {
        whole = seq;
        if (shown >= whole) controller.abort();
      });
  const reply = await engine.follow(
    run,
    0,
    (event) => {
      display.event(event);
      shown = event.seq;
      const rests = event.fact.type === "run.ended" || event.fact.type === "run.paused";
      // What was there already is shown whole, even where the run had paused and gone on.
      if (event.seq >= whole || (event.seq >= view.seq && (resting || rests))) controller.abort();
    },
    controller.signal,
  );
  forget();
  left?.end();
  display.end();
  if (!reply.ok) return refuse(host, reply.failure);
  if (left?.isGone())
    host.say(`The ${kindOf(run)} ${run} was cut off: nobody drives it. Go on: ${goOnLine(run)}`);
  return exitCode.done;
}

/**
 * Calls back where a run says that it runs and nobody drives it: nothing more will come.
 * @param gone is told the last fact there is.
 */
function watchDriver({ engine, runs }: EngineHandle, run: string, gone: (seq: number) => void) {
  let isGone = false;
  const look = async () => {
    const store = await runs.find(run);
    const isDriven = async () => (await store?.writer()) != null;
    if (await isDriven()) return;
    // A driver says how the run stands before it gives the lock back.
    const view = await engine.view(run);
    if (view?.status !== "running" || (await isDriven())) return;
    isGone = true;
    gone(view.seq);
  };
  // A look that fails is made again.
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  void look().catch(() => undefined);
  return { end: () => clearInterval(timer), isGone: () => isGone };
}
