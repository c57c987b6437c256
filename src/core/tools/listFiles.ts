// list_files: what is in a folder, without what .gitignore leaves out. Bounded; counts what it does not show.
import * as z from "zod";
import { counted } from "../../protocol/counted";
import { pageLimit } from "./clipText";
import { readIgnoreRules } from "./ignoreRules";
import { optionalNumber, optionalText } from "./inputs";
import { type InsidePath, resolveInside } from "./paths";
import { defineTool, type ToolContext, type ToolOutput, toolError } from "./tool";
import { type WalkCounts, type WalkEntry, walk } from "./walk";
import { failed } from "./writeCall";

const mostListed = 500;
const mostVisited = 20_000;
const deepest = 20;

const input = z.object({ path: optionalText(), depth: optionalNumber("1 if not given") });

export const listFiles = defineTool({
  name: "list_files",
  description: "List a folder; a depth above 1 goes into subfolders. Ignored files are left out.",
  input,
  prepare: async ({ path, depth }, context) => {
    const target = resolveInside(context.root, path ?? ".");
    if (!target.ok) return failed(target.failure);
    const { relative, stats } = target.value;
    if (!stats) return toolError(`The folder ${relative} does not exist.`);
    if (!stats.isDirectory()) return toolError(`${relative} is a file; read_file shows it.`);
    const levels = Math.min(deepest, Math.max(1, depth ?? 1));
    return { effect: "read", targets: [relative], run: () => list(context, target.value, levels) };
  },
});

async function list({ root, signal }: ToolContext, start: InsidePath, depth: number): Promise<ToolOutput> {
  const rules = readIgnoreRules(root);
  // Whoever names an ignored folder wants to see into it.
  const shown = rules.ignores(start.relative, true) ? null : rules;
  const counts: WalkCounts = { ignored: 0, stopped: false };
  const lines: string[] = [];
  let left = pageLimit;
  let count = 0;
  for await (const entry of walk({ start, depth, rules: shown, maxEntries: mostVisited, signal }, counts)) {
    count++;
    const line = lineOf(entry);
    left -= line.length + 1;
    if (lines.length < mostListed && left > 0) lines.push(line);
  }
  const notes: string[] = [];
  if (lines.length < count)
    notes.push(`${lines.length} of ${count}${counts.stopped ? "+" : ""} entries; list a subfolder for more`);
  if (counts.ignored > 0) notes.push(`${counts.ignored} ignored`);
  const note = counted(count, "entry", "entries");
  if (count === 0)
    return { text: `${start.relative} is empty${notes.length ? ` (${notes.join("; ")})` : ""}.`, note };
  return { text: [...lines, ...(notes.length ? [`[${notes.join("; ")}]`] : [])].join("\n"), note };
}

function lineOf({ relative, kind }: WalkEntry): string {
  // A name with a line break must not look like two entries.
  const name = /\p{Cc}/u.test(relative) ? JSON.stringify(relative) : relative;
  return name + { file: "", folder: "/", link: " (link)", other: " (special)" }[kind];
}
