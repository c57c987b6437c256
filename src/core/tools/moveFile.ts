// move_file: moves or renames a file, or a small folder, to a name that is free. Links are not followed and not moved.
import * as z from "zod";
import { counted } from "../../protocol/counted";
import { isSecondName, moveFile as move, removeEmptyFolder } from "./changeFile";
import { type EntryFiles, entryFiles } from "./entryFiles";
import { resolveEntry, resolveInside } from "./paths";
import { defineTool, type ToolContext, toolError } from "./tool";
import { failed, guarded, refusedTarget } from "./writeCall";

const input = z.object({ from: z.string(), to: z.string() });

export const moveFile = defineTool({
  name: "move_file",
  description: "Move or rename a file or a small folder; the new name must be free.",
  input,
  prepare: async ({ from, to }, context) => {
    const source = resolveEntry(context.root, from);
    if (!source.ok) return failed(source.failure);
    const target = resolveInside(context.root, to);
    if (!target.ok) return failed(target.failure);
    const [old, fresh] = [source.value.relative, target.value.relative];
    // A move that was cut off between its two steps is finished by being asked for again.
    const isHalfMoved = isSecondName(source.value, target.value);
    if (target.value.stats && !isHalfMoved) return toolError(`${fresh} exists already.`);
    if (`${fresh}/`.startsWith(`${old}/`)) return toolError(`${old} cannot be moved into itself.`);
    const found = entryFiles(source.value);
    if (!found.ok) return failed(found.failure);
    const moves = found.value.files.map(({ path, hash }) => ({
      path,
      hash,
      to: fresh + path.slice(old.length),
    }));
    const targets = [old, fresh, ...moves.flatMap((each) => [each.path, each.to])];
    const refused = targets.map(refusedTarget).find((answer) => answer !== null);
    if (refused) return refused;
    return {
      effect: "write",
      targets: [...new Set(targets)],
      writes: moves.flatMap(({ path, hash, to: place }) => [
        { path, before: hash, after: null },
        { path: place, before: isHalfMoved ? hash : null, after: hash },
      ]),
      diff: moves.map((each) => `rename from ${each.path}\nrename to ${each.to}\n`).join(""),
      run: () => guarded(() => carryOut(context, found.value, moves, `Moved ${old} to ${fresh}.`)),
    };
  },
});

function carryOut(
  { root, lost }: ToolContext,
  { folders }: EntryFiles,
  moves: { path: string; to: string; hash: string }[],
  text: string,
) {
  for (const { path, to, hash } of moves) move(root, path, to, hash, lost);
  for (const folder of folders) removeEmptyFolder(folder, lost);
  const seen = moves.map(({ to, hash }) => ({ path: to, hash }));
  return { text, note: `${counted(moves.length, "file")} moved`, seen };
}
