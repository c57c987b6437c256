// Commands that are about the extension and not about a run: keys, configuration, log, walkthrough, the command line.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { kiloHome } from "../core/config/kiloHome";
import { toFailure } from "../protocol/failure";
import { realFolders } from "./book/engines";
import { hostVariables } from "./environment";
import { installCommand, refreshCommand } from "./installCommand";
import { removeKey, setKey } from "./keyCommands";
import type { KiloHost } from "./kiloHost";
import type { LauncherParts, LauncherWorld } from "./launcher";
import { openProblem } from "./settings/configProblem";
import { hostSettings } from "./settings/hostSettings";

/** Where the installed launcher lies, so that an update of the extension can point it to the new version. */
const launcherKey = "kilo.launcher";
/** VS Code tells no one when it has read a walkthrough's steps; the page is drawn well before. */
const walkthroughMs = 1000;
const windows = process.platform === "win32";

export function hostCommands(host: KiloHost): vscode.Disposable {
  const { context, log } = host;
  const commands: Record<string, () => unknown> = {
    "kilo.setKey": async () => setKey(context, await providersOf(context)),
    "kilo.removeKey": async () => removeKey(context, await providersOf(context)),
    "kilo.openConfig": () => openConfig(host),
    "kilo.openSettings": () =>
      vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
    "kilo.openWalkthrough": () => openWalkthrough(context),
    "kilo.showLog": () => log.show(),
    "kilo.installCommand": () => install(context),
  };
  const known = context.globalState.get<string>(launcherKey);
  if (known !== undefined) setImmediate(() => void refreshCommand(known, launcherParts(context), windows));
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, act]) => vscode.commands.registerCommand(name, act)),
  );
}

/** `[providers]` of the configuration; a mistake in it must not keep a person from setting a key. */
async function providersOf(context: KiloHost["context"]) {
  const loaded = await hostSettings(context, realFolders()[0] ?? null);
  return loaded.ok ? loaded.value.config.providers : {};
}

/** The mistake, where there is one, wherever it stands; else the user's file, written with comments where there is none. */
async function openConfig({ state }: KiloHost): Promise<void> {
  const path = join(kiloHome(hostVariables()), "config.toml");
  const { configProblem } = state();
  if (configProblem !== null && (await openProblem(configProblem, realFolders()[0] ?? null))) return;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) {
      const { configTemplate } = await import("../core/config/configTemplate");
      await writeFile(path, configTemplate, { flag: "wx", mode: 0o600 });
    }
  } catch (thrown) {
    void vscode.window.showErrorMessage(`${path} cannot be written: ${toFailure(thrown).message}`);
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(path));
}

/**
 * A step that is done before VS Code knows the walkthrough is never ticked. So the manifest asks for a second condition,
 * which comes true only after the page is there.
 */
async function openWalkthrough({ extension }: KiloHost["context"]): Promise<void> {
  await vscode.commands.executeCommand(
    "workbench.action.openWalkthrough",
    `${extension.id}#kilo.start`,
    false,
  );
  setTimeout(
    () => void vscode.commands.executeCommand("setContext", "kilo.guideOpened", true),
    walkthroughMs,
  );
}

async function install(context: KiloHost["context"]): Promise<void> {
  const variables = hostVariables();
  const world: LauncherWorld = {
    windows,
    home: homedir(),
    path: variables.PATH ?? variables.Path ?? "",
    localData: variables.LOCALAPPDATA,
  };
  const installed = await installCommand(world, launcherParts(context));
  if (!installed.ok) {
    void vscode.window.showErrorMessage(installed.failure.message);
    return;
  }
  const { path, onPath } = installed.value;
  await context.globalState.update(launcherKey, path);
  if (onPath) {
    void vscode.window.showInformationMessage(`kilo-code is installed: ${path}`);
    return;
  }
  const folder = dirname(path);
  const line = windows ? `setx PATH "%PATH%;${folder}"` : `export PATH="${folder}:$PATH"`;
  const pressed = await vscode.window.showWarningMessage(
    `kilo-code is installed as ${path}, but ${folder} is not on your PATH. Add this line to your shell's start-up file: ${line}`,
    "Copy Line",
  );
  if (pressed !== undefined) await vscode.env.clipboard.writeText(line);
}

function launcherParts({ extensionPath }: KiloHost["context"]): LauncherParts {
  return {
    program: join(extensionPath, "dist", "kilo-code.cjs"),
    editor: process.execPath,
    electron: process.versions.electron !== undefined,
  };
}
