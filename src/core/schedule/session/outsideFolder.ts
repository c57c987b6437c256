// What a task changed outside the only folder its agent may write in. Its tools refuse such a path before they write; where
// a shell command writes is known only afterwards. Pure.
import type { ChangedFile } from "../../../protocol/approvalSubject";
import { firstOf } from "../../../protocol/firstOf";
import type { TaskView } from "../../../protocol/task";
import { isBelow } from "../../policy/toolPolicy";

/** Paths named in one sentence. */
const mostNamed = 10;

export interface OutsideFolder {
  folder: string;
  /** The first of the paths, in words. */
  paths: string;
  count: number;
}

/** @returns null where nothing lies outside, or the task may write anywhere. */
export function outsideFolder(
  { rights: { writeIn } }: Pick<TaskView, "rights">,
  files: readonly ChangedFile[],
): OutsideFolder | null {
  if (writeIn === undefined) return null;
  const outside = files.map(({ path }) => path).filter((path) => !isBelow(path, writeIn));
  if (outside.length === 0) return null;
  return { folder: writeIn, paths: firstOf(outside, mostNamed), count: outside.length };
}

/** What the agent is told, once. */
export function outsideRefusal({ folder, paths }: OutsideFolder): string {
  return `You changed ${paths} outside ${folder}, the only folder you may write in. Put that back as it was and end again; where it has to stay, end again and say why: a person decides then.`;
}
