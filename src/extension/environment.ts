// The one place where the extension reads its process's environment. What it hands out is a copy.

/** The variables the engine and its children start from; the editor's own are left out. */
export function hostVariables(): Readonly<Record<string, string | undefined>> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name));
  return Object.fromEntries(kept);
}
