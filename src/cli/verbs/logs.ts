// `logs [run]`: what happened, one line for each thing; with --follow as it happens, until the run rests.
import type { Engine } from "../../core/engine";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { type Host, refuse } from "../host";
import { createJsonDisplay, createPlainDisplay } from "../live/plainDisplay";
import type { RunDisplay } from "../live/runDisplay";
import { openEngine } from "../openEngine";
import { createPaint } from "../text/paint";
import type { Verb } from "../verb";

export const logs: Verb = {
  name: "logs",
  about: "what happened in a run, line by line",
  takes: "[run]",
  most: 1,
  options: [
    { name: "follow", about: "go on until the run has ended or paused" },
    { name: "json", about: "one fact per line as JSON" },
  ],
  async run(input, host) {
    const { engine } = openEngine(host);
    const found = await findRun(engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const display = input.has("json")
      ? createJsonDisplay(host.print)
      : createPlainDisplay(host.print, createPaint(host.environment.colours));
    return follow(host, engine, found.value, display, input.has("follow"));
  },
};

async function follow(
  host: Host,
  engine: Engine,
  run: string,
  display: RunDisplay,
  on: boolean,
): Promise<number> {
  const view = await engine.view(run);
  const last = view?.seq ?? 0;
  if (last === 0) return exitCode.done;
  const resting = view?.status !== "running";
  const controller = new AbortController();
  const forget = host.onInterrupt(() => controller.abort());
  const reply = await engine.follow(
    run,
    0,
    (event) => {
      display.event(event);
      const rests = event.fact.type === "run.ended" || event.fact.type === "run.paused";
      // What was there already is shown whole, even where the run had paused and gone on.
      if (event.seq >= last && (!on || resting || rests)) controller.abort();
    },
    controller.signal,
  );
  forget();
  display.end();
  return reply.ok ? exitCode.done : refuse(host, reply.failure);
}
