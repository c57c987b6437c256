// Why there is nothing to approve yet, in one sentence with what to do. Pure.
import { agentRows } from "../../../protocol/agents";
import type { RunView } from "../../../protocol/run";
import { cleanLine } from "../../text/cleanText";
import { openApprovals } from "../../text/runWords";
import { isDone } from "./sessionWords";

export function whyNoMerge(view: RunView, named: string, isDriven: boolean): string {
  const { run, session, status } = view;
  if (view.undone) return `The changes of ${run} were merged and taken back; start a new session.`;
  const { committed, merge, pullRequest = null } = session ?? {};
  if (status === "ended" && pullRequest)
    return `The session ${run} was merged already, and pull request #${pullRequest.number} is ${pullRequest.state}: ${cleanLine(pullRequest.url)}`;
  if (committed?.commit === null && committed.written.length + committed.blocked.length === 0)
    return `There was nothing to merge: the agents of ${run} changed nothing.`;
  if (committed && committed.blocked.length === 0)
    return `The session ${run} was merged already; \`kilo-code agent-manager undo${named}\` takes it back.`;
  if (status === "ended")
    return `The session ${run} has ended (${view.outcome ?? "ended"}) and nothing of it waits to be merged: ${cleanLine(view.summary)}`;
  if (!isDriven || status === "paused")
    return `Nothing can be merged yet: nobody drives the session ${run}. Go on with it first: kilo-code agent-manager resume${named}`;
  const open = openApprovals(view).map(({ kind }) => kind);
  if (open.length > 0)
    return `Nothing can be merged yet: it waits for other answers first (${open.join(", ")}). Look: kilo-code agent-manager status${named}`;
  const left = agentRows(view).filter(
    (row) => !isDone(row) && !["dropped", "aside", "conflict"].includes(row.state),
  );
  if (left.length > 0) {
    const names = left.map(({ name, state }) => `${cleanLine(name)} (${state})`).join(", ");
    return `Nothing can be merged yet: ${names} ${left.length === 1 ? "is" : "are"} not done. Look: kilo-code agent-manager status${named}`;
  }
  if (merge?.status === "running")
    return `Nothing can be approved yet: merge round ${merge.round} is going on. Look: kilo-code agent-manager status${named}`;
  if (view.verifications.at(-1)?.verdict === "red")
    return `Nothing can be approved yet: checks fail on the merged result and are being mended. Look: kilo-code agent-manager review${named}`;
  return `Nothing waits to be merged now. Look: kilo-code agent-manager status${named}`;
}
