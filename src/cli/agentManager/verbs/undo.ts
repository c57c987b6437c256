// `agent-manager undo`: takes back everything a session brought into the user's tree, and only that.
import { undoWholeSession } from "../../../core/host/sessionEnd";
import { failure } from "../../../protocol/failure";
import { exitCode, exitCodeOfFailure } from "../../exitCode";
import { refuse } from "../../host";
import { cleanLine } from "../../text/cleanText";
import { visibleLine } from "../../text/visibleText";
import type { Verb } from "../../verb";
import { findResting, sessionOptions } from "../findSession";
import { conflictLines } from "../text/conflictLines";

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
    const { merges, restored, kept, reverts, blocked, conflicts } = undone.value;
    const isStopped = blocked.length > 0 || conflicts.length > 0;
    if (input.has("json")) host.print(JSON.stringify({ session: run, ...undone.value }));
    else {
      for (const path of restored) host.print(`restored ${visibleLine(path)}`);
      for (const { path, why } of kept) host.print(`kept     ${visibleLine(path)} (${cleanLine(why)})`);
      const made = view.session?.committed?.commit;
      if (made && merges > 0 && reverts.length === 0 && !isStopped)
        host.print(`took away the commit ${made.slice(0, 12)}`);
      for (const commit of reverts) host.print(`reverted by commit ${commit.slice(0, 12)}`);
      for (const { path, why } of blocked) host.print(`in the way: ${visibleLine(path)} (${cleanLine(why)})`);
      const views = conflicts.map(({ kind, paths, ours, theirs }) => ({
        kind,
        paths,
        text: `${kind}: ${paths.join(", ")} (yours ${ours}, the undo ${theirs})`,
      }));
      if (views.length > 0) {
        const group = { kind: "warning" as const, agents: ["the undo", "your branch"], text: "" };
        for (const line of conflictLines([{ ...group, conflicts: views }])) host.print(line);
      }
      if (merges === 0 && !isStopped) host.print(`${run}: there was nothing left to undo.`);
      else
        host.print(
          `${run}: ${restored.length} restored, ${kept.length} kept${isStopped ? "; not all is undone" : ""}.`,
        );
    }
    // Something of the session is still there: a script should know.
    return isStopped || kept.length > 0 ? exitCodeOfFailure({ code: "conflict" }) : exitCode.done;
  },
};
