// `agent-manager sessions`: the sessions of this folder, newest first.

import { isDriven } from "../../../core/host/isDriven";
import { sessionProgress } from "../../../protocol/agents";
import { formatMicros } from "../../../protocol/money";
import type { RunView } from "../../../protocol/run";
import { exitCode } from "../../exitCode";
import { openEngine } from "../../openEngine";
import { cleanLine } from "../../text/cleanText";
import { spentOf } from "../../text/runWords";
import type { Verb } from "../../verb";
import { sessionIds } from "../findSession";
import { boxTable } from "../text/boxTable";
import { dayAndTime, sessionState } from "../text/sessionWords";

export const sessions: Verb = {
  name: "agent-manager sessions",
  about: "list the sessions of this folder, newest first",
  takes: "",
  most: 0,
  options: [{ name: "json", about: "one session per line as JSON" }],
  async run(input, host) {
    const handle = openEngine(host);
    const json = input.has("json");
    const rows: string[][] = [];
    for (const run of await sessionIds(handle)) {
      // One that cannot be read does not hide the others.
      const view = await handle.engine.view(run).catch(() => "unreadable" as const);
      if (typeof view === "string" || view === null) {
        const state = view ?? "nothing recorded";
        if (json) host.print(JSON.stringify({ session: run, state }));
        else rows.push([run, "", `✗ ${state}`, "", "", ""]);
        continue;
      }
      const driven = await isDriven(handle, run);
      if (json) host.print(JSON.stringify(figures(view, driven)));
      else rows.push(row(view, driven));
    }
    if (json) return exitCode.done;
    if (rows.length === 0) {
      host.say('There are no agent sessions here yet: kilo-code agent-manager start "<task>"');
      return exitCode.done;
    }
    const head = ["Session", "Started", "State", "Agents", "Cost", "Task"];
    const wishes = { width: host.size()?.columns ?? null, right: [3, 4], shrink: [5, 2, 1] };
    for (const line of boxTable(head, rows, wishes)) host.print(line);
    return exitCode.done;
  },
};

function row(view: RunView, driven: boolean): string[] {
  const { done, all } = sessionProgress(view);
  const task = cleanLine(view.prompt.trim().split("\n", 1)[0] ?? "");
  return [
    view.run,
    dayAndTime(view.startedAt),
    sessionState(view, driven).word,
    `${done}/${all}`,
    formatMicros(spentOf(view)),
    task,
  ];
}

function figures(view: RunView, driven: boolean) {
  const { run, status, pause, outcome, verified, undone, startedAt, endedAt, prompt, folder, settings } =
    view;
  return {
    session: run,
    name: settings.session?.name ?? null,
    status,
    state: sessionState(view, driven).word,
    driven,
    pause: pause?.reason ?? null,
    outcome,
    verified,
    undone,
    agents: sessionProgress(view),
    spentMicros: spentOf(view),
    capMicros: settings.capMicros,
    startedAt,
    endedAt,
    folder,
    prompt,
  };
}
