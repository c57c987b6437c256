// Whatever lies below a folder, to the byte, but what is the engine's own in a repository: objects, refs and folders under
// its name. What a run must not have changed is compared by it.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * @param own files that are the run's to write, absolute
 * @returns by path its kind, mode and content
 */
export function everything(root: string, own: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  const left = [""];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    // Byte by byte: a name need not be text.
    const full = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, "latin1")]);
    const stats = lstatSync(full);
    if (/(?:^|\/)(?:objects|refs\/kilo)$/.test(path) || /\.git\/(?:.*\/)?kilo$/.test(path)) continue;
    if (own.includes(join(full.toString()))) continue;
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isDirectory()) {
      found[path] = `folder ${mode}`;
      left.push(...readdirSync(full, "latin1").map((name) => join(path, name)));
    } else if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(full)}`;
    else found[path] = `${mode} ${stats.isFile() ? contentOf(full) : "no plain file"}`;
  }
  return found;
}

function contentOf(path: Buffer): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return "not readable";
  }
  if (!path.toString().endsWith("packed-refs")) return createHash("sha256").update(bytes).digest("hex");
  const lines = bytes.toString().split("\n");
  return lines.filter((line) => !/ refs\/kilo\/|^#|^$/.test(line)).join("\n");
}
