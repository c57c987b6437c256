// What a planner is shown of the repository at the start: tree, manifests, rules, files the prompt names.
// Bounded in characters; a trusted folder only for rules, since they are instructions of the project.
import { readFile } from "node:fs/promises";
import { readIgnoreRules } from "../tools/ignoreRules";
import { resolveInside } from "../tools/paths";
import { secretTarget } from "../tools/protectedTargets";
import { walk } from "../tools/walk";
import { agentsText } from "./agentsFiles";
import { promptSearch } from "./promptSearch";
import { type Runtime, rootOf } from "./runtime";

/** Characters for each part; about 3,000 tokens in all. */
const budget = { tree: 5_000, manifest: 1_500, named: 2_000 };
/** Files looked at for the tree; a larger project is shown by its folders. */
const maxFiles = 20_000;

const manifests = [
  "package.json",
  "pyproject.toml",
  "Cargo.toml",
  "go.mod",
  "Makefile",
  "pom.xml",
  "build.gradle",
];

/**
 * The context text for a prompt.
 * @param search also looks up what the prompt names: for a planner, who has to know where things are before it reads.
 */
export async function repositoryContext(runtime: Runtime, prompt: string, search = false): Promise<string> {
  const root = rootOf(runtime);
  const files = await listFiles(root, runtime.signal);
  const named = namedFiles(files, prompt);
  const parts = [
    `Files (${files.length >= maxFiles ? `more than ${maxFiles}` : files.length}):\n${treeText(files)}`,
    await manifestText(root, files),
    await projectRules(runtime, named),
    await namedText(root, named),
    search ? promptSearch(root, files, prompt) : null,
  ];
  return parts.filter((part) => part).join("\n\n");
}

/** Paths of the project's files, ignored ones left out, at most `maxFiles`. */
async function listFiles(root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const start = { absolute: root, relative: ".", stats: null };
  const options = { start, depth: 32, rules: readIgnoreRules(root), maxEntries: maxFiles, signal };
  for await (const entry of walk(options, { ignored: 0, stopped: false })) {
    if (entry.kind === "file") files.push(entry.relative);
  }
  return files;
}

/** All paths where they fit, else folders with their counts, shallow ones first. */
export function treeText(files: string[]): string {
  const plain = files.join("\n");
  if (plain.length <= budget.tree) return plain || "(empty)";
  const folders = new Map<string, number>();
  for (const file of files) {
    const parts = file.split("/").slice(0, -1);
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
  }
  const depthOf = (folder: string) => (folder === "" ? 0 : folder.split("/").length);
  const sorted = [...folders].sort(
    (left, right) => depthOf(left[0]) - depthOf(right[0]) || left[0].localeCompare(right[0]),
  );
  const top = files.filter((file) => !file.includes("/"));
  let text = top.join("\n");
  for (const [folder, count] of sorted) {
    if (folder === "") continue;
    const line = `\n${folder}/ (${count})`;
    if (text.length + line.length > budget.tree) return `${text}\n… use list_files for more`;
    text += line;
  }
  return text;
}

async function manifestText(root: string, files: string[]): Promise<string | null> {
  const found = manifests.filter((name) => files.includes(name));
  const texts = await Promise.all(
    found.map(async (name) => excerpt(name, await textOf(root, name), budget.manifest)),
  );
  return texts.length > 0 ? texts.join("\n\n") : null;
}

/** AGENTS.md of the root and of the folders down to `paths`, the nearest last, since it wins; only after trust. */
export async function projectRules(runtime: Runtime, paths: readonly string[]): Promise<string | null> {
  if (!runtime.log.view().settings.trusted) return null;
  return agentsText(rootOf(runtime), paths);
}

/** Files whose path or name stands in the prompt; none that may hold secrets. */
function namedFiles(files: string[], prompt: string): string[] {
  const words = new Set(prompt.split(/[\s,;:()'"`]+/).map((word) => word.replace(/^[@./]+|[.?!]+$/g, "")));
  return files
    .filter((file) => secretTarget(file) === null)
    .filter((file) => words.has(file) || words.has(file.split("/").at(-1) ?? ""))
    .slice(0, 5);
}

/** The first lines of each. */
async function namedText(root: string, named: string[]): Promise<string | null> {
  const texts = await Promise.all(
    named.map(async (name) => excerpt(name, await textOf(root, name), budget.named)),
  );
  return texts.length > 0 ? texts.join("\n\n") : null;
}

function excerpt(title: string, text: string, limit: number): string {
  const clipped = text.length > limit ? `${text.slice(0, limit)}\n…` : text;
  return `${title}:\n${clipped.trimEnd()}`;
}

async function textOf(root: string, path: string): Promise<string> {
  const inside = resolveInside(root, path);
  if (!inside.ok || !inside.value.stats?.isFile()) return "";
  try {
    const bytes = await readFile(inside.value.absolute);
    return bytes.subarray(0, 64 * 1024).includes(0) ? "(binary)" : bytes.toString("utf8");
  } catch {
    return "";
  }
}
