// Keys of models in VS Code's secret storage, before the environment and the credentials file. A key is handed to its
// provider and to nothing else: never into settings, logs or messages.
import type * as vscode from "vscode";
import type { FindSecret } from "../core/config/credentials";

const prefix = "kilo.key.";

/** @param fallback the environment and the credentials file. */
export function findSecret(
  { secrets }: Pick<vscode.ExtensionContext, "secrets">,
  fallback: FindSecret,
): FindSecret {
  return async (name) => (await secrets.get(prefix + name)) || fallback(name);
}

/** @param name of the key, as in `ANTHROPIC_API_KEY`. */
export async function storeKey(
  { secrets }: Pick<vscode.ExtensionContext, "secrets">,
  name: string,
  key: string,
): Promise<void> {
  await secrets.store(prefix + name, key);
}

export async function deleteKey(
  { secrets }: Pick<vscode.ExtensionContext, "secrets">,
  name: string,
): Promise<void> {
  await secrets.delete(prefix + name);
}

/** Those of the names whose keys are stored here. */
export async function storedKeys(
  { secrets }: Pick<vscode.ExtensionContext, "secrets">,
  names: readonly string[],
): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => Boolean(await secrets.get(prefix + name))));
  return names.filter((_, index) => found[index]);
}

/** Whether a change of the storage is about a key of ours. */
export function isKey({ key }: vscode.SecretStorageChangeEvent): boolean {
  return key.startsWith(prefix);
}
