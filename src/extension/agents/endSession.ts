// What is done with a session that nobody drives: its worktrees taken away, its merge taken back. The engine's own rooms
// do it; nothing goes that is kept nowhere else.
import type { StoreFolder } from "../../core/log/store";
import type { Origin } from "../../protocol/approval";
import type { Reply } from "../../protocol/command";
import type { RunView } from "../../protocol/run";
import { hostVariables } from "../environment";
import { refused } from "./refused";

interface Ended {
  view: RunView;
  runs: StoreFolder;
}

/** Failed agents' trees go too: what is in them stays under refs of the archive. */
export async function cleanSession({
  view,
  runs,
}: Ended): Promise<Reply<{ removed: number; kept: string[] }>> {
  const { cleanSession: clean } = await import("../../core/host/sessionEnd");
  const place = { variables: hostVariables(), folder: view.folder };
  const cleaned = await clean(place, runs, view, { keep: [] });
  if (!cleaned.ok) return cleaned;
  const kept = cleaned.value.flatMap(({ path, kept: why }) =>
    why === null ? [] : [`${path} stays: ${why}`],
  );
  return { ok: true, removed: cleaned.value.length - kept.length, kept };
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
