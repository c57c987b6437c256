// `status [run]`: how a run stands, as a tree.
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
    const { engine } = openEngine(host);
    const found = await findRun(engine, input.words[0]);
    if (!found.ok) return refuse(host, found.failure);
    const view = await engine.view(found.value);
    if (!view) return refuse(host, nothingRecorded(found.value));
    if (input.has("json")) host.print(JSON.stringify(view));
    else host.print(statusLines(view, host.now(), host.size()?.columns ?? null).join("\n"));
    return exitCode.done;
  },
};
