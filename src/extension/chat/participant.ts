// The chat's part of the extension: `@kilo`, the commands of its buttons, and the tool that lets other agents start a run.
// Registers doors and loads nothing; where an editor lacks one of them, the others work.
import * as vscode from "vscode";
import type { KiloHost } from "../kiloHost";
import { registerChat } from "./registerChat";

export function participant(host: KiloHost): vscode.Disposable {
  return vscode.Disposable.from(...registerChat(vscode, host));
}
