// What holds for routing in this window while a person types: read from the settings, kept for a moment.
import type * as vscode from "vscode";
import { realFolders } from "../book/engines";
import { hostSettings } from "../settings/hostSettings";

const keptMs = 3_000;
const defaults = { enabled: true, threshold: 50 };

export function createRouting(
  context: Pick<vscode.ExtensionContext, "secrets">,
): () => Promise<typeof defaults> {
  let known: { read: Promise<typeof defaults>; at: number } | null = null;
  return () => {
    if (!known || Date.now() - known.at > keptMs) known = { read: readRouting(context), at: Date.now() };
    return known.read;
  };
}

/** A mistake in the configuration is said elsewhere. */
async function readRouting(context: Pick<vscode.ExtensionContext, "secrets">): Promise<typeof defaults> {
  const loaded = await hostSettings(context, realFolders()[0] ?? null);
  if (!loaded.ok) return defaults;
  const { enabled, threshold } = loaded.value.config;
  return { enabled, threshold };
}
