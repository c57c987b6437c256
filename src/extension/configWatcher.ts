// Tells when what holds here may have changed: the user's files, the project's file, VS Code's settings and models, the
// folders of the window, its trust, and the keys. May tell for nothing; reads none of them.
import { join } from "node:path";
import * as vscode from "vscode";
import { kiloHome } from "../core/config/kiloHome";
import { realFolders } from "./book/engines";
import { watchFolder } from "./book/watchFolder";
import { hostVariables } from "./environment";
import { isKey } from "./secrets";

export function watchConfig(
  { secrets }: Pick<vscode.ExtensionContext, "secrets">,
  changed: () => void,
): vscode.Disposable {
  const ends = new Map<string, () => void>();

  /** A folder that is not trusted is not looked into, not even for changes. */
  function watchFolders(): void {
    const projects = vscode.workspace.isTrusted
      ? realFolders().map((folder) => join(folder, ".kilocode"))
      : [];
    const wanted = new Set([kiloHome(hostVariables()), ...projects]);
    for (const [path, end] of ends) {
      if (wanted.has(path)) continue;
      end();
      ends.delete(path);
    }
    for (const path of wanted) if (!ends.has(path)) ends.set(path, watchFolder(path, changed));
  }

  function folders(): void {
    watchFolders();
    changed();
  }

  watchFolders();
  const heard = [
    vscode.workspace.onDidChangeWorkspaceFolders(folders),
    vscode.workspace.onDidGrantWorkspaceTrust(folders),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("kilo")) changed();
    }),
    // Older forks of VS Code have no models of their own.
    ...(vscode.lm?.onDidChangeChatModels ? [vscode.lm.onDidChangeChatModels(changed)] : []),
    secrets.onDidChange((event) => {
      if (isKey(event)) changed();
    }),
  ];
  return {
    dispose() {
      for (const one of heard) one.dispose();
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
}
