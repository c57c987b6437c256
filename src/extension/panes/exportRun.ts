// Saves a run where the person says, after asking how much of it: the log alone, with its report, or with every text in full.
// Copies bytes, which had known secrets taken out before they were written; changes nothing. Its owner alone can read them.
import { chmod, copyFile, cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { KiloHost } from "../kiloHost";
import type { PaneReply } from "./answerQuery";

type Extent = "log" | "report" | "texts";

const extents: (vscode.QuickPickItem & { extent: Extent })[] = [
  {
    extent: "log",
    label: "The log",
    detail: "One file: what happened, every command and answer; long texts are only named in it.",
  },
  {
    extent: "report",
    label: "The log and the report",
    detail: "A folder: the same, and what changed, what was checked and what it cost.",
  },
  {
    extent: "texts",
    label: "The log, the report and all texts",
    detail:
      "A folder: the same, with prompts, answers, files that were read and outputs of commands in full.",
  },
];

export async function exportRun(host: KiloHost, run: string): Promise<PaneReply> {
  const [folder, engine] = await Promise.all([host.book.pathOf(run), host.book.engineOf(run)]);
  if (!folder || !engine) return { ok: false, message: `The run ${run} is not here any more.` };
  const picked = await vscode.window.showQuickPick(extents, {
    title: "Export the run",
    placeHolder: "What shall be in it? Known secrets are taken out; read it before you pass it on.",
    ignoreFocusOut: true,
  });
  if (!picked) return { ok: true, value: null };
  const target = await vscode.window.showSaveDialog({
    title: "Export the run",
    saveLabel: "Export",
    filters: picked.extent === "log" ? { "Run log": ["jsonl"] } : { Folder: ["*"] },
    ...startOf(picked.extent === "log" ? `${run}.jsonl` : run),
  });
  if (!target) return { ok: true, value: null };
  const place = target.fsPath;
  const log = join(folder, "events.jsonl");
  if (picked.extent === "log") {
    await keep(log, place);
    return { ok: true, value: place };
  }
  await mkdir(place, { recursive: true, mode: 0o700 });
  await keep(log, join(place, "events.jsonl"));
  if (picked.extent === "texts") await cp(join(folder, "blobs"), join(place, "blobs"), { recursive: true });
  const report = await engine.ask(run, { type: "report" });
  if (report.ok && report.answer.type === "report" && report.answer.text !== null) {
    await writeFile(join(place, "report.md"), report.answer.text, { mode: 0o600 });
  }
  return { ok: true, value: place };
}

/** A file that was there keeps its mode when it is written over. */
async function keep(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o600);
}

function startOf(name: string): { defaultUri?: vscode.Uri } {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {};
}
