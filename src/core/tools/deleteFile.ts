// delete_file: removes a file or a small folder. Links are not followed and not removed.
import * as z from "zod";
import { counted } from "../../protocol/counted";
import { removeEmptyFolder, removeFile } from "./changeFile";
import { entryFiles } from "./entryFiles";
import { resolveEntry } from "./paths";
import { defineTool } from "./tool";
import { failed, guarded, refusedTarget } from "./writeCall";

const input = z.object({ path: z.string() });

export const deleteFile = defineTool({
  name: "delete_file",
  description: "Delete a file or a small folder.",
  input,
  prepare: async ({ path }, { root, lost }) => {
    const target = resolveEntry(root, path);
    if (!target.ok) return failed(target.failure);
    const { relative } = target.value;
    const refused = refusedTarget(relative);
    if (refused) return refused;
    const found = entryFiles(target.value);
    if (!found.ok) return failed(found.failure);
    const { files, folders } = found.value;
    const inner = files.map((file) => refusedTarget(file.path)).find((answer) => answer !== null);
    if (inner) return inner;
    return {
      effect: "write",
      targets: [...new Set([relative, ...files.map((file) => file.path)])],
      writes: files.map((file) => ({ path: file.path, before: file.hash, after: null })),
      diff: files.map((file) => file.removal).join(""),
      run: () =>
        guarded(() => {
          for (const file of files) removeFile(root, file.path, file.hash, lost);
          for (const folder of folders) removeEmptyFolder(folder, lost);
          const note = `${counted(files.length, "file")} deleted`;
          return { text: `Deleted ${relative} (${counted(files.length, "file")}).`, note };
        }),
    };
  },
});
