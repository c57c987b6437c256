// How a session's pull request stands now, for verbs that show it: asked once, in short; without an answer the last one stands.
import { createCredentials } from "../../core/config/credentials";
import { kiloHome } from "../../core/config/kiloHome";
import type { RunView } from "../../protocol/run";
import type { Host } from "../host";
import type { FoundSession } from "./findSession";

/** Nobody waits longer for it, milliseconds. */
const timeoutMs = 5_000;

/** @returns the view with the pull request as it is now; says why where GitHub gave no answer. */
export async function lookAtPullRequest(host: Host, { handle, view }: FoundSession): Promise<RunView> {
  if (!view.session?.pullRequest) return view;
  const { createPullRequestWatch } = await import("../../core/host/pullRequestNow");
  const { home, variables, folder } = host.environment;
  const secret = createCredentials({ env: variables, home: kiloHome({ HOME: home, ...variables }) });
  const watch = createPullRequestWatch({ variables, folder }, handle.runs, { secret, timeoutMs });
  const looked = await watch.look(view);
  if (!looked.ok) {
    // Whoever has no token here saw how it stood when it was opened.
    if (looked.failure.code !== "key-missing")
      host.say(`The pull request could not be looked at: ${looked.failure.message}`);
    return view;
  }
  return { ...view, session: { ...view.session, pullRequest: looked.value } };
}
