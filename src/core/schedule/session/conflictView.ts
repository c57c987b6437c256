// A conflict as the log keeps it.
import type { ConflictView } from "../../../protocol/session";
import { type Conflict, describeConflict } from "../../fleet/merge/conflict";

/** @param names who the sides are. */
export function conflictView(conflict: Conflict, names?: { ours: string; theirs: string }): ConflictView {
  const { kind, paths } = conflict;
  return { kind, paths, text: describeConflict(conflict, names) };
}
