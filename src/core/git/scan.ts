// Looks at the files of a working tree and tells which may have changed since they were last stored.
// Follows no link: what lies behind one is not in the tree. Reads no file's bytes.
import { type BigIntStats, lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDiskFault } from "../../protocol/failure";

/** What was stored of a file. */
export interface KnownFile {
  /** Its stat at that time; empty where it could change without its stat showing it. */
  stamp: string;
  mode: string;
  blob: string;
}

export interface SeenFile {
  path: string;
  stamp: string;
  mode: string;
}

export interface Scan {
  /** Files whose stat is as it was when they were stored. */
  same: string[];
  /** New or possibly changed files. */
  stale: SeenFile[];
  /** Paths that are not covered: submodules, nested repositories (ending in "/"), devices, unreadable names. */
  left: string[];
}

const executeBit = 0o100n;

function modeOf(stat: BigIntStats): string | null {
  if (stat.isSymbolicLink()) return "120000";
  if (!stat.isFile()) return null;
  return process.platform !== "win32" && (stat.mode & executeBit) !== 0n ? "100755" : "100644";
}

/**
 * A file written twice within one tick of the file system's clock keeps its stat. So a young file's stamp is not
 * kept; how young depends on whether the clock shows parts of a millisecond.
 */
function isYoung(stat: BigIntStats, now: number): boolean {
  const newest = stat.mtimeNs > stat.ctimeNs ? stat.mtimeNs : stat.ctimeNs;
  const margin = newest % 1_000_000n === 0n ? 2_100 : 100;
  return now - Number(newest / 1_000_000n) < margin;
}

/** The stat of a file in one word, as kept with what was stored of it. */
export function stampOf(stat: BigIntStats): string {
  return `${stat.mtimeNs}.${stat.ctimeNs}.${stat.size}.${stat.ino}.${stat.mode}`;
}

/** A file's stamp and mode now; null where it is no file or link; `stamp` empty where it is too young to be told by its stat. */
export function lookAt(root: string, path: string): { stamp: string; mode: string; settled: boolean } | null {
  let stat: BigIntStats | undefined;
  try {
    stat = lstatSync(join(root, path), { bigint: true, throwIfNoEntry: false });
  } catch (thrown) {
    if (isDiskFault(thrown)) throw thrown;
    return null;
  }
  const mode = stat === undefined ? null : modeOf(stat);
  if (stat === undefined || mode === null) return null;
  return { stamp: stampOf(stat), mode, settled: !isYoung(stat, Date.now()) };
}

function createFolderCheck(root: string): (folder: string) => boolean {
  const known = new Map<string, boolean>([[".", true]]);
  const isReal = (folder: string): boolean => {
    const earlier = known.get(folder);
    if (earlier !== undefined) return earlier;
    const real =
      isReal(dirname(folder)) &&
      (lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() ?? false);
    known.set(folder, real);
    return real;
  };
  return isReal;
}

/** Files looked at before other work gets its turn. */
const batch = 1_000;

/** @param paths as git lists them: relative, "/" between folders */
export async function scanFiles(
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, KnownFile>,
): Promise<Scan> {
  const scan: Scan = { same: [], stale: [], left: [] };
  const isReal = createFolderCheck(root);
  for (const [index, path] of paths.entries()) {
    if (index % batch === batch - 1) await new Promise((next) => setImmediate(next));
    if (path.endsWith("/")) scan.left.push(path);
    else if (isReal(dirname(path))) lookOnce(root, path, known.get(path), scan);
  }
  return scan;
}

function lookOnce(root: string, path: string, known: KnownFile | undefined, scan: Scan): void {
  let stat: BigIntStats | undefined;
  try {
    stat = lstatSync(join(root, path), { bigint: true, throwIfNoEntry: false });
  } catch (thrown) {
    if (isDiskFault(thrown)) throw thrown;
    scan.left.push(path);
    return;
  }
  if (stat === undefined) return;
  const mode = modeOf(stat);
  if (mode === null) {
    scan.left.push(stat.isDirectory() ? `${path}/` : path);
    return;
  }
  const stamp = stampOf(stat);
  if (known?.stamp === stamp) scan.same.push(path);
  else scan.stale.push({ path, stamp, mode });
}
