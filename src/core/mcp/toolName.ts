// Names of tool servers' tools as a model sees them: `mcp__<server>__<tool>`, in the letters providers allow.
import { createHash } from "node:crypto";

/** Longest name providers take, characters. */
const longest = 64;
const prefix = "mcp__";

/** Whether a tool belongs to a tool server. */
export function isServerTool(name: string): boolean {
  return name.startsWith(prefix);
}

/**
 * The name of a server's tool. The same for the same pair in every run; where a name had to be changed, a mark made from
 * both originals tells it from its likes.
 */
export function toolName(server: string, tool: string): string {
  const plain = `${prefix}${server}__${tool}`;
  const clear = !server.includes("__") && !server.endsWith("_");
  if (clear && plain.length <= longest && /^[A-Za-z0-9_-]+$/.test(plain)) return plain;
  const mark = createHash("sha256").update(`${server}\0${tool}`).digest("hex").slice(0, 8);
  const room = longest - prefix.length - mark.length - 3;
  const first = cleanName(server).slice(0, Math.floor(room / 2));
  return `${prefix}${first}__${cleanName(tool).slice(0, room - first.length)}_${mark}`;
}

function cleanName(name: string): string {
  return name.replace(/[^A-Za-z0-9-]+/g, "_").replace(/^_+|_+$/g, "") || "x";
}
