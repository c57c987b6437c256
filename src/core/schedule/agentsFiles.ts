// The project's rules for agents: AGENTS.md of the root and of every folder down to the files at hand. The nearest one
// comes last, since it wins. Read as data of the project: bounded, and never through a link that leads out.
import { posix } from "node:path";
import { resolveInside } from "../tools/paths";
import { readText } from "../tools/textFile";

/** Characters of one file, and of all together; where they do not fit, those far from the files give way. */
const maxFile = 4_000;
const maxAll = 12_000;

export interface AgentsFile {
  /** Relative to the root, with `/`. */
  path: string;
  text: string;
}

/**
 * @param paths files and folders of a step, relative to the root; what leads out of it counts for nothing.
 * @returns the rules that hold for them, from the root down, each file once.
 */
export function agentsFiles(root: string, paths: readonly string[]): AgentsFile[] {
  const kept: AgentsFile[] = [];
  let left = maxAll;
  for (const folder of foldersOf(paths).reverse()) {
    const path = folder === "" ? "AGENTS.md" : `${folder}/AGENTS.md`;
    const text = textOf(root, path);
    if (text === null) continue;
    const clipped = text.length > maxFile ? `${text.slice(0, maxFile)}\n…` : text;
    left -= clipped.length;
    if (left < 0) break;
    kept.unshift({ path, text: clipped });
  }
  return kept;
}

/** For a packet; null where there are none. */
export function agentsText(root: string, paths: readonly string[]): string | null {
  const files = agentsFiles(root, paths);
  if (files.length === 0) return null;
  const parts = files.map(({ path, text }) => `Rules of the project (${path})${scope(path)}:\n${text}`);
  const nearest = files.length > 1 ? ["Where they differ, the later ones hold for their folders."] : [];
  return [...parts, ...nearest].join("\n\n");
}

function scope(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : `, for ${folder}/`;
}

/** The root and every folder above a path, shallow ones first. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set([""]);
  for (const written of paths) {
    const path = posix.normalize(written.replaceAll("\\", "/")).replace(/\/+$/, "");
    if (path.startsWith("../") || path === ".." || posix.isAbsolute(path)) continue;
    // A step may name a folder too; below a file no AGENTS.md is found.
    const parts = path.split("/").filter((part) => part !== ".");
    for (let depth = 1; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join("/"));
  }
  const depthOf = (folder: string) => (folder === "" ? 0 : folder.split("/").length);
  return [...folders].sort((one, other) => depthOf(one) - depthOf(other) || (one < other ? -1 : 1));
}

function textOf(root: string, path: string): string | null {
  const target = resolveInside(root, path);
  if (!target.ok || !target.value.stats?.isFile()) return null;
  const read = readText(target.value);
  if (!read.ok) return null;
  return read.value.text.trimEnd() || null;
}
