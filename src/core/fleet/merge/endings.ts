// Tells conflicts that are about line endings alone: would the same merge go through if both sides ended lines alike?
// Works on bytes already read; runs git on copies in a folder of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { writeNamed } from "../../git/writeNamed";

/** Bytes of one path in the common past and on both sides. */
export interface ThreeBytes {
  base: Buffer | null;
  ours: Buffer | null;
  theirs: Buffer | null;
}

function unified(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(/\r\n?/g, "\n"), "latin1");
}

const anyCode = Array.from({ length: 256 }, (_, code) => code);

async function mergesCleanly(git: Git, contents: readonly [Buffer, Buffer, Buffer]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "kilo-merge-"));
  try {
    const names = ["ours", "base", "theirs"].map((name) => join(folder, name));
    names.forEach((name, index) => {
      writeNamed(name, contents[index] ?? "", { mode: 0o600 });
    });
    const merged = demand(await git.run(["merge-file", "-p", "-q", ...names], { okCodes: anyCode }));
    return merged.exitCode === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** True where the sides conflict in their bytes but not once all lines end alike. Throws FailureError. */
export async function differsInEndingsOnly(git: Git, bytes: ThreeBytes): Promise<boolean> {
  if (bytes.ours === null || bytes.theirs === null) return false;
  const [ours, theirs] = [unified(bytes.ours), unified(bytes.theirs)];
  const base = bytes.base === null ? null : unified(bytes.base);
  const changed =
    !ours.equals(bytes.ours) ||
    !theirs.equals(bytes.theirs) ||
    (base !== null && !base.equals(bytes.base ?? base));
  if (!changed) return false;
  if (ours.equals(theirs)) return true;
  return base !== null && mergesCleanly(git, [ours, base, theirs]);
}
