// Saves a run's log where the person says: the log alone, or a folder with log and report. Copies bytes, changes nothing.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { KiloHost } from "../kiloHost";
import type { PaneReply } from "./answerQuery";

export async function exportRun(host: KiloHost, run: string): Promise<PaneReply> {
  const [folder, engine] = await Promise.all([host.book.pathOf(run), host.book.engineOf(run)]);
  if (!folder || !engine) return { ok: false, message: `The run ${run} is not here any more.` };
  const target = await vscode.window.showSaveDialog({
    title: "Export the run",
    saveLabel: "Export",
    filters: { "Run log": ["jsonl"], "Folder with log and report": ["*"] },
    ...startOf(run),
  });
  if (!target) return { ok: true, value: null };
  const log = join(folder, "events.jsonl");
  if (target.fsPath.endsWith(".jsonl")) {
    await copyFile(log, target.fsPath);
    return { ok: true, value: target.fsPath };
  }
  await mkdir(target.fsPath, { recursive: true });
  await copyFile(log, join(target.fsPath, "events.jsonl"));
  const report = await engine.ask(run, { type: "report" });
  if (report.ok && report.answer.type === "report" && report.answer.text !== null) {
    await writeFile(join(target.fsPath, "report.md"), report.answer.text);
  }
  return { ok: true, value: target.fsPath };
}

function startOf(run: string): { defaultUri?: vscode.Uri } {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder ? { defaultUri: vscode.Uri.joinPath(folder, `${run}.jsonl`) } : {};
}
