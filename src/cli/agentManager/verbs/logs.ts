// `agent-manager logs`: what happened in a session, one line for each thing, by agent; with --follow as it happens.

import { isDriven } from "../../../core/host/isDriven";
import type { RunEvent } from "../../../protocol/event";
import { failure, type Result } from "../../../protocol/failure";
import type { RunView } from "../../../protocol/run";
import { exitCode } from "../../exitCode";
import { type Host, refuse } from "../../host";
import type { Verb, VerbInput } from "../../verb";
import { type FoundSession, findAgent, findSession, sessionOptions } from "../findSession";
import { followSession } from "../followSession";
import { sayLeft } from "../sayLeft";
import { activityOf, logLine, whose } from "../text/activity";

export const logs: Verb = {
  name: "agent-manager logs",
  about: "what happened in a session, line by line",
  takes: "",
  most: 0,
  options: [
    { name: "agent", value: "name", about: "only this agent" },
    { name: "follow", about: "go on until the session has ended or rests, or nobody drives it any more" },
    { name: "last", value: "number", about: "only this many lines, the last ones" },
    ...sessionOptions,
    { name: "json", about: "one fact per line as JSON, with the agent it is about" },
  ],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const last = readLast(input.value("last"));
    if (!last.ok) return refuse(host, last.failure);
    const wanted = input.value("agent");
    const agent = wanted === undefined ? null : whoseLines(found.value.view, wanted);
    if (agent && !agent.ok) return refuse(host, agent.failure);
    return show(host, found.value, { input, last: last.value, agent: agent?.value ?? null });
  },
};

interface Wishes {
  input: VerbInput;
  last: number;
  agent: string | null;
}

/** An agent's name, or one of those who speak beside agents. */
function whoseLines(view: RunView, wanted: string): Result<string> {
  const others = ["orchestrator", "merge", "session", "reviewer", "debugger"];
  const found = findAgent(view, wanted);
  return !found.ok && others.includes(wanted) ? { ok: true, value: wanted } : found;
}

function readLast(given: string | undefined): Result<number> {
  if (given === undefined) return { ok: true, value: Number.POSITIVE_INFINITY };
  if (/^\d{1,9}$/.test(given) && Number(given) > 0) return { ok: true, value: Number(given) };
  const message = `--last must be a whole number of lines such as 100, not "${given}".`;
  return { ok: false, failure: failure("invalid-input", message) };
}

async function show(host: Host, found: FoundSession, { input, last, agent }: Wishes): Promise<number> {
  const { handle, run, view, named } = found;
  const line = input.has("json") ? jsonLine : plainLine;
  const goesOn = input.has("follow") && view.status === "running" && (await isDriven(handle, run));
  const before: string[] = [];
  let isNothingTold = true;
  const tellBefore = () => {
    for (const text of before.splice(0)) {
      isNothingTold = false;
      host.print(text);
    }
  };
  const followed = await followSession({
    host,
    handle,
    run,
    since: view.seq,
    enough: () => !goesOn,
    take(event, now) {
      const text = agent === null || whose(now, event.fact) === agent ? line(now, event) : null;
      if (event.seq > view.seq) {
        if (text !== null && goesOn) host.print(text);
        return;
      }
      if (text !== null) before.push(text);
      if (before.length > last) before.shift();
      if (event.seq === view.seq) tellBefore();
    },
  });
  const isEmpty = isNothingTold && before.length === 0;
  tellBefore();
  if (!followed.ok) return refuse(host, followed.failure);
  if (isEmpty && agent !== null && !goesOn) host.say(`Nothing has happened to ${agent} yet.`);
  if (goesOn && followed.value.end === "interrupted") return sayLeft(host, found);
  const isGone = goesOn ? followed.value.end === "gone" : input.has("follow") && view.status === "running";
  if (isGone) host.say(`Nobody drives ${run} any more. Go on: kilo-code agent-manager resume${named}`);
  return exitCode.done;
}

function plainLine(view: RunView, event: RunEvent): string | null {
  const activity = activityOf(view, event);
  return activity ? logLine(activity) : null;
}

function jsonLine(view: RunView, event: RunEvent): string {
  return JSON.stringify({ ...event, agent: whose(view, event.fact) });
}
