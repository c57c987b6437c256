// `status [run]`: how a run stands, as a tree.

import { isDriven } from "../../core/host/isDriven";
import { exitCode } from "../exitCode";
import { findRun } from "../findRun";
import { refuse } from "../host";
import { openEngine } from "../openEngine";
import { nothingRecorded } from "../sayRest";
import { statusLines } from "../text/statusLines";
import type { Verb } from "../verb";

export const status: Verb = {
  name: "status",
  about: "how a run stands: steps, tasks, money, what waits for you",
  takes: "[run]",
  most: 1,
  options: [{ name: "json", about: "the run's whole view as JSON" }],
  notes: [
    "A run is named by its id, the beginning of it, its last four letters, or `last`; without one the newest is meant.",
  ],
  async run(input, host) {
    const handle = openEngine(host);
    const { engine } = handle;
    const found = await findRun(engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const view = await engine.view(found.value);
    if (!view) return refuse(host, nothingRecorded(found.value));
    if (input.has("json")) host.print(JSON.stringify(view));
    else {
      const driven = view.status !== "running" || (await isDriven(handle, view.run));
      host.print(statusLines(view, host.now(), host.size()?.columns ?? null, driven).join("\n"));
    }
    return exitCode.done;
  },
};
