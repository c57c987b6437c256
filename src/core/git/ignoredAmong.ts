// Which of some paths git ignores. What is tracked is not ignored, whatever the patterns say.
import { splitNul } from "./command";
import type { Git } from "./git";
import { demand } from "./outcome";

/** @param paths relative to the git's folder. Throws FailureError. */
export async function ignoredAmong(git: Git, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${path}\0`).join("");
  const env = { GIT_LITERAL_PATHSPECS: "0" };
  const ignored = await git.runBytes(["check-ignore", "-z", "--stdin"], { input, env, okCodes: [0, 1] });
  return splitNul(demand(ignored).stdout);
}
