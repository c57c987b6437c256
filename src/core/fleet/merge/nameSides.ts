// Git's marks of a conflict name the commits that met, which tell a person nothing: the merged tree with names in their place.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lineCommand, plainCommand, splitNul } from "../../git/command";
import { listTree } from "../../git/commands/listTree";
import { readBlobs } from "../../git/commands/readBlobs";
import { changeIndex, storeFiles, storeIndex } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { withBench } from "./workingForm";

/** A commit of the merge, and what it is called. */
export interface NamedSide {
  commit: string;
  name: string;
}

/**
 * @param tree what `foresee` merged from just these two.
 * @returns the tree with other marks; the same where git left none. Throws FailureError.
 */
export async function nameSides(
  git: Git,
  scratchFolder: string,
  tree: string,
  ours: NamedSide,
  theirs: NamedSide,
): Promise<string> {
  const sides = [
    { mark: `<<<<<<< ${ours.commit}`, named: `<<<<<<< ${ours.name}` },
    { mark: `>>>>>>> ${theirs.commit}`, named: `>>>>>>> ${theirs.name}` },
  ];
  const words = ["grep", "-l", "-z", "-F", ...sides.flatMap(({ mark }) => ["-e", mark]), tree];
  const found = demand(await git.runBytes(words, { okCodes: [0, 1] }));
  const paths = splitNul(found.stdout).map((name) => name.slice(tree.length + 1));
  if (paths.length === 0) return tree;
  const marked = new Set(paths);
  const entries = demand(await git.ask(listTree(tree))).filter(({ path }) => marked.has(path));
  const contents = demand(await git.ask(readBlobs(entries.map(({ blob }) => blob))));
  const gitDir = demand(await git.ask(lineCommand(["rev-parse", "--absolute-git-dir"])));
  return withBench(git, gitDir, scratchFolder, async (bench) => {
    const files = contents.map((bytes, index) => {
      const file = join(bench.folder, String(index));
      writeFileSync(file, renamed(bytes ?? Buffer.alloc(0), sides));
      return file;
    });
    const blobs = demand(await bench.git.ask(storeFiles(files)));
    const lines = entries.map(({ path, mode }, index) => ({
      path,
      entry: { mode, blob: blobs[index] ?? "" },
    }));
    demand(await bench.git.ask(plainCommand(["read-tree", tree])));
    demand(await bench.git.ask(changeIndex(lines, "0".repeat(40))));
    return demand(await bench.git.ask(storeIndex()));
  });
}

/** Byte for byte but for its marks: a line of its own each, with the path behind a colon where a side renamed the file. */
function renamed(bytes: Buffer, sides: readonly { mark: string; named: string }[]): Buffer {
  let text = bytes.toString("latin1");
  for (const { mark, named } of sides) {
    const name = Buffer.from(named, "utf8").toString("latin1");
    text = text.replace(new RegExp(`^${mark}(?=[:\\r\\n]|$)`, "gm"), () => name);
  }
  return Buffer.from(text, "latin1");
}
