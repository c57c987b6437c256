// Speaks to the driver of a session from another terminal: says first whether it would be taken, then sends it and waits
// for the fact that shows what became of it.

import { isDriven } from "../../core/host/isDriven";
import { clause } from "../../protocol/clause";
import type { RunCommand } from "../../protocol/command";
import { failure, type Result } from "../../protocol/failure";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { personHere } from "../person";
import { type Line, type Told, tellRun, type Wish } from "../tellRun";
import { cleanLine } from "../text/cleanText";
import type { FoundSession } from "./findSession";

/** @returns a failure for a session that has ended or that nobody drives, with what to do. */
export async function openAgentLine(host: Host, found: FoundSession): Promise<Result<Line>> {
  const { handle, run, view, named } = found;
  const origin = personHere(host, run);
  if (!origin.ok) return origin;
  if (view.status === "ended") {
    const how = clause(cleanLine(view.summary)) || "there is nothing left to tell it";
    const message = `The session ${run} has ended (${view.outcome ?? "ended"}): ${how}. Start another: kilo-code agent-manager start "<task>"`;
    return { ok: false, failure: failure("invalid-input", message) };
  }
  if (!(await isDriven(handle, run))) {
    const message = `Nobody drives the session ${run}; go on with it first: kilo-code agent-manager resume${named}`;
    return { ok: false, failure: failure("not-allowed", message) };
  }
  return { ok: true, value: { handle, run, view, origin: origin.value } };
}

/** @returns why the driver would not take a command as the session stands now; null where it would. */
export async function whyNot({ handle, run }: FoundSession, command: RunCommand) {
  const reply = await handle.engine.ask(run, { type: "admits", command });
  if (!reply.ok) return reply.failure;
  return reply.answer.type === "admits" ? reply.answer.failure : null;
}

/** Tells the session something and prints one sentence about it, or the facts. @returns the exit code. */
export async function tellSession(
  host: Host,
  found: FoundSession,
  wish: Wish,
  { json, sentence }: { json: boolean; sentence: string | ((told: Told) => string) },
): Promise<number> {
  const refused = await whyNot(found, wish.command);
  if (refused && found.view.status !== "ended") return refuse(host, refused);
  const line = await openAgentLine(host, found);
  if (!line.ok) return refuse(host, line.failure);
  const told = await tellRun(host, line.value, wish);
  if (!told.ok) return refuse(host, told.failure);
  const words = typeof sentence === "string" ? sentence : sentence(told.value);
  return sayTaken(host, found, told.value, { json, sentence: words });
}

/** Prints what became of it: one sentence, or the facts as JSON. @returns the exit code. */
export function sayTaken(
  host: Host,
  { run }: FoundSession,
  { taken, done }: Told,
  { json, sentence }: { json: boolean; sentence: string },
): number {
  host.print(json ? JSON.stringify({ session: run, taken, done, text: sentence }) : sentence);
  return exitCode.done;
}
