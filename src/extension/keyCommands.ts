// `Kilo: Set API Key` and `Kilo: Remove API Key`: a provider is picked, the key goes into secret storage. It is asked
// for in a box that does not show it, and is neither logged nor echoed.
import * as vscode from "vscode";
import { type KeyChoice, keyChoices, keyProblem } from "./keyChoices";
import { deleteKey, storedKeys, storeKey } from "./secrets";

type Providers = Parameters<typeof keyChoices>[0];
type Context = Pick<vscode.ExtensionContext, "secrets">;

/** @returns the name of the key that was set, or null where the person left. */
export async function setKey(context: Context, providers: Providers): Promise<string | null> {
  const choice = await pick(context, keyChoices(providers), "Whose key?");
  if (!choice) return null;
  const key = await vscode.window.showInputBox({
    title: `Key for ${choice.label}`,
    prompt: `Kept in secret storage as ${choice.name}. It goes before the environment and credentials.toml.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: keyProblem,
  });
  if (key === undefined || keyProblem(key) !== null) return null;
  await storeKey(context, choice.name, key.trim());
  vscode.window.setStatusBarMessage(`$(key) The key for ${choice.label} is stored.`, 5000);
  return choice.name;
}

/** @returns the name of the key that was removed, or null where there was none or the person left. */
export async function removeKey(context: Context, providers: Providers): Promise<string | null> {
  const choices = keyChoices(providers);
  const stored = await storedKeys(
    context,
    choices.map(({ name }) => name),
  );
  if (stored.length === 0) {
    void vscode.window.showInformationMessage("No key is stored in VS Code.");
    return null;
  }
  const choice = await pick(
    context,
    choices.filter(({ name }) => stored.includes(name)),
    "Remove whose key?",
  );
  if (!choice) return null;
  await deleteKey(context, choice.name);
  vscode.window.setStatusBarMessage(`$(key) The key for ${choice.label} is removed.`, 5000);
  return choice.name;
}

async function pick(
  context: Context,
  choices: readonly KeyChoice[],
  placeHolder: string,
): Promise<KeyChoice | null> {
  const stored = await storedKeys(
    context,
    choices.map(({ name }) => name),
  );
  const items = choices.map((choice) => ({
    label: choice.label,
    description: stored.includes(choice.name) ? `${choice.name} · stored` : choice.name,
    ...(choice.detail === null ? {} : { detail: choice.detail }),
    choice,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true });
  return picked?.choice ?? null;
}
