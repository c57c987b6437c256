// Folders the user trusts: their own list of real paths, compared whole. A folder inside a trusted one is not trusted by
// that: a cloned project below it is somebody else's. A project can never add itself.
import { mkdir, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "smol-toml";
import * as z from "zod";
import { FailureError, failure } from "../../protocol/failure";

const trustSchema = () => z.object({ folders: z.array(z.string()).default([]) });

export const trustPath = (home: string): string => join(home, "trust.toml");

/**
 * Whether the user trusts this very folder (its real path).
 * @throws FailureError where the list cannot be read, or others could have written it.
 */
export async function isTrusted(home: string, folder: string): Promise<boolean> {
  const real = await realFolder(folder);
  return (await trustedFolders(home)).includes(real);
}

/** Adds the folder's real path to the list, whole or not at all. @returns the path that is now trusted. */
export async function addTrust(home: string, folder: string): Promise<string> {
  const real = await realFolder(folder);
  const folders = await trustedFolders(home);
  if (!folders.includes(real)) await writeFolders(home, [...folders, real]);
  return real;
}

/** Takes the folder off the list. @returns false where it was not on it. */
export async function removeTrust(home: string, folder: string): Promise<boolean> {
  const real = await realFolder(folder);
  const folders = await trustedFolders(home);
  if (!folders.includes(real)) return false;
  await writeFolders(
    home,
    folders.filter((known) => known !== real),
  );
  return true;
}

/** Real paths in the order they were added. */
export async function trustedFolders(home: string): Promise<string[]> {
  const path = trustPath(home);
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return [];
    throw new FailureError(failure("storage-failed", `${path} cannot be read (${code}).`, code));
  }
  try {
    const { mode } = await file.stat();
    if (process.platform !== "win32" && (mode & 0o022) !== 0) {
      const message = `${path} can be changed by others, so it is not believed; run: chmod 600 ${path}`;
      throw new FailureError(failure("not-allowed", message));
    }
    return trustSchema().parse(parse(await file.readFile("utf8")), { jitless: true }).folders;
  } catch (thrown) {
    if (thrown instanceof FailureError) throw thrown;
    const message = `${path} is not a list of folders; correct or remove it, and trust your folders again.`;
    throw new FailureError(failure("invalid-input", message));
  } finally {
    await file.close();
  }
}

async function writeFolders(home: string, folders: string[]): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const text = `# Folders whose checks, project files and instructions may be used. Written by kilo-code trust.\n${stringify({ folders })}\n`;
  const { default: writeFileAtomic } = await import("write-file-atomic");
  await writeFileAtomic(trustPath(home), text, { mode: 0o600 });
}

/** A folder that is not there has no real path; nobody can trust it. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    throw new FailureError(failure("not-found", `There is no folder ${folder}.`, code));
  }
}
