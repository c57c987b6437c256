// Asks a person for one of the window's folders, where there are several.
import * as vscode from "vscode";
import { realFolders } from "./book/engines";

/** @returns its real path; null where the person left. */
export async function pickFolder(question: string): Promise<string | null> {
  const items = realFolders().map((path) => ({
    label: path.replace(/^.*[/\\]/, ""),
    description: path,
    path,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: question });
  return picked?.path ?? null;
}
