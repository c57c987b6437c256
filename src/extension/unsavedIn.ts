// Editors with changes nobody has saved, on files of a run or of its worktrees: the disk does not tell of them.
import { relative, sep } from "node:path";
import * as vscode from "vscode";
import type { RunView } from "../protocol/run";

const mostNamed = 10;

/** @returns their paths, relative to the run's folder. */
export function unsavedIn({ folder, files, applied, session }: RunView): string[] {
  const changed = [
    ...Object.values(files).flatMap(({ path, before, after }) => (before === after ? [] : [path])),
    ...(applied?.written ?? []),
    ...(session?.committed?.written ?? []),
  ];
  return (
    unsaved()
      .map((path) => relative(folder, path).split(sep).join("/"))
      // A session's paths begin at the top of the repository, above a folder that is a part of it.
      .filter((own) => changed.some((path) => path === own || path.endsWith(`/${own}`)))
  );
}

/** @returns the paths of files below any of the folders. */
export function unsavedBelow(folders: readonly string[]): string[] {
  return unsaved().filter((path) => folders.some((folder) => path.startsWith(folder + sep)));
}

/** Why something is not done, and the cure, to stand inside a sentence. */
export function unsavedWords(paths: readonly string[]): string {
  return `because changes of yours are not saved: ${paths.slice(0, mostNamed).join(", ")}. Save or revert them`;
}

/** Absolute paths of files in editors with changes that are on no disk. */
function unsaved(): string[] {
  const documents = vscode.workspace.textDocuments;
  return documents.flatMap(({ isDirty, uri }) => (isDirty && uri.scheme === "file" ? [uri.fsPath] : []));
}
