// edit_file: replaces one text that occurs exactly once. Bytes outside the changed range, encoding, line ends, final
// newline and mode stay; a file that changed since the task saw it is not touched.
import * as z from "zod";
import { type Edit, findEdit } from "./editMatch";
import { encodeText, formatName, showText, unwritableCharacter } from "./encoding";
import { readText, type TextFile } from "./textFile";
import { defineTool, type ToolOutput, toolError } from "./tool";
import { failed, isTarget, preparedWrite, staleError, writableTarget } from "./writeCall";

const input = z.object({
  path: z.string(),
  search: z.string().describe("the text as it stands, without line numbers"),
  replace: z.string(),
});

export const editFile = defineTool({
  name: "edit_file",
  description:
    "Replace a text that occurs exactly once in a file; take in lines around it to make it unique. An empty replace deletes it.",
  input,
  prepare: async ({ path, search, replace }, context) => {
    const target = writableTarget(context, path);
    if (!isTarget(target)) return target;
    const { relative } = target;
    const read = readText(target);
    if (!read.ok) return failed(read.failure);
    const file = read.value;
    const stale = staleError(context, relative, file);
    if (stale) return stale;
    const match = findEdit(file.text, search, replace);
    if (!match.ok) return toolError(`${relative}: ${showText(match.message)}`, "no unique match");
    const changed = applyEdit(relative, file, match.edit);
    if ("note" in changed) return changed;
    const how = match.edit.how === "exact" ? "" : `, matched without ${match.edit.how}`;
    const done = (note: string) => `Edited ${relative} at line ${match.edit.line} (${note}${how}).`;
    return preparedWrite(context, { target, old: file, ...changed, done });
  },
});

function applyEdit(
  relative: string,
  file: TextFile,
  edit: Edit,
): { text: string; bytes: Buffer } | ToolOutput {
  const { text: old, format } = file;
  const odd = unwritableCharacter(format, edit.replacement, old);
  const text = old.slice(0, edit.start) + edit.replacement + old.slice(edit.end);
  const bytes = odd === null ? encodeText(text, format) : null;
  if (bytes) return { text, bytes };
  const named = odd ? ` ${JSON.stringify(odd)}` : "";
  return toolError(
    `${relative} is in ${formatName(format)}; the replacement has a character${named} that cannot be written in it.`,
  );
}
