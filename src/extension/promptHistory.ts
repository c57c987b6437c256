// Earlier prompts of this window's folder, newest first, kept in the workspace's own state.
import type * as vscode from "vscode";

const key = "kilo.history";
const most = 100;
/** Longer ones are pasted material, which nobody goes back to with an arrow key. */
const longest = 20_000;

export function readHistory(state: Pick<vscode.Memento, "get">): string[] {
  const kept = state.get<unknown>(key);
  return Array.isArray(kept) ? kept.filter((prompt) => typeof prompt === "string") : [];
}

export async function rememberPrompt(
  state: Pick<vscode.Memento, "get" | "update">,
  prompt: string,
): Promise<void> {
  await state.update(key, withPrompt(readHistory(state), prompt));
}

/** A prompt given again moves to the front. */
export function withPrompt(history: readonly string[], prompt: string): string[] {
  const given = prompt.trim();
  if (given === "" || given.length > longest) return [...history];
  return [given, ...history.filter((known) => known !== given)].slice(0, most);
}
