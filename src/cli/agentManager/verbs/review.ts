// `agent-manager review`: what a session would bring in: figures by agent, conflicts, the reviewer's verdict, checks.

import { isDriven } from "../../../core/host/isDriven";
import type { RunView } from "../../../protocol/run";
import { exitCode } from "../../exitCode";
import { refuse } from "../../host";
import { openApprovals } from "../../text/runWords";
import type { Verb } from "../../verb";
import { findSession, sessionOptions } from "../findSession";
import { lookAtPullRequest } from "../lookAtPullRequest";
import { conflictsOf } from "../text/conflictLines";
import { fitLines } from "../text/fitLines";
import { reviewFigures, reviewLines, reviewOf } from "../text/reviewLines";
import { isResult, waitingLines } from "../text/waitingLines";

export const review: Verb = {
  name: "agent-manager review",
  about: "what a session would bring in: changes, conflicts, verdict, checks",
  takes: "",
  most: 0,
  options: [...sessionOptions, { name: "json", about: "the same as JSON" }],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { run, named } = found.value;
    const view = await lookAtPullRequest(host, found.value);
    const driven = await isDriven(found.value.handle, run);
    if (!input.has("json")) {
      const width = host.size()?.columns ?? null;
      host.print(
        [...reviewLines(view, width, named, driven), ...waitingPart(view, named, driven, width)].join("\n"),
      );
      return exitCode.done;
    }
    const reviewer = reviewOf(view);
    host.print(
      JSON.stringify({
        session: run,
        ...reviewFigures(view, driven),
        conflicts: conflictsOf(view),
        verification: view.verifications.at(-1) ?? null,
        review: reviewer && {
          task: reviewer.task,
          model: reviewer.model,
          status: reviewer.status,
          text: reviewer.result?.text ?? null,
        },
        merge: openApprovals(view).find(isResult)?.id ?? null,
        pullRequest: view.session?.pullRequest ?? null,
        noPullRequest: view.session?.noPullRequest ?? null,
      }),
    );
    return exitCode.done;
  },
};

/** What of it waits for a person, below the rest. */
export function waitingPart(view: RunView, named: string, driven: boolean, width: number | null): string[] {
  const waiting = fitLines(waitingLines(view, named, !driven), width);
  return waiting.length > 0 ? ["", ...waiting] : [];
}
