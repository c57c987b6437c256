// What a person approved of project and session files, by the hash of its content: a list of their own beside the list of
// trusted folders, which nobody else may write. A project can never add itself.
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "smol-toml";
import * as z from "zod";
import { FailureError, failure } from "../../protocol/failure";

const entrySchema = () =>
  z.object({ hash: z.string(), folder: z.string(), at: z.string(), keys: z.array(z.string()).default([]) });
const listSchema = () => z.object({ approved: z.array(entrySchema()).default([]) });

/** One approval, with what a person needs to know it again. */
export interface SessionApproval {
  hash: string;
  /** Real path of the project's folder. */
  folder: string;
  /** When, as ISO 8601. */
  at: string;
  /** Keys that hold by it, as in `merge.autoCommit`. */
  keys: string[];
}

/** Older ones are forgotten, and asked for again. */
const mostKept = 500;

export const sessionApprovalsPath = (home: string): string => join(home, "approved.toml");

/** @throws FailureError where the list cannot be read, or others could have written it. */
export async function isApproved(home: string, hash: string): Promise<boolean> {
  return (await approvedHashes(home)).has(hash);
}

/** All hashes of the list. @throws like `isApproved`. */
export async function approvedHashes(home: string): Promise<ReadonlySet<string>> {
  return new Set((await readList(home)).map(({ hash }) => hash));
}

/** Adds an approval to the list, whole or not at all. @throws like `isApproved`. */
export async function rememberApproval(home: string, approval: SessionApproval): Promise<void> {
  const list = (await readList(home)).filter(({ hash }) => hash !== approval.hash);
  await writeList(home, [...list, approval].slice(-mostKept));
}

/** Takes an approval off the list. @returns false where it was not on it. */
export async function forgetApproval(home: string, hash: string): Promise<boolean> {
  const list = await readList(home);
  const left = list.filter((one) => one.hash !== hash);
  if (left.length === list.length) return false;
  await writeList(home, left);
  return true;
}

async function readList(home: string): Promise<SessionApproval[]> {
  const path = sessionApprovalsPath(home);
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new FailureError(failure("storage-failed", `${path} cannot be read (${code}).`, code));
  }
  try {
    const { mode } = await file.stat();
    if (process.platform !== "win32" && (mode & 0o022) !== 0) {
      const message = `${path} can be changed by others, so it is not believed; run: chmod 600 ${path}`;
      throw new FailureError(failure("not-allowed", message));
    }
    return listSchema().parse(parse(await file.readFile("utf8")), { jitless: true }).approved;
  } catch (thrown) {
    if (thrown instanceof FailureError) throw thrown;
    const message = `${path} is not a list of approvals; correct or remove it, and approve again what you are asked.`;
    throw new FailureError(failure("invalid-input", message));
  } finally {
    await file.close();
  }
}

async function writeList(home: string, approved: SessionApproval[]): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const text = `# What project and session files may widen, as you approved it. Written by kilo-code.\n${stringify({ approved })}\n`;
  const { default: writeFileAtomic } = await import("write-file-atomic");
  await writeFileAtomic(sessionApprovalsPath(home), text, { mode: 0o600 });
}
