// Says a mistake in the configuration once, with a button that opens the place. It is not said again before it changed.
import * as vscode from "vscode";
import { noticeText } from "../chat/noticeText";
import { problemPlace } from "./problemPlace";

/** @returns takes the problem of the moment, or null, with the folder it was found in. */
export function createProblemNotice(): (problem: string | null, folder: string | null) => void {
  let said: string | null = null;
  return (problem, folder) => {
    if (problem === said) return;
    said = problem;
    if (problem !== null) void say(problem, folder);
  };
}

async function say(problem: string, folder: string | null): Promise<void> {
  const place = problemPlace(problem, folder);
  const button = place?.kind === "setting" ? "Open Settings" : "Open File";
  const [first = problem] = problem.split("\n", 1);
  const words = noticeText(`Kilo cannot use its configuration: ${first}`);
  const pressed = await vscode.window.showErrorMessage(words, ...(place ? [button] : []));
  if (pressed !== undefined) await openProblem(problem, folder);
}

/**
 * Opens the file at the line, or the settings at the setting, that a problem names.
 * @returns false where it names none.
 */
export async function openProblem(problem: string, folder: string | null): Promise<boolean> {
  const place = problemPlace(problem, folder);
  if (place === null) return false;
  if (place.kind === "setting") {
    const scope = place.workspace ? "Workspace" : "";
    await vscode.commands.executeCommand(`workbench.action.open${scope}Settings`, place.name);
  } else {
    const at = new vscode.Position(Math.max(0, place.line - 1), 0);
    await vscode.window.showTextDocument(vscode.Uri.file(place.path), {
      selection: new vscode.Range(at, at),
    });
  }
  return true;
}
