// The page of a pane: one script, one style sheet, and a policy that lets nothing else in.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export type PaneKind = "sidebar" | "trace" | "agents";

/** Folders a pane may read from; nothing else of the disk can be shown in it. */
export function paneRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, "dist", "webview"), vscode.Uri.joinPath(extension, "media")];
}

/** The sign on the tab of a panel: a picture takes no colour of the theme. */
export function tabIcon(extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (name: string) => vscode.Uri.joinPath(extension, "media", name);
  return { light: icon("kilo.svg"), dark: icon("kilo-dark.svg") };
}

/** The page, with a nonce of its own for each load. */
export function paneHtml(webview: vscode.Webview, extension: vscode.Uri, pane: PaneKind): string {
  const nonce = randomBytes(18).toString("base64url");
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
  const { cspSource } = webview;
  const policy = [
    "default-src 'none'",
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file(`${pane}.css`)}">
<title>Kilo</title>
</head>
<body data-pane="${pane}">
<div id="root"></div>
<script nonce="${nonce}" src="${file(`${pane}.js`)}"></script>
</body>
</html>
`;
}
