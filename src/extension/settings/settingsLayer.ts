// The settings `kilo.*` as VS Code holds them for a folder.
import * as vscode from "vscode";
import type { EditorSettings } from "../../core/config/editorSettings";
import type { Result } from "../../protocol/failure";
import { layerOf } from "./layerOf";

/** @param folder whose workspace settings count; null where there is none. */
export function settingsLayer(folder: string | null): Result<EditorSettings> {
  const scope = folder === null ? null : vscode.Uri.file(folder);
  const section = vscode.workspace.getConfiguration("kilo", scope);
  return layerOf((name) => section.inspect(name));
}
