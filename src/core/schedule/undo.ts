// Takes a run's changes back: only paths the run wrote, whose bytes are still what it left, and whose state
// before the run is known exactly. Every other path is kept and listed.
import { createHash } from "node:crypto";
import type { Origin } from "../../protocol/approval";
import type { Fact, FileEffect, RunEvent } from "../../protocol/event";
import { failure, type Result } from "../../protocol/failure";
import { foldAll } from "../../protocol/fold";
import type { Checkpoints } from "../git/checkpoints";
import { demand } from "../git/outcome";
import { restorePaths } from "./performTree";

export interface Undone {
  fact: Extract<Fact, { type: "run.undone" }>;
}

/**
 * @param to a step's id: back to the state before that step; null for before the first edit.
 * @param events the whole log of the run.
 */
export async function undoRun(
  events: RunEvent[],
  checkpoints: Checkpoints,
  to: string | null,
  origin: Origin,
): Promise<Result<Undone>> {
  const view = foldAll(events);
  const wanted =
    to === null ? view?.checkpoints[0] : view?.checkpoints.find((one) => one.label === `before step ${to}`);
  if (!view || !wanted) {
    const steps = view?.checkpoints.flatMap((one) => (one.step ? [one.step] : [])) ?? [];
    const cure = steps.length > 0 ? ` Steps with a checkpoint: ${[...new Set(steps)].join(", ")}.` : "";
    const message =
      to === null
        ? "The run changed nothing, so there is nothing to undo."
        : `There is no checkpoint before step ${to}.${cure}`;
    return { ok: false, failure: failure("not-found", message) };
  }
  const effects = effectsAfter(events, wanted.id);
  const paths: { path: string; expected: string | null }[] = [];
  const kept: { path: string; why: string }[] = [];
  const contents = demand(await checkpoints.readFiles(wanted.tree, [...effects.keys()]));
  for (const [index, effect] of [...effects.values()].entries()) {
    const then = contents[index] ?? null;
    const known = then === null ? null : createHash("sha256").update(then).digest("hex");
    if (known === effect.before) paths.push({ path: effect.path, expected: effect.after });
    else kept.push({ path: effect.path, why: "somebody else changed it during the run" });
  }
  const done = await restorePaths(checkpoints, wanted.tree, paths);
  return {
    ok: true,
    value: {
      fact: {
        type: "run.undone",
        to,
        restored: done.restored,
        kept: [...kept, ...done.kept],
        origin,
      },
    },
  };
}

/** For each path: its bytes before the run's first effect after a checkpoint, and after its last. */
function effectsAfter(events: RunEvent[], checkpoint: string): Map<string, FileEffect> {
  const effects = new Map<string, FileEffect>();
  const intents = new Map<string, FileEffect[]>();
  let counting = false;
  for (const { fact } of events) {
    if (fact.type === "checkpoint.taken" && fact.checkpoint === checkpoint) counting = true;
    if (!counting) continue;
    if (fact.type === "toolCall.intended") intents.set(fact.toolCall, fact.writes);
    else if (fact.type === "toolCall.settled") {
      if (fact.outcome === "ok") for (const effect of intents.get(fact.toolCall) ?? []) note(effects, effect);
      for (const effect of fact.touched) note(effects, effect);
    } else if (fact.type === "tree.restored" || fact.type === "run.undone") {
      for (const effect of fact.restored) note(effects, effect);
    }
  }
  return effects;
}

function note(effects: Map<string, FileEffect>, effect: FileEffect): void {
  const known = effects.get(effect.path);
  if (known) known.after = effect.after;
  else effects.set(effect.path, { ...effect });
}
