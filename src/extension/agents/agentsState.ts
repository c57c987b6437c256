// What the Agents view is told, from a session's view and from what the window knows. Pure.
import { agentsPicture } from "../../protocol/agentsPicture";
import type { AgentsState, SessionChoice } from "../../protocol/agentsWire";
import { isSession } from "../../protocol/runKind";
import type { HostState, RunSummary } from "../../protocol/wire";
import type { FollowedRun } from "../kiloHost";

/** Sessions the choice lists. */
const mostChoices = 50;

/** @param session null where the window has none. */
export function agentsState(
  session: Pick<FollowedRun, "run" | "view" | "driver"> | null,
  host: Pick<HostState, "folders" | "trusted" | "virtual" | "git" | "modelProblem" | "configProblem">,
): AgentsState {
  if (!session) return { kind: "empty", problem: startProblem(host) };
  const picture = agentsPicture(session.view, session.driver);
  return picture
    ? { kind: "session", picture }
    : { kind: "failed", session: session.run, message: `${session.run} is no agent session.` };
}

/** Newest first. @param summaries newest first. */
export function sessionChoices(summaries: readonly RunSummary[]): SessionChoice[] {
  const sessions = summaries.filter(({ run }) => isSession(run)).slice(0, mostChoices);
  return sessions.map(({ run, prompt, status, startedAt }) => ({ session: run, prompt, status, startedAt }));
}

/** Why no session can be started here; null where one can. */
export function startProblem(
  host: Pick<HostState, "folders" | "trusted" | "virtual" | "git" | "modelProblem" | "configProblem">,
): string | null {
  if (host.virtual) return "Agents need files on a disk: a virtual workspace cannot be worked in.";
  if (host.folders.length === 0) return "Open a folder first: agents work in one.";
  if (!host.trusted) return "This folder is not trusted, so nothing is started in it. Trust it first.";
  if (!host.git) return "Agents work in git worktrees; this folder is in no git repository.";
  return host.configProblem ?? host.modelProblem;
}
