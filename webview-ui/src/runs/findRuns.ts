// Earlier runs a search lets through. Pure; every word must be found, in any case.
import type { RunSummary } from "../../../src/protocol/wire";
import { decisionWord, runState } from "./runWords";

export function findRuns(runs: readonly RunSummary[], search: string): RunSummary[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [...runs];
  return runs.filter((run) => {
    const text = `${run.prompt} ${decisionWord(run.decision)} ${runState(run).word} ${run.run}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
