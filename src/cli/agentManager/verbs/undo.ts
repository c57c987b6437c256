// `agent-manager undo`: takes back everything a session brought into the user's tree, and only that.
import { undoWholeSession } from "../../../core/host/sessionEnd";
import { failure } from "../../../protocol/failure";
import { exitCode, exitCodeOfFailure } from "../../exitCode";
import { refuse } from "../../host";
import type { Verb } from "../../verb";
import { findResting, sessionOptions } from "../findSession";
import { undoneLines } from "../text/undoneLines";

export const undo: Verb = {
  name: "agent-manager undo",
  about: "take back what a session merged into your tree",
  takes: "",
  most: 0,
  options: [...sessionOptions, { name: "json", about: "what was restored and kept, as JSON" }],
  notes: [
    "Uncommitted changes: paths that still hold what the session left are restored, others are kept and listed.",
    "A commit: taken away where it is the newest and nobody else has it, else reverted by a new commit.",
    "Worktrees stay; `kilo-code agent-manager cleanup` takes them away.",
  ],
  async run(input, host) {
    const found = await findResting(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { handle, run, view, origin } = found.value;
    if (!view.session?.committed && !view.undone) {
      const cause = `The session ${run} brought nothing into your tree, so there is nothing to take back.`;
      return refuse(host, failure("invalid-input", cause));
    }
    const undone = await undoWholeSession(host.environment, handle.runs, view, origin);
    if (!undone.ok) return refuse(host, undone.failure);
    const { kept, blocked, conflicts } = undone.value;
    const isStopped = blocked.length > 0 || conflicts.length > 0;
    if (input.has("json")) host.print(JSON.stringify({ session: run, ...undone.value }));
    else for (const line of undoneLines(view, undone.value)) host.print(line);
    // Something of the session is still there: a script should know.
    return isStopped || kept.length > 0 ? exitCodeOfFailure({ code: "conflict" }) : exitCode.done;
  },
};
