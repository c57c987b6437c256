// write_file: a new file, or the whole new content of one the task has read. An existing file keeps its encoding,
// byte order mark, mode and, where it has only one kind, its line ends.
import * as z from "zod";
import { encodeText, formatName, plainFormat, unwritableCharacter } from "./encoding";
import { onlyLineEnd } from "./lineEnds";
import { readText, type TextFile } from "./textFile";
import { defineTool, type ToolOutput, toolError } from "./tool";
import { failed, isTarget, preparedWrite, staleError, writableTarget } from "./writeCall";

const input = z.object({ path: z.string(), content: z.string() });

export const writeFile = defineTool({
  name: "write_file",
  description: "Create a file with its folders, or replace all of a file you have read.",
  input,
  prepare: async ({ path, content }, context) => {
    const target = writableTarget(context, path);
    if (!isTarget(target)) return target;
    const { relative } = target;
    if (!target.stats) {
      const fresh = contentFor(relative, null, content);
      const done = (note: string) => `Created ${relative} (${note}).`;
      return "note" in fresh ? fresh : preparedWrite(context, { target, old: null, ...fresh, done });
    }
    const read = readText(target);
    if (!read.ok) return failed(read.failure);
    if (!context.seen.has(relative)) {
      return toolError(
        `${relative} exists. Read it before you replace it, or change it with edit_file.`,
        "not read",
      );
    }
    const stale = staleError(context, relative, read.value);
    if (stale) return stale;
    const changed = contentFor(relative, read.value, content);
    if ("note" in changed) return changed;
    if (changed.bytes.equals(read.value.bytes))
      return toolError(`${relative} has this content already.`, "no change");
    const done = (note: string) => `Replaced ${relative} (${note}).`;
    return preparedWrite(context, { target, old: read.value, ...changed, done });
  },
});

function contentFor(
  relative: string,
  old: TextFile | null,
  content: string,
): { text: string; bytes: Buffer } | ToolOutput {
  const format = old?.format ?? plainFormat;
  const lineEnd = onlyLineEnd(old?.text ?? "");
  const text =
    lineEnd && lineEnd !== "\n" && !content.includes("\r") ? content.replaceAll("\n", lineEnd) : content;
  const odd = unwritableCharacter(format, text, old?.text ?? "");
  const bytes = odd === null ? encodeText(text, format) : null;
  if (bytes) return { text, bytes };
  const named = odd ? ` ${JSON.stringify(odd)}` : "";
  return toolError(
    `${relative} is in ${formatName(format)}; the content has a character${named} that cannot be written in it.`,
  );
}
