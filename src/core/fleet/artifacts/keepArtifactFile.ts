// The copy of an agent's artifact in the user's folder: `.kilocode/agent-artifacts/<agent>/<name>`, with what is known of it
// in a list beside it. Written whole or not at all, never through a link; a file somebody changed by hand is kept aside.
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure, type Result, toFailure } from "../../../protocol/failure";
import { ownNamed, setNamed } from "../../../protocol/ownNamed";
import { demand } from "../../git/outcome";
import { moveFile, putFile } from "../../tools/changeFile";
import { hashBytes } from "../../tools/hash";
import { resolveEntry } from "../../tools/paths";
import { readBytes } from "../../tools/textFile";
import { agentFolderProblem, artifactNameProblem } from "./artifactName";
import { isRecord } from "./verdict";

/** Where they stand, relative to the top level of the user's repository. */
export const artifactFolder = ".kilocode/agent-artifacts";

/** No artifact can have this name: none is hidden. */
const listName = ".artifacts.json";
const largestKept = 50_000_000;

export interface KeptArtifact {
  agent: string;
  /** Without the agent. */
  name: string;
  bytes: Uint8Array;
  kind: string;
  summary: string;
  run: string;
  task: string;
}

interface Entry {
  hash: string;
  bytes: number;
  kind: string;
  summary: string;
  producer: { agent: string; run: string; task: string };
}

/**
 * Writes the file and its entry. Doing it twice changes nothing.
 * @param root real path of the top level of the user's repository.
 * @returns its path relative to `root`, and where a file that was changed by hand is now.
 */
export function keepArtifactFile(
  root: string,
  artifact: KeptArtifact,
): Result<{ path: string; aside: string | null }> {
  const { agent, name } = artifact;
  const problem = agentFolderProblem(agent) ?? artifactNameProblem(name);
  if (problem)
    return { ok: false, failure: failure("invalid-input", `No file for ${agent}/${name}: ${problem}.`) };
  const folder = `${artifactFolder}/${agent}`;
  try {
    demandNoLinks(root, `${folder}/${name}`);
    const known = readList(root, `${folder}/${listName}`);
    const aside = putArtifact(
      root,
      `${folder}/${name}`,
      ownNamed(known.entries, name)?.hash ?? null,
      artifact.bytes,
    );
    const { kind, summary, run, task } = artifact;
    const hash = hashBytes(artifact.bytes);
    const size = artifact.bytes.byteLength;
    setNamed(known.entries, name, { hash, bytes: size, kind, summary, producer: { agent, run, task } });
    const list = Buffer.from(`${JSON.stringify({ version: 1, artifacts: known.entries }, null, 2)}\n`);
    if (known.hash !== hashBytes(list)) putFile(root, `${folder}/${listName}`, known.hash, list);
    return { ok: true, value: { path: `${folder}/${name}`, aside } };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown, "tool-failed") };
  }
}

/** @param ours hash of what was written here last. @returns where a file changed by hand was moved to. */
function putArtifact(root: string, path: string, ours: string | null, bytes: Uint8Array): string | null {
  const now = hashAt(root, path);
  if (now === hashBytes(bytes)) return null;
  const isForeign = now !== null && now !== ours;
  const aside = isForeign ? `${path}.kept-${now.slice(0, 8)}` : null;
  if (aside !== null && now !== null) setAside(root, path, aside, now);
  putFile(root, path, aside === null ? now : hashAt(root, path), Buffer.from(bytes));
  return aside;
}

function setAside(root: string, path: string, aside: string, hash: string): void {
  // The same bytes may have been kept before.
  if (hashAt(root, aside) === hash) return;
  moveFile(root, path, aside, hash);
}

/** Null where nothing stands there. */
function hashAt(root: string, path: string): string | null {
  const target = demand(resolveEntry(root, path));
  return target.stats === null ? null : demand(readBytes(target, largestKept)).hash;
}

function demandNoLinks(root: string, path: string): void {
  const parts = path.split("/");
  parts.forEach((_, index) => {
    const here = parts.slice(0, index + 1).join("/");
    const stat = lstatSync(join(root, here), { throwIfNoEntry: false });
    const isLast = index === parts.length - 1;
    if (!stat || (isLast ? stat.isFile() : stat.isDirectory())) return;
    const what = stat.isSymbolicLink() ? "is a link" : isLast ? "is no file" : "is no folder";
    throw new FailureError(
      failure("not-allowed", `${here} ${what}; move it away to have artifacts as files.`),
    );
  });
}

/** A list somebody broke is begun anew: what it said of files holds no longer. */
function readList(root: string, path: string): { entries: Record<string, Entry>; hash: string | null } {
  demandNoLinks(root, path);
  const target = demand(resolveEntry(root, path));
  if (target.stats === null) return { entries: {}, hash: null };
  const { bytes, hash } = demand(readBytes(target));
  return { entries: entriesOf(bytes), hash };
}

function entriesOf(bytes: Buffer): Record<string, Entry> {
  try {
    const list: unknown = JSON.parse(bytes.toString("utf8"));
    const artifacts = isRecord(list) && isRecord(list.artifacts) ? list.artifacts : {};
    const sound = Object.entries(artifacts).filter(
      ([, one]) => isRecord(one) && typeof one.hash === "string",
    );
    return Object.fromEntries(sound) as Record<string, Entry>;
  } catch {
    return {};
  }
}
