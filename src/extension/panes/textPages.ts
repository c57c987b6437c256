// Texts shown in VS Code's own editors that are no files: sides of a diff, a report. Read-only, kept as long as somebody
// may look at them again, the oldest forgotten first.
import * as vscode from "vscode";

export const textScheme = "kilo-diff";

export interface TextPages extends vscode.Disposable {
  /** @param path names the page for the person; its ending tells the language. */
  put(path: string, text: string): vscode.Uri;
}

const mostPages = 400;

export function createTextPages(): TextPages {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registered = vscode.workspace.registerTextDocumentContentProvider(textScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) =>
      texts.get(uri.toString()) ?? "This text is no longer kept; open it again.",
  });
  return {
    put(path, text) {
      const uri = vscode.Uri.from({ scheme: textScheme, path: `/${path.replace(/^\/+/, "")}` });
      const key = uri.toString();
      const before = texts.get(key);
      texts.delete(key);
      texts.set(key, text);
      for (const old of texts.keys()) if (texts.size > mostPages) texts.delete(old);
      if (before !== undefined && before !== text) changed.fire(uri);
      return uri;
    },
    dispose() {
      registered.dispose();
      changed.dispose();
      texts.clear();
    },
  };
}
