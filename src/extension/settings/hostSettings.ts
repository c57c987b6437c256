// The settings that hold for a folder in this window: the user's file, VS Code's settings, the project's file, and the
// keys. Read anew each time; nothing of a folder is read before it is trusted.
import * as vscode from "vscode";
import type { ConfigFlags } from "../../core/config/effective";
import type { LoadedSettings } from "../../core/host/loadSettings";
import type { Result } from "../../protocol/failure";
import { hostVariables } from "../environment";
import { findSecret } from "../secrets";

/**
 * @param folder real path of a workspace folder; null where there is none, and then only the user's own settings hold.
 * @param flags what a person said for this one run.
 * @param what it is for: sessions have keys of their own in a project's file.
 * @returns the first mistake as a sentence with its place.
 */
export async function hostSettings(
  context: Pick<vscode.ExtensionContext, "secrets">,
  folder: string | null,
  flags: ConfigFlags = {},
  what: "run" | "session" = "run",
): Promise<Result<LoadedSettings>> {
  // The form of settings and the reader of files are loaded when they are first needed: a window that only shows the
  // sidebar starts without them.
  const [{ settingsLayer }, { loadSettings }] = await Promise.all([
    import("./settingsLayer"),
    import("../../core/host/loadSettings"),
  ]);
  const editor = settingsLayer(folder);
  if (!editor.ok) return editor;
  const loaded = await loadSettings(
    { variables: hostVariables(), folder: folder ?? "" },
    {
      flags,
      terminal: true,
      trusted: folder !== null && vscode.workspace.isTrusted,
      editor: editor.value,
      session: what === "session",
    },
  );
  if (!loaded.ok) return loaded;
  return { ok: true, value: { ...loaded.value, secret: findSecret(context, loaded.value.secret) } };
}
