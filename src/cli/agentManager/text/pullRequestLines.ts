// What became of a session's pull request, for every verb that shows it. Pure.
import type { RunView } from "../../../protocol/run";
import { cleanLine } from "../../text/cleanText";

/** Nothing where none was wanted, or it is still to come. */
export function pullRequestLines({ session }: Pick<RunView, "session">): string[] {
  const { pullRequest = null, noPullRequest = null } = session ?? {};
  if (pullRequest) {
    const { number, state, checks, url } = pullRequest;
    const words = checks === "none" ? "no checks yet" : `checks: ${checks}`;
    return [`Pull request #${number} is ${state}, ${words}: ${cleanLine(url)}`];
  }
  return noPullRequest === null ? [] : [`No pull request: ${cleanLine(noPullRequest)}`];
}
