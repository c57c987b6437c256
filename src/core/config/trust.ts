// Folders the user trusts: their own list of real paths, compared whole. A folder inside a trusted one is not trusted by
// that: a cloned project below it is somebody else's. A project can never add itself.
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { FailureError, failure } from "../../protocol/failure";
import { readOwnList, writeOwnList } from "./ownList";

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
export function trustedFolders(home: string): Promise<string[]> {
  return readOwnList({
    path: trustPath(home),
    empty: [],
    read: (content) => trustSchema().parse(content, { jitless: true }).folders,
    otherwise: "a list of folders; correct or remove it, and trust your folders again.",
  });
}

function writeFolders(home: string, folders: string[]): Promise<void> {
  const about =
    "Folders whose checks, project files and instructions may be used. Written by kilo-code trust.";
  return writeOwnList(trustPath(home), about, { folders });
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
