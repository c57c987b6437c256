// Imports roles from other programs' files: finds them, writes ours, keeps what is there. Reads and writes; what a file
// comes to is decided by the importers.
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { failure, type Result } from "../../protocol/failure";
import { importPlaces, importRole } from "../roles/files/imports/importRole";
import type { ImportedRole, Loss } from "../roles/files/imports/sketch";

export interface ImportWishes {
  /** Folder whose usual places are looked at, and that paths are relative to. */
  folder: string;
  /** One file or folder to import from; null for all usual places. */
  path: string | null;
  /** Folder the roles are written to. */
  target: string;
  /** Whether a role that is there already is replaced. */
  force: boolean;
}

export interface ImportReport {
  roles: { name: string; source: string; file: string; taken: string[]; lost: Loss[]; kept: boolean }[];
  /** One sentence for each thing that could not be imported. */
  problems: string[];
}

const mostBytes = 1_000_000;

export async function importRoles(wishes: ImportWishes): Promise<Result<ImportReport>> {
  const { folder, path, target, force } = wishes;
  const files = (
    await Promise.all((path === null ? importPlaces : [path]).map((place) => filesAt(folder, place)))
  ).flat();
  if (files.length === 0) return nothing(path);
  const report: ImportReport = { roles: [], problems: [] };
  const made = new Map<string, ImportedRole>();
  for (const file of files) {
    const text = await textOf(resolve(folder, file), file);
    const imported = text.ok ? importRole(file.split("\\").join("/"), text.value) : null;
    if (!text.ok) report.problems.push(text.failure.message);
    else if (!imported) report.problems.push(`${file} is no file of modes or agents that can be imported.`);
    for (const role of imported?.roles ?? []) {
      const other = made.get(role.name);
      if (other)
        report.problems.push(
          `${file}: ${other.source} has a role ${role.name} too; the first one was taken.`,
        );
      else made.set(role.name, role);
    }
    report.problems.push(...(imported?.problems ?? []));
  }
  if (made.size > 0) await mkdir(target, { recursive: true, mode: 0o700 });
  for (const { name, source, text, taken, lost } of made.values()) {
    const file = join(target, `${name}.md`);
    const written = await write(file, text, force);
    if (!written.ok) return written;
    report.roles.push({ name, source, file, taken, lost, kept: !written.value });
  }
  return { ok: true, value: report };
}

/** @returns false where the file is there already and stays. */
async function write(file: string, text: string, force: boolean): Promise<Result<boolean>> {
  try {
    if (force) {
      const { default: writeFileAtomic } = await import("write-file-atomic");
      await writeFileAtomic(file, text, { mode: 0o600 });
    } else await writeFile(file, text, { flag: "wx", mode: 0o600 });
    return { ok: true, value: true };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EEXIST") return { ok: true, value: false };
    return { ok: false, failure: failure("storage-failed", `${file} cannot be written (${code}).`, code) };
  }
}

/** Files at a place, relative to the folder where they are inside it. */
async function filesAt(folder: string, place: string): Promise<string[]> {
  const full = resolve(folder, place);
  const name = (path: string) => {
    const way = relative(folder, path);
    return isAbsolute(place) || way.startsWith("..") ? path : way;
  };
  try {
    if (!(await stat(full)).isDirectory()) return [name(full)];
    const names = (await readdir(full)).filter((one) => one.endsWith(".md") && !/^readme\.md$/i.test(one));
    return names.sort().map((one) => name(join(full, one)));
  } catch {
    // Nothing is there.
    return [];
  }
}

async function textOf(path: string, shown: string): Promise<Result<string>> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > mostBytes)
      return wrong(
        `${shown} is larger than ${mostBytes / 1_000_000} MB, so it is no file of modes or agents.`,
      );
    return { ok: true, value: bytes.toString("utf8") };
  } catch (thrown) {
    return wrong(`${shown} cannot be read (${(thrown as NodeJS.ErrnoException).code}).`);
  }
}

function nothing(path: string | null): Result<never> {
  if (path !== null) return wrong(`There is no file or folder ${path} to import roles from.`);
  return wrong(`There is nothing to import here; these places were looked at: ${importPlaces.join(", ")}.`);
}

function wrong(message: string): Result<never> {
  return { ok: false, failure: failure("not-found", message) };
}
