// Editors with changes nobody has saved, on files of a run or of its worktrees: the disk does not tell of them.
import { relative, sep } from "node:path";
import * as vscode from "vscode";
import type { RunView } from "../protocol/run";

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

/** Absolute paths of files in editors with changes that are on no disk. */
function unsaved(): string[] {
  const documents = vscode.workspace.textDocuments;
  return documents.flatMap(({ isDirty, uri }) => (isDirty && uri.scheme === "file" ? [uri.fsPath] : []));
}
