// `runs`: the runs of this folder, newest first.

import { isDriven } from "../../core/host/isDriven";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { exitCode } from "../exitCode";
import { openEngine } from "../openEngine";
import { formatAge } from "../text/duration";
import { runState, spentOf } from "../text/runWords";
import { tableLines } from "../text/table";
import type { Verb } from "../verb";

export const runs: Verb = {
  name: "runs",
  about: "list the runs of this folder, newest first",
  takes: "",
  most: 0,
  options: [{ name: "json", about: "one run per line as JSON" }],
  async run(input, host) {
    const handle = openEngine(host);
    const { engine } = handle;
    const json = input.has("json");
    const rows: string[][] = [];
    for (const { run, bytes } of await engine.runs()) {
      // One run that cannot be read does not hide the others.
      const view = await engine.view(run).catch(() => "unreadable" as const);
      // Cut off before its first facts were whole: nothing was done, and there is nothing to go on with.
      const shown = view ?? "nothing recorded";
      if (typeof shown !== "string") {
        const driven = shown.status === "running" && (await isDriven(handle, run));
        if (json) host.print(JSON.stringify({ ...figuresOf(shown, bytes), driven }));
        else rows.push(rowOf(shown, host.now(), driven));
      } else if (json) host.print(JSON.stringify({ run, bytes, state: shown }));
      else rows.push([run, `✗ ${shown}`, "", "", "", ""]);
    }
    if (json) return exitCode.done;
    if (rows.length === 0)
      host.say('There are no runs in this folder yet; start one with `kilo-code run "<prompt>"`.');
    else {
      const head = ["run", "state", "route", "cost", "age", "prompt"];
      for (const line of tableLines([head, ...rows], host.size()?.columns ?? null, [3, 4])) host.print(line);
    }
    return exitCode.done;
  },
};

function rowOf(view: RunView, now: number, driven: boolean): string[] {
  const { sign, word } = runState(view, driven);
  const prompt = view.prompt.trim().split("\n", 1)[0] ?? "";
  return [
    view.run,
    `${sign} ${word}`,
    view.route?.decision ?? "",
    formatMicros(spentOf(view)),
    formatAge(now - view.startedAt),
    prompt,
  ];
}

function figuresOf(view: RunView, bytes: number) {
  const { run, status, outcome, verified, route, settings, startedAt, endedAt, prompt, undone, pause } = view;
  return {
    run,
    status,
    pause: pause?.reason ?? null,
    outcome,
    verified,
    undone,
    route: route?.decision ?? null,
    spentMicros: spentOf(view),
    capMicros: settings.capMicros,
    startedAt,
    endedAt,
    bytes,
    prompt,
  };
}
