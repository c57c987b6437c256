// Settings as they were inspected, as a layer over the user's file. Only what somebody set counts: a default of the
// manifest is no setting. Everything else about them is the engine's. Pure.
import type * as vscode from "vscode";
import {
  type EditorSettings,
  type EditorValue,
  editorKeys,
  readEditorSettings,
} from "../../core/config/editorSettings";
import { roles } from "../../core/roles/index";
import type { Result } from "../../protocol/failure";

/** What VS Code tells about one setting. */
export type Inspected = Pick<
  NonNullable<ReturnType<vscode.WorkspaceConfiguration["inspect"]>>,
  "globalValue" | "workspaceValue" | "workspaceFolderValue"
>;

/** @param inspect tells of a setting by its name behind `kilo.`. */
export function layerOf(inspect: (name: string) => Inspected | undefined): Result<EditorSettings> {
  const names = roles.map(({ name }) => name);
  const values = editorKeys(names).flatMap(({ name }): EditorValue[] => {
    const found = inspect(name);
    if (!found) return [];
    return [{ name, user: found.globalValue, workspace: [found.workspaceValue, found.workspaceFolderValue] }];
  });
  return readEditorSettings(values, names);
}
