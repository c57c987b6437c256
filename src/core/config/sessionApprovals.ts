// What a person approved of project and session files, by the hash of its content: a list of their own beside the list of
// trusted folders, which nobody else may write. A project can never add itself.
import { join } from "node:path";
import * as z from "zod";
import { readOwnList, writeOwnList } from "./ownList";

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

function readList(home: string): Promise<SessionApproval[]> {
  return readOwnList({
    path: sessionApprovalsPath(home),
    empty: [],
    read: (content) => listSchema().parse(content, { jitless: true }).approved,
    otherwise: "a list of approvals; correct or remove it, and approve again what you are asked.",
  });
}

function writeList(home: string, approved: SessionApproval[]): Promise<void> {
  const about = "What project and session files may widen, as you approved it. Written by kilo-code.";
  return writeOwnList(sessionApprovalsPath(home), about, { approved });
}
