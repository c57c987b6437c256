// search_files: lines that match, by ripgrep where it is installed, else by the plain search. Same answer in both ways.
import * as z from "zod";
import { readIgnoreRules } from "./ignoreRules";
import { optionalFlag, optionalText } from "./inputs";
import { type InsidePath, resolveInside } from "./paths";
import { plainSearch } from "./plainSearch";
import { findRipgrep, readAgain, ripgrepSearch } from "./ripgrep";
import { type SearchRequest, tellFindings } from "./search";
import { defineTool, type Tool, type ToolContext, type ToolOutput, toolError } from "./tool";
import { failed } from "./writeCall";

const input = z.object({
  pattern: z.string().min(1).describe("regular expression for a line"),
  path: optionalText(),
  glob: optionalText("such as *.ts or !*.test.ts"),
  literal: optionalFlag("pattern is plain text"),
});

/** @param searchPath the host's PATH, where ripgrep is looked for. */
export function createSearchFiles(searchPath: string): Tool {
  return defineTool({
    name: "search_files",
    description: "Find the lines that match, by file and line number. Ignored files are left out.",
    input,
    prepare: async ({ pattern, path, glob, literal }, context) => {
      const target = resolveInside(context.root, path ?? ".");
      if (!target.ok) return failed(target.failure);
      const { relative, stats } = target.value;
      if (!stats) return toolError(`${relative} does not exist.`);
      const request = { pattern, glob, literal: literal ?? false };
      return {
        effect: "read",
        targets: [relative],
        run: () => search(searchPath, context, target.value, request),
      };
    },
  });
}

async function search(
  searchPath: string,
  { root, signal }: ToolContext,
  start: InsidePath,
  request: SearchRequest,
): Promise<ToolOutput> {
  // Ripgrep would find nothing in a folder that is ignored, though it was named.
  const isIgnored = start.relative !== "." && readIgnoreRules(root).ignores(start.relative, true);
  const ripgrep = isIgnored ? null : findRipgrep(searchPath, root);
  const fast = ripgrep ? await ripgrepSearch(ripgrep, root, start, request, signal) : null;
  const findings = fast ? readAgain(root, fast) : await plainSearch(root, start, request, signal);
  if ("reason" in findings) {
    return toolError(`The pattern is not a valid regular expression: ${findings.reason}`, "bad pattern");
  }
  return tellFindings(findings);
}
