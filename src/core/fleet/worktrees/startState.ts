// What a new worktree lacks because of how its repository is: submodules nobody has here, large files, sparse and shallow
// trees. Never fetches, never runs a filter; each finding is one sentence for the person and the agent.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { firstOf } from "../../../protocol/firstOf";
import { splitNul } from "../../git/command";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { adminDir } from "../../git/worktreePlace";
import { fillSubmodules } from "./fillSubmodules";
import type { Yard } from "./yard";

const namedAtMost = 3;

async function largeFilesIn({ commonDir }: Yard, tree: Git): Promise<string[]> {
  const attributes = join(tree.folder, ".gitattributes");
  const isSaid = existsSync(attributes) && /filter=lfs/.test(readFileSync(attributes, "utf8"));
  // A folder below may say it too; who has such files has git lfs's own folder.
  if (!isSaid && !existsSync(join(commonDir, "lfs"))) return [];
  const env = { GIT_LITERAL_PATHSPECS: "0" };
  const listed = demand(await tree.runBytes(["ls-files", "-z", "--", ":(attr:filter=lfs)"], { env }));
  return splitNul(listed.stdout).filter((path) => isPointer(join(tree.folder, path)));
}

function isPointer(path: string): boolean {
  try {
    return readFileSync(path, "latin1").startsWith("version https://git-lfs.github.com/spec/");
  } catch {
    return false;
  }
}

/**
 * Fills what can be filled of a worktree that was just made.
 * @param submodules whether they are filled too.
 * @returns sentences about what is not as in the user's folder; empty where it is as whole as any.
 */
export async function describeTree(yard: Yard, path: string, submodules: boolean): Promise<string[]> {
  const tree = yard.git.at(path);
  const admin = adminDir(yard.commonDir, path);
  const { filled, empty } = await fillSubmodules(yard, tree, submodules);
  const largeFiles = await largeFilesIn(yard, tree);
  const notes: string[] = [];
  if (filled.length > 0)
    notes.push(
      `Submodules are filled here as files from your repository (${firstOf(filled, namedAtMost)}); what is changed in them is not taken over.`,
    );
  if (empty.length > 0)
    notes.push(
      `Submodules are left empty here (${firstOf(empty, namedAtMost)}); a setup script may fill them with \`git submodule update --init\`.`,
    );
  if (largeFiles.length > 0)
    notes.push(
      `Large files are left as pointers here (${firstOf(largeFiles, namedAtMost)}); a setup script may fill them with \`git lfs pull\`.`,
    );
  if (admin !== null && existsSync(join(admin, "info", "sparse-checkout")))
    notes.push("This tree is sparse like yours; files outside your sparse patterns are not in it.");
  if (existsSync(join(yard.commonDir, "shallow")))
    notes.push("This repository is shallow; commits before its oldest one cannot be merged or compared.");
  return notes;
}
