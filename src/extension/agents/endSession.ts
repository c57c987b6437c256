// What is done with a session that nobody drives: its worktrees taken away, its merge taken back. The engine's own rooms
// do it; nothing goes that is kept nowhere else.
import * as vscode from "vscode";
import type { StoreFolder } from "../../core/log/store";
import type { Origin } from "../../protocol/approval";
import type { Reply } from "../../protocol/command";
import type { RunView } from "../../protocol/run";
import type { Driver } from "../../protocol/wire";
import { hostVariables } from "../environment";
import { unsavedBelow, unsavedWords } from "../unsavedIn";
import { refused } from "./refused";

interface Ended {
  view: RunView;
  runs: StoreFolder;
}

/**
 * Failed agents' trees go too: what is in them stays under refs of the archive.
 * @param driver as the lock says at this moment; one that is driven is refused, with the reason.
 */
export async function cleanSession({
  view,
  runs,
  driver,
}: Ended & { driver: Driver }): Promise<Reply<{ removed: number; kept: string[] }>> {
  if (driver === "nobody") {
    const problem = unsavedProblem(view);
    if (problem !== null) return refused(problem, "conflict");
    if (!(await mayClean(view))) return refused("The worktrees were kept.", "aborted");
  }
  const { cleanSession: clean } = await import("../../core/host/sessionEnd");
  const place = { variables: hostVariables(), folder: view.folder };
  const cleaned = await clean(place, runs, view, { keep: [] });
  if (!cleaned.ok) return cleaned;
  const kept = cleaned.value.flatMap(({ path, kept: why }) =>
    why === null ? [] : [`${path} stays: ${why}`],
  );
  return { ok: true, removed: cleaned.value.length - kept.length, kept };
}

/** The archive keeps what is on the disk, and an editor that is saved later would write beside it. */
function unsavedProblem({ session }: RunView): string | null {
  const trees = Object.values(session?.agents ?? {}).flatMap(({ tree }) => tree?.path ?? []);
  const unsaved = unsavedBelow(trees);
  return unsaved.length === 0 ? null : `No worktree was taken away, ${unsavedWords(unsaved)} first.`;
}

/** A session that rests would begin its agents anew: a person says that this is meant. */
async function mayClean({ status, undone }: RunView): Promise<boolean> {
  if (status === "ended" || undone) return true;
  const agreed = await vscode.window.showWarningMessage(
    "Take the worktrees of this session away?",
    {
      modal: true,
      detail:
        "It has not ended and could go on; without its worktrees its agents would begin anew. Their work is archived.",
    },
    "Take Away",
  );
  return agreed === "Take Away";
}

/** @returns a refusal that names the files where something of the person's stands in the way. */
export async function undoSession({ view, runs }: Ended, origin: Origin): Promise<Reply> {
  const { undoWholeSession } = await import("../../core/host/sessionEnd");
  const place = { variables: hostVariables(), folder: view.folder };
  const undone = await undoWholeSession(place, runs, view, origin);
  if (!undone.ok) return undone;
  const { merges, blocked, conflicts } = undone.value;
  if (merges === 0)
    return refused("This session has brought nothing into your folder, so there is nothing to undo.");
  const inTheWay = [
    ...blocked.map(({ path, why }) => `${path}: ${why}`),
    ...conflicts.flatMap(({ paths }) => paths),
  ];
  if (inTheWay.length === 0) return { ok: true, seq: view.seq };
  const listed = inTheWay.slice(0, 10).join("; ");
  return refused(`Nothing was undone, because work of yours stands in the way: ${listed}.`, "conflict");
}
