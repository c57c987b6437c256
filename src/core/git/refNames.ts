// Which names refs have, told from git's files without a process of git. Says nothing of what they stand for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names of refs below prefixes such as `refs/heads`; null where they are not kept as files and git has to be asked. A name
 * that is just being made or taken away may be there or not, as it may in git's own answer.
 */
export function refNames(commonDir: string, prefixes: readonly string[]): string[] | null {
  if (existsSync(join(commonDir, "reftable"))) return null;
  const names = new Set<string>();
  // Loose ones first: packing writes the packed file before it takes them away.
  for (const prefix of prefixes) addLoose(commonDir, prefix, names);
  for (const line of textOf(join(commonDir, "packed-refs")).split("\n")) {
    const name = /^[0-9a-f]{40,64} (refs\/.+)$/.exec(line)?.[1];
    if (name !== undefined && prefixes.some((prefix) => name.startsWith(`${prefix}/`))) names.add(name);
  }
  return [...names];
}

function addLoose(commonDir: string, folder: string, names: Set<string>): void {
  for (const entry of entriesOf(join(commonDir, folder))) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) addLoose(commonDir, name, names);
    else if (!name.endsWith(".lock")) names.add(name);
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (isMissing(thrown)) return "";
    throw thrown;
  }
}

function isMissing(thrown: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((thrown as { code?: string }).code ?? "");
}
