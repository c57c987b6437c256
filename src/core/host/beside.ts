// What else is at work in the folder when a run begins or goes on there: named, with what may come of it. It refuses
// nothing: two runs in one folder may be meant.
import type { RunView } from "../../protocol/run";
import { kindOf } from "../../protocol/runKind";
import { isInside } from "../git/inside";
import { isDriven } from "./isDriven";
import type { EngineHandle } from "./openEngineAt";

/** Older runs than these are not looked at. */
const mostLooked = 20;

export type Beside = Pick<RunView, "run" | "folder" | "status" | "route" | "settings">;

/** A run, and another one at work in its folder. */
export interface Met {
  own: Beside;
  other: Beside;
}

/** Whoever is at work where this run is, newest first. Never fails: a warning that cannot be made stops nothing. */
export async function atWorkBeside(handle: EngineHandle, run: string): Promise<Met[]> {
  const { engine } = handle;
  try {
    const others = (await engine.runs()).map((one) => one.run).filter((id) => id !== run);
    const looked = others.slice(0, mostLooked);
    const driven = await Promise.all(looked.map((id) => isDriven(handle, id)));
    const views = await Promise.all(looked.filter((_, at) => driven[at]).map((id) => engine.view(id)));
    const own = views.length > 0 ? await engine.view(run) : null;
    if (!own) return [];
    return views.flatMap((other) => (other ? [{ own, other }] : []));
  } catch {
    // A log that cannot be read is told by the verbs that read it.
    return [];
  }
}

/** @returns null where the two cannot meet: one of them only reads, rests, or works elsewhere. */
export function besideWords({ own, other }: Met): string | null {
  const meet = isInside(own.folder, other.folder) || isInside(other.folder, own.folder);
  if (other.status !== "running" || !meet) return null;
  if ([own, other].some(({ route }) => route?.decision === "chat")) return null;
  return `the ${kindOf(other.run)} ${other.run} is at work here too: ${whatMayCome(own, other)}`;
}

function whatMayCome(own: Beside, other: Beside): string {
  const apart = (one: Beside) => one.settings.isolation === "worktree";
  if (apart(own) && apart(other)) return "what both make is merged into the same files";
  if (apart(own)) return "it changes the files that the result of this one is merged into";
  if (apart(other)) return "its result is merged into the files that this one changes";
  return "both change the same files, and the checks of each see what the other is in the middle of";
}
