// What an undo of a session took back, what it left and why, and what helps then. Pure.
import type { undoWholeSession } from "../../../core/host/sessionEnd";
import type { RunView } from "../../../protocol/run";
import { cleanLine } from "../../text/cleanText";
import { visibleLine } from "../../text/visibleText";

/** What the engine tells of it. */
export type Undone = Extract<Awaited<ReturnType<typeof undoWholeSession>>, { ok: true }>["value"];

export function undoneLines(view: RunView, undone: Undone): string[] {
  const { merges, restored, kept, reverts, blocked, conflicts } = undone;
  const isStopped = blocked.length > 0 || conflicts.length > 0;
  const made = view.session?.committed?.commit;
  const sum = `${view.run}: ${restored.length} restored, ${kept.length} kept${isStopped ? "; not all is undone" : ""}.`;
  return [
    ...restored.map((path) => `restored ${visibleLine(path)}`),
    ...kept.map(({ path, why }) => `kept     ${visibleLine(path)} (${cleanLine(why)})`),
    ...(made && merges > 0 && reverts.length === 0 && !isStopped
      ? [`took away the commit ${made.slice(0, 12)}`]
      : []),
    ...reverts.map((commit) => `reverted by commit ${commit.slice(0, 12)}`),
    ...blocked.map(({ path, why }) => `in the way: ${visibleLine(path)} (${cleanLine(why)})`),
    ...conflicts.map(
      ({ kind, paths, ours, theirs }) =>
        `in the way: ${paths.map(visibleLine).join(", ")} (${kind}: yours ${ours}, the undo ${theirs})`,
    ),
    merges === 0 && !isStopped ? `${view.run}: there was nothing left to undo.` : sum,
    ...cureLines(undone, made ?? null),
  ];
}

function cureLines({ blocked, conflicts }: Undone, commit: string | null): string[] {
  if (conflicts.length > 0) {
    const own = commit === null ? "" : `, or revert ${commit.slice(0, 12)} with git yourself`;
    return [`What you committed since conflicts with it: take that back and undo again${own}.`];
  }
  return blocked.length > 0 ? ["Move these changes of yours away, then undo again."] : [];
}
