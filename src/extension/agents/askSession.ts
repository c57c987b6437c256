// Asks a person for a session: its folder where the window has several, its task in a box, and a session file where that
// folder has any. Reads names of files only.
import { basename, relative } from "node:path";
import * as vscode from "vscode";
import { realFolders } from "../book/engines";
import { pickFolder } from "../pickFolder";

export interface AskedSession {
  task: string;
  /** Real path of a workspace folder; null where there is one only. */
  folder: string | null;
  file: string | null;
}

interface FileItem extends vscode.QuickPickItem {
  path: string | null;
}

/** Files of `.kilocode` that are configuration and no sessions. */
const settings = new Set(["agent-manager.json", "agents-config.json", "mcp.json"]);
const mostFiles = 50;

/** @returns null where the person left. */
export async function askSession(): Promise<AskedSession | null> {
  // First of all: which files there are to choose from follows from it.
  const isOne = realFolders().length < 2;
  const folder = isOne ? null : await pickFolder("Which folder shall the agents work in?");
  if (folder === null && !isOne) return null;
  const file = await askFile(folder);
  if (file === undefined) return null;
  const task = await vscode.window.showInputBox({
    title: "Start an agent session",
    prompt:
      file === null
        ? "What shall the agents do? The orchestrator splits it among them."
        : `What shall the agents of ${basename(file)} do? Empty: what the file says.`,
    ignoreFocusOut: true,
    validateInput: (text) => (file === null && text.trim() === "" ? "Say what shall be done." : null),
  });
  return task === undefined ? null : { task: task.trim(), folder, file };
}

/** @returns the path, null for none, undefined where the person left. Asks only where there is something to choose. */
async function askFile(folder: string | null): Promise<string | null | undefined> {
  const wanted = ".kilocode/**/*.json";
  const found = await vscode.workspace.findFiles(
    folder === null ? wanted : new vscode.RelativePattern(vscode.Uri.file(folder), wanted),
    ".kilocode/{worktrees,agent-artifacts}/**",
    mostFiles,
  );
  const files = found.filter(({ path }) => !settings.has(path.replace(/^.*\//, "")));
  if (files.length === 0) return null;
  // Icons of their own: one within the label would be read out as a word of it.
  const none: FileItem = {
    label: "Let the orchestrator split the task",
    iconPath: new vscode.ThemeIcon("organization"),
    path: null,
  };
  const items = files.map((uri) => ({
    label: folder === null ? vscode.workspace.asRelativePath(uri, false) : relative(folder, uri.fsPath),
    iconPath: new vscode.ThemeIcon("json"),
    path: uri.fsPath,
  }));
  const picked = await vscode.window.showQuickPick<FileItem>([none, ...items], {
    placeHolder: "Agents of a session file, or of the orchestrator's choice?",
    ignoreFocusOut: true,
  });
  return picked?.path;
}
