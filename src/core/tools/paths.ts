// From a path a model wrote to the real file inside the root. Fails closed: what cannot be resolved is refused.
// It opens and changes nothing; whoever opens a target checks it once more (textFile.ts).
import { lstatSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, isAbsolute, join, relative as relativePath, resolve, sep } from "node:path";
import { failure, type Result } from "../../protocol/failure";
import { pathTrap } from "./pathTraps";

export interface InsidePath {
  /** Real path; no part of it is a link at the time of asking. */
  absolute: string;
  /** The same relative to the root, with `/`; `.` is the root itself. */
  relative: string;
  /** What stands there, null where nothing does. Never a device, a socket or a named pipe. */
  stats: Stats | null;
}

/** Whether `relative`, made by `path.relative`, leads out; a name may well begin with two dots. */
export function leadsOut(relative: string): boolean {
  return relative === ".." || relative.startsWith(`..${sep}`) || isAbsolute(relative);
}

type Refusal = { ok: false; failure: ReturnType<typeof failure> };

function refuse(
  code: "path-outside" | "invalid-input" | "not-allowed",
  path: string,
  why: string,
  errno?: string,
): Refusal {
  return { ok: false, failure: failure(code, `The path ${JSON.stringify(path)} is refused: ${why}.`, errno) };
}

/**
 * Resolves a path a model wrote, relative to the root or absolute, through all links (facts/reliability.md B2 "Paths").
 * @returns `path-outside` where the real target lies outside, `invalid-input` for traps in the spelling and for what
 *   is neither file nor folder. A target that does not exist yet is fine; a dangling link is not.
 */
export function resolveInside(root: string, path: string): Result<InsidePath> {
  const spelled = spell(root, path);
  if (!spelled.ok) return spelled;
  const real = realTarget(spelled.value);
  return real.ok ? inside(root, path, real.value) : refuse("path-outside", path, real.why);
}

/** Like `resolveInside`, but the last name is taken as it is: for moving or deleting the entry and not its target. */
export function resolveEntry(root: string, path: string): Result<InsidePath> {
  const spelled = spell(root, path);
  if (!spelled.ok) return spelled;
  const real = realTarget(dirname(spelled.value));
  if (!real.ok) return refuse("path-outside", path, real.why, real.errno);
  return inside(root, path, spelled.value === sep ? sep : join(real.value, basename(spelled.value)), true);
}

export interface Place {
  absolute: string;
  /** Relative to the root, with `/`; `.` is the root itself, null what lies outside. */
  relative: string | null;
  kind: "file" | "folder" | "none" | "other";
  /** How many names the file has. */
  links: number;
}

/** @returns the real place of a path wherever it is; `dangling` where a link on the way leads to nothing. */
export function resolvePlace(root: string, path: string): Place | { why: string; dangling: boolean } {
  const absolute = resolve(root, path);
  const real = realTarget(absolute);
  const realRoot = realTarget(root);
  if (!real.ok) return { why: `${path}: ${real.why}`, dangling: real.why === toNothing };
  if (!realRoot.ok) return { why: `the root ${realRoot.why}`, dangling: false };
  const within = relativePath(realRoot.value, real.value);
  const stats = lstatSync(real.value, { throwIfNoEntry: false });
  const kind = !stats ? "none" : stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  const relative = leadsOut(within) ? null : within === "" ? "." : within.split(sep).join("/");
  return { absolute: real.value, relative, kind, links: stats?.nlink ?? 0 };
}

function spell(root: string, path: string): Result<string> {
  const trap = pathTrap(path);
  return trap ? refuse("invalid-input", path, trap) : { ok: true, value: resolve(root, path || ".") };
}

const toNothing = "it is a link to nothing";

/** `errno`: the system's own, where it could not tell. */
type Real = { ok: true; value: string } | { ok: false; why: string; errno?: string };

/** Real path of the deepest ancestor that exists, with the rest appended. */
function realTarget(absolute: string): Real {
  try {
    return { ok: true, value: realpathSync.native(absolute) };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === "ELOOP") return { ok: false, why: "its links run in a circle" };
    if (code === "ENAMETOOLONG") return { ok: false, why: "it is too long" };
    if (code !== "ENOENT") return { ok: false, why: `it cannot be resolved (${code})`, errno: String(code) };
  }
  const link = lstatSync(absolute, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) return { ok: false, why: toNothing };
  const parent = dirname(absolute);
  if (link || parent === absolute) return { ok: false, why: "it cannot be resolved" };
  const above = realTarget(parent);
  return above.ok ? { ok: true, value: join(above.value, basename(absolute)) } : above;
}

function inside(root: string, path: string, real: string, entry = false): Result<InsidePath> {
  const realRoot = realTarget(root);
  if (!realRoot.ok) return refuse("path-outside", path, `the root ${realRoot.why}`, realRoot.errno);
  const within = relativePath(realRoot.value, real);
  if (leadsOut(within)) return refuse("path-outside", path, "it leads outside the project's folder");
  const stats = lstatSync(real, { throwIfNoEntry: false }) ?? null;
  const ordinary = !stats || stats.isFile() || stats.isDirectory() || (entry && stats.isSymbolicLink());
  if (!ordinary) return refuse("invalid-input", path, "it is neither a file nor a folder");
  // It would look the same as its neighbour in every dialog.
  if (!stats && /[ .]$/.test(real))
    return refuse("invalid-input", path, "its name ends with a space or a dot");
  const relative = within === "" ? "." : within.split(sep).join("/");
  return { ok: true, value: { absolute: real, relative, stats } };
}
