// A runner that asks every question of a process of its own, so that the program can end at each of them.
// Free of the test runner.
import type { Git } from "../../../src/core/git/git";

/** Where the environment says so, the runner and all made from it; else the runner itself. */
export function oneByOne(inner: Git): Git {
  if (!process.env.ONE_BY_ONE) return inner;
  return {
    ...inner,
    ask({ standing: _, ...command }, options) {
      return inner.ask(command, options);
    },
    at: (...words) => oneByOne(inner.at(...words)),
  };
}
