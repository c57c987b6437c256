// Tells a person who began a run, or went on with one, what else is at work in its folder.
import * as vscode from "vscode";
import { atWorkBeside, besideWords } from "../core/host/beside";
import type { EngineHandle } from "../core/host/openEngineAt";

/** Waits for nobody to read it. */
export async function sayBeside(handle: EngineHandle, run: string): Promise<void> {
  for (const met of await atWorkBeside(handle, run)) {
    const words = besideWords(met);
    if (words === null) continue;
    const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
    void vscode.window.showInformationMessage(sentence);
  }
}
