// Attends the start of a session that a detached driver has taken: tells it as it goes, and leaves when every agent that
// can start has its process, or when nothing goes on without a person.

import { agentRows } from "../../protocol/agents";
import type { Origin } from "../../protocol/approval";
import type { RunView } from "../../protocol/run";
import type { Prompter } from "../ask/prompter";
import { exitCode, exitCodeOfRun } from "../exitCode";
import { type Host, refuse } from "../host";
import type { EngineHandle } from "../openEngine";
import { cleanLine } from "../text/cleanText";
import { attend } from "./attend";
import { sayLeft } from "./sayLeft";
import { createStartLines } from "./text/startLines";
import { startState } from "./text/startState";
import { forPerson, waitingLines, waitingOf } from "./text/waitingLines";

export interface AttendStart {
  host: Host;
  handle: EngineHandle;
  run: string;
  /** Of the driver. */
  pid: number;
  origin: Origin;
  prompter: Prompter | null;
  /** Facts up to this one were there before. */
  since: number;
  json: boolean;
  named: string;
}

/** @returns the exit code: 0 with agents at work, 3 where it waits for a person, 130 after Ctrl+C. */
export async function attendStart(wish: AttendStart): Promise<number> {
  const { host, handle, run, origin, prompter, since, json, named } = wish;
  const lines = createStartLines(host.size()?.columns ?? null);
  const followed = await attend({
    host,
    handle,
    run,
    origin,
    prompter,
    approved: [],
    since,
    lines: (event, view) => (json ? [] : lines.take(event.fact, view)),
    enough(view) {
      const state = startState(view);
      return state === "at-work" || (state === "asks" && prompter === null && forPerson(view).length > 0);
    },
  });
  if (!followed.ok) return refuse(host, followed.failure);
  const { end, view } = followed.value;
  if (!view) return exitCode.failed;
  if (!json) for (const line of lines.rest(view)) host.print(line);
  if (json) host.print(JSON.stringify(startedJson(view, wish.pid, named)));
  if (end === "enough") return sayEnough(host, view, startState(view) === "asks", json, named);
  if (end === "interrupted") return sayLeft(host, { run, named }, wish.pid);
  if (end === "gone") {
    host.say(`The process that drove ${run} is gone. Go on: kilo-code agent-manager resume${named}`);
    return exitCode.failed;
  }
  const cause = view.pause ? cleanLine(view.pause.message) : cleanLine(view.summary);
  const word = view.status === "paused" ? "is paused" : `has ended (${view.outcome})`;
  host.say(`The session ${run} ${word}: ${cause}`);
  if (!json) for (const line of waitingLines(view, named)) host.say(line);
  return exitCodeOfRun(view, false);
}

function sayEnough(host: Host, view: RunView, asks: boolean, json: boolean, named: string): number {
  if (asks) {
    if (!json) for (const line of waitingLines(view, named)) host.print(line);
    return exitCode.waiting;
  }
  if (!json) {
    const what =
      startState(view) === "at-work" && view.session?.merge
        ? "The merge goes on..."
        : "Agents are working...";
    host.print(`⏳ ${what} Check status with: kilo-code agent-manager status${named}`);
  }
  return exitCode.done;
}

/** How a session begins or goes on, as data. @param pid of its driver; null where it is not known. */
export function startedJson(view: RunView, pid: number | null, named: string) {
  return {
    session: view.run,
    pid,
    status: view.status,
    agents: agentRows(view),
    waiting: waitingOf(view, named),
  };
}
