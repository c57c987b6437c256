// `agent-manager status`: how a session stands: its agents, what they did last, what waits; with --watch as it changes.

import { isDriven } from "../../../core/host/isDriven";
import { agentRows, sessionProgress } from "../../../protocol/agents";
import type { RunView } from "../../../protocol/run";
import { exitCode } from "../../exitCode";
import { type Host, refuse } from "../../host";
import { drawnWidth, followTree } from "../../live/treeWatch";
import { spentOf } from "../../text/runWords";
import type { Verb } from "../../verb";
import { type FoundSession, findSession, sessionOptions } from "../findSession";
import { followSession } from "../followSession";
import { lookAtPullRequest } from "../lookAtPullRequest";
import { createRecentActivity, recentActivity } from "../recentActivity";
import { sayLeft } from "../sayLeft";
import { type Activity, activityLine, activityOf } from "../text/activity";
import { conflictsOf } from "../text/conflictLines";
import { sessionLines } from "../text/sessionLines";
import { waitingOf } from "../text/waitingLines";

export const status: Verb = {
  name: "agent-manager status",
  about: "how a session stands: agents, progress, what waits for you",
  takes: "",
  most: 0,
  options: [
    { name: "watch", about: "go on until the session has ended or rests, or nobody drives it any more" },
    ...sessionOptions,
    { name: "json", about: "as JSON; with --watch one line for each change" },
  ],
  notes: [
    "Progress is what is proven: 100% only for an agent whose work was accepted.",
    "With --watch and no terminal, the state is printed once and then a line for each thing that happens.",
  ],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { handle, run } = found.value;
    const view = await lookAtPullRequest(host, found.value);
    const json = input.has("json");
    if (input.has("watch")) return watch(host, { ...found.value, view }, json);
    const driven = await isDriven(handle, run);
    const activity = await recentActivity(found.value);
    if (json) host.print(JSON.stringify(statusJson(found.value, view, driven, activity)));
    else host.print(shown(host, found.value, view, activity, driven).join("\n"));
    return exitCode.done;
  },
};

function shown(
  host: Host,
  { named }: FoundSession,
  view: RunView,
  activity: readonly Activity[],
  driven: boolean,
  width = host.size()?.columns ?? null,
): string[] {
  return sessionLines(view, activity, {
    now: host.now(),
    width,
    driven,
    named,
  });
}

async function watch(host: Host, found: FoundSession, json: boolean): Promise<number> {
  const { handle, run } = found;
  const draws = host.environment.outputIsTerminal && host.environment.variables.TERM !== "dumb";
  if (!json && !draws) return tell(host, found);
  const recent = createRecentActivity();
  const followed = await followTree(host, handle, run, {
    take: recent.take,
    redraw: !json,
    lines: (now, driven) =>
      json
        ? [JSON.stringify(statusJson(found, now, driven, recent.last()))]
        : shown(host, found, now, recent.last(), driven, drawnWidth(host)),
  });
  if (!followed.ok) return refuse(host, followed.failure);
  return followed.value === "interrupted" ? sayLeft(host, found) : exitCode.done;
}

/** For a reader that is no terminal: the state once, then what happens. */
async function tell(host: Host, found: FoundSession): Promise<number> {
  const { handle, run, view } = found;
  const driven = await isDriven(handle, run);
  const state = shown(host, found, view, await recentActivity(found), driven).join("\n");
  if (view.status !== "running" || !driven) {
    host.print(state);
    return exitCode.done;
  }
  const followed = await followSession({
    host,
    handle,
    run,
    since: view.seq,
    take(event, now) {
      // From its first line on, Ctrl+C is answered with a sentence.
      if (event.seq === view.seq) host.print(state);
      const activity = event.seq > view.seq ? activityOf(now, event) : null;
      if (activity?.matters) host.print(activityLine(activity));
    },
  });
  if (!followed.ok) return refuse(host, followed.failure);
  return followed.value.end === "interrupted" ? sayLeft(host, found) : exitCode.done;
}

function statusJson({ named }: FoundSession, view: RunView, driven: boolean, activity: readonly Activity[]) {
  const { run, prompt, status, pause, outcome, verified, undone, summary, startedAt, endedAt, session } =
    view;
  return {
    session: run,
    name: view.settings.session?.name ?? null,
    prompt,
    status,
    driven,
    pause,
    outcome,
    verified,
    undone,
    summary,
    startedAt,
    endedAt,
    spentMicros: spentOf(view),
    capMicros: view.settings.capMicros,
    progress: sessionProgress(view),
    agents: agentRows(view, driven),
    conflicts: conflictsOf(view),
    merge: session?.merge ?? null,
    committed: session?.committed ?? null,
    pullRequest: session?.pullRequest ?? null,
    noPullRequest: session?.noPullRequest ?? null,
    waiting: waitingOf(view, named),
    activity,
  };
}
