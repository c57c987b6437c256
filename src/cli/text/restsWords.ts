// What is said where a run is to be let rest and nobody drives it. Pure.
import { clause } from "../../protocol/clause";
import type { RunView } from "../../protocol/run";
import { kindOf } from "../../protocol/runKind";
import { cleanLine } from "./cleanText";
import { goOnLine } from "./runLine";

/** Why there is nothing to let rest, and the line by which it goes on. */
export function restsWords({ run, pause: why }: RunView, goOn = goOnLine(run)): string {
  const cause = why ? `rests already: ${clause(cleanLine(why.message))}` : "was cut off: nobody drives it";
  return `The ${kindOf(run)} ${run} ${cause}. Go on: ${goOn}`;
}
