// Opens a file of the workspace in an editor. A path that leads outside of it, by dots or by a link, opens nothing.
import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import * as vscode from "vscode";
import { realFolders } from "../book/engines";
import type { KiloHost } from "../kiloHost";
import type { PaneReply } from "./answerQuery";

/** @param line from 1; null for wherever the editor was. */
export async function openFile(host: KiloHost, path: string, line: number | null): Promise<PaneReply> {
  const found = await findInside(path, host.book.chosen()?.folder ?? null);
  if (found === null) return { ok: false, message: `There is no file ${path} in this workspace.` };
  const at = line === null ? null : new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(found), {
    preview: true,
    ...(at ? { selection: new vscode.Range(at, at) } : {}),
  });
  return { ok: true, value: null };
}

/** The real path of a workspace file; null for what is none. */
async function findInside(path: string, first: string | null): Promise<string | null> {
  const folders = realFolders();
  const ordered = first && folders.includes(first) ? [first, ...folders] : folders;
  for (const folder of ordered) {
    const real = await realpath(resolve(folder, path)).catch(() => null);
    if (real && folders.some((one) => isInside(one, real))) return real;
  }
  return null;
}

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
