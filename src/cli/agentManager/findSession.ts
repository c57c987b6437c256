// Which session a person means: the latest of this folder's repository, or the one that is named.
import type { Origin } from "../../protocol/approval";
import { failure, type Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { isSession } from "../../protocol/runKind";
import type { Host } from "../host";
import { type EngineHandle, openEngine } from "../openEngine";
import { personHere } from "../person";
import { nothingRecorded } from "../sayRest";
import { cleanLine } from "../text/cleanText";
import type { VerbInput, VerbOption } from "../verb";
import { stillDriven } from "./stillDriven";

/** What every verb of a session takes. */
export const sessionOptions: VerbOption[] = [
  { name: "session-id", value: "id", about: "another session than the latest, such as session-20260403-001" },
];

export interface FoundSession {
  handle: EngineHandle;
  run: string;
  view: RunView;
  /** ` --session-id X` for lines to type, or nothing where it is the latest. */
  named: string;
}

/** Ids of sessions, newest first. */
export async function sessionIds({ engine }: EngineHandle): Promise<string[]> {
  return (await engine.runs()).map(({ run }) => run).filter(isSession);
}

/** @returns `not-found` where there is none, or several fit what was named. */
export async function findSession(host: Host, input: VerbInput): Promise<Result<FoundSession>> {
  const handle = openEngine(host);
  const ids = await sessionIds(handle);
  const wanted = input.value("session-id");
  const run = chosen(ids, wanted);
  if (!run.ok) return run;
  const view = await handle.engine.view(run.value);
  if (!view) return { ok: false, failure: nothingRecorded(run.value) };
  if (!view.session)
    return missing(`${run.value} is no agent session; \`kilo-code status ${run.value}\` shows it.`);
  const named = run.value === ids[0] ? "" : ` --session-id ${run.value}`;
  return { ok: true, value: { handle, run: run.value, view, named } };
}

function chosen(ids: readonly string[], wanted: string | undefined): Result<string> {
  const [latest] = ids;
  if (latest === undefined) {
    return missing(
      'There are no agent sessions in this folder yet; start one with `kilo-code agent-manager start "<task>"`.',
    );
  }
  if (wanted === undefined || wanted === "last") return { ok: true, value: latest };
  const fitting = ids.filter((id) => id === wanted || id.endsWith(`-${wanted}`) || id.startsWith(wanted));
  const exact = fitting.find((id) => id === wanted);
  const [only, second] = fitting;
  if (exact !== undefined) return { ok: true, value: exact };
  if (only !== undefined && second === undefined) return { ok: true, value: only };
  const word = cleanLine(wanted).slice(0, 60);
  if (only === undefined)
    return missing(`There is no session "${word}" here; \`kilo-code agent-manager sessions\` lists them.`);
  return missing(
    `"${word}" fits ${fitting.length} sessions (${fitting.slice(0, 5).join(", ")}); write more of it.`,
  );
}

/**
 * An agent of the session as a person names it, in any case.
 * @returns `not-found` with the names there are.
 */
export function findAgent({ session }: RunView, wanted: string): Result<string> {
  const names = session?.order ?? [];
  const found = names.find((name) => name === wanted) ?? names.find((name) => same(name, wanted));
  if (found !== undefined) return { ok: true, value: found };
  const known = names.length === 0 ? "It has no agents yet." : `Agents: ${names.map(cleanLine).join(", ")}.`;
  return missing(`There is no agent "${cleanLine(wanted).slice(0, 60)}" in this session. ${known}`);
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function missing(message: string): Result<never> {
  return { ok: false, failure: failure("not-found", message) };
}

export interface RestingSession extends FoundSession {
  /** Of whoever typed the verb. */
  origin: Origin;
}

/** The session a person means, for verbs that change what a driver would be using. @returns `not-allowed` while one works. */
export async function findResting(host: Host, input: VerbInput): Promise<Result<RestingSession>> {
  const found = await findSession(host, input);
  if (!found.ok) return found;
  const { run, named } = found.value;
  const origin = personHere(host, run);
  if (!origin.ok) return origin;
  if (await stillDriven(found.value)) {
    const cause = `The session ${run} is at work; let it rest first: kilo-code agent-manager stop${named}`;
    return { ok: false, failure: failure("not-allowed", cause) };
  }
  return { ok: true, value: { ...found.value, origin: origin.value } };
}
