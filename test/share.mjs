// How much of a test run's time went to one part of the product: a run's files share its wall in proportion to their own
// times, for several run side by side.
import { relative, sep } from "node:path";

/** Files about sessions of agents, issue 5's part, whose share is to stay below five minutes on two cores. */
export const ofSessions =
  /^test\/(core\/fleet|core\/schedule\/session|core\/config\/(session|fleet)|cli\/agentManager|seeds\/|crash\/session|webview\/agents|extension\/agents|workbench\/agents)/;

/**
 * @param results what vitest's JSON reporter wrote.
 * @param pattern of paths from the project's folder.
 * @returns seconds of the wall.
 */
export function shareOf({ testResults }, pattern) {
  if (testResults.length === 0) return { all: 0, share: 0 };
  const times = testResults.map(({ name, startTime, endTime }) => ({
    path: relative(process.cwd(), name).split(sep).join("/"),
    ms: endTime - startTime,
  }));
  const sum = (list) => list.reduce((total, { ms }) => total + ms, 0);
  const from = Math.min(...testResults.map(({ startTime }) => startTime));
  const until = Math.max(...testResults.map(({ endTime }) => endTime));
  const all = (until - from) / 1_000;
  const part = sum(times.filter(({ path }) => pattern.test(path)));
  return { all, share: (all * part) / Math.max(1, sum(times)) };
}
