// Workspace files by letters of their path, for the composer. Asks VS Code, which leaves out what the person excluded;
// keeps the answer for a while, and forgets it when files come or go.
import * as vscode from "vscode";
import { rankPaths } from "./rankPaths";

export interface FileIndex extends vscode.Disposable {
  /** Paths relative to their workspace folder, best first, at most 50. */
  find(letters: string): Promise<string[]>;
}

const mostFiles = 20_000;
const mostAnswers = 50;
const keptMs = 30_000;

export function createFileIndex(): FileIndex {
  let files: { paths: Promise<string[]>; at: number } | null = null;
  const forget = () => {
    files = null;
  };
  const ends = [
    vscode.workspace.onDidCreateFiles(forget),
    vscode.workspace.onDidDeleteFiles(forget),
    vscode.workspace.onDidRenameFiles(forget),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
  ];
  return {
    async find(letters) {
      if (!files || Date.now() - files.at > keptMs) files = { paths: listFiles(), at: Date.now() };
      return rankPaths(await files.paths, letters, mostAnswers);
    },
    dispose() {
      for (const end of ends) end.dispose();
    },
  };
}

async function listFiles(): Promise<string[]> {
  // Without a pattern of its own, findFiles leaves out `files.exclude` only.
  const found = await vscode.workspace.findFiles("**/*", excluded(), mostFiles);
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return found.map((uri) => vscode.workspace.asRelativePath(uri, several)).sort();
}

/** `files.exclude` and `search.exclude` as one pattern, and folders no prompt ever means. */
function excluded(): string {
  const patterns = new Set(["**/.git/**", "**/node_modules/**"]);
  for (const section of ["files", "search"]) {
    const given = vscode.workspace.getConfiguration(section).get<Record<string, unknown>>("exclude") ?? {};
    // Commas and braces would change the pattern around them.
    for (const [pattern, on] of Object.entries(given)) {
      if (on === true && !/[{},]/.test(pattern)) patterns.add(pattern);
    }
  }
  return `{${[...patterns].join(",")}}`;
}
