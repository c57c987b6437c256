// A repository that was begun inside a working tree. Its commits lie among the files and go with them, whatever the
// outer repository keeps: an entry for it there is only a name. Reads only.
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { splitNul } from "./command";
import type { Git } from "./git";
import { demand } from "./outcome";
import { refuse } from "./worktreePlace";

/** True where a folder holds a repository itself; a submodule's has a file that points into git's own folder. */
export function holdsRepository(folder: string): boolean {
  return lstatSync(join(folder, ".git"), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Why a working tree at `path` is not taken away. */
export function nestedRefusal(path: string, nested: string) {
  return refuse(
    `${path} holds a repository of its own at ${nested}, whose commits would be lost; move it away first.`,
  );
}

/** The folder of one in the working tree `tree` runs in, added or not; null where there is none. Throws FailureError. */
export async function findNested(tree: Git): Promise<string | null> {
  const list = async (words: readonly string[]) =>
    splitNul(demand(await tree.runBytes(["ls-files", "-z", ...words])).stdout);
  const others = await list(["--others", "--exclude-standard"]);
  const staged = (await list(["--stage"])).filter((line) => line.startsWith("160000 "));
  const added = staged.map((line) => `${line.slice(line.indexOf("\t") + 1)}/`);
  const nested = added.find((path) => holdsRepository(join(tree.folder, path)));
  return others.find((path) => path.endsWith("/")) ?? nested ?? null;
}
