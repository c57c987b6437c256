// What an agent has for itself beside its files: ports, a temporary folder, database names, handed over as environment
// variables. Leased machine-wide, written down before it is taken, released with the tree or, after a crash, by reconciling.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import * as z from "zod";
import { FailureError, failure } from "../../../protocol/failure";
import { nodeFileSystem } from "../../log/fileSystem";
import { makePrivateFolder, writePrivateFile } from "../../log/privateFile";
import { type LockPorts, withFolderLock } from "./folderLock";
import { findPorts, isFreePort, portRange } from "./freePorts";
import { sweepWaiting } from "./sweepWaiting";

export interface LeaseRequest {
  /** Environment variables that get a port each; `PORT` where not given. */
  ports?: readonly string[];
  /** Environment variables that get a database name each; `KILO_DATABASE` where not given. */
  databases?: readonly string[];
  /** Variables of an earlier lease, whose ports the tree gets again where they are free: somebody may have been told them. */
  before?: Readonly<Record<string, string>>;
}

const shape = z.object({
  v: z.literal(1),
  commonDir: z.string(),
  tree: z.string(),
  ports: z.record(z.string(), z.number().int()),
  databases: z.record(z.string(), z.string()),
  temporary: z.string(),
});
export type Lease = Omit<z.infer<typeof shape>, "v">;

export interface Leases {
  /** The tree's lease, the same one where it has it already. Failure by throw: `invalid-input`, `storage-failed`. */
  take(tree: string, request: LeaseRequest): Promise<Lease>;
  /** Gives ports and names back and removes the temporary folder with what is in it. */
  release(tree: string): Promise<void>;
  /** Releases leases of this repository's trees that are gone, and of repositories that are; answers the trees. */
  reconcile(trees: ReadonlySet<string>): Promise<string[]>;
  all(): Lease[];
}

export interface LeaseOptions {
  /** Private folder, the same for every repository of this machine, such as `~/.kilo/leases`. */
  folder: string;
  /** Where temporary folders are made; short, for sockets have short names. */
  temporaryFolder: string;
  commonDir: string;
  ports: LockPorts;
}

/** What a lease means to a process: the variables to add to its environment. */
export function leaseEnvironment(lease: Lease): Record<string, string> {
  const ports = Object.entries(lease.ports).map(([name, port]) => [name, String(port)] as const);
  const id = keyOf(lease.commonDir, lease.tree);
  return {
    ...Object.fromEntries(ports),
    ...lease.databases,
    COMPOSE_PROJECT_NAME: `kilo-${id}`,
    KILO_TREE: lease.tree,
    ...{ TMPDIR: lease.temporary, TMP: lease.temporary, TEMP: lease.temporary },
  };
}

function keyOf(commonDir: string, tree: string): string {
  return createHash("sha256").update(`${commonDir}\0${tree}`).digest("hex").slice(0, 16);
}

function checkNames(names: readonly string[]): void {
  const wrong = names.find((name) => !/^[A-Z][A-Z0-9_]{0,63}$/.test(name) || name === "PATH");
  if (wrong !== undefined)
    throw new FailureError(
      failure("invalid-input", `"${wrong}" cannot name a leased variable; use capitals, digits and "_".`),
    );
}

function readLease(path: string): Lease | null {
  try {
    const { v: _, ...lease } = shape.parse(JSON.parse(readFileSync(path, "utf8")));
    return lease;
  } catch {
    return null;
  }
}

/**
 * Only a real folder with the name of this very lease is ever removed, whatever its file says. It may stand elsewhere than
 * this process makes its own: who cleans up may have been started with another TMPDIR.
 */
function removeTemporary(lease: Lease): void {
  const [own, tail] = [`kilo-${keyOf(lease.commonDir, lease.tree)}-`, lease.temporary.slice(-8)];
  if (!isAbsolute(lease.temporary) || !/^[0-9a-f]{8}$/.test(tail)) return;
  if (basename(lease.temporary) !== `${own}${tail}`) return;
  if (lstatSync(lease.temporary, { throwIfNoEntry: false })?.isDirectory() === true)
    rmSync(lease.temporary, { recursive: true, force: true });
}

function namesIn(folder: string): string[] {
  return (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith(".json"));
}

function allIn(folder: string): Lease[] {
  return namesIn(folder).flatMap((file) => readLease(join(folder, file)) ?? []);
}

const portNames = ({ ports }: LeaseRequest) => ports ?? ["PORT"];

async function lookForPorts(request: LeaseRequest, start: number): Promise<number[]> {
  const names = portNames(request);
  const before = names.map((name) => Number(request.before?.[name]));
  const isRange = before.every((port) => port >= portRange.from && port <= portRange.to);
  if (isRange && (await Promise.all(before.map(isFreePort))).every(Boolean)) return before;
  return findPorts(names.length, new Set(), start);
}

/**
 * Writes a new lease down; nothing of it is taken yet.
 * @param looked ports that were free a moment ago; a lease may have them by now.
 */
async function makeLease(
  options: LeaseOptions,
  tree: string,
  request: LeaseRequest,
  looked: readonly number[],
): Promise<Lease> {
  const { folder, temporaryFolder, commonDir, ports } = options;
  const names = portNames(request);
  const databases = request.databases ?? ["KILO_DATABASE"];
  checkNames([...names, ...databases]);
  const taken = new Set(allIn(folder).flatMap((lease) => Object.values(lease.ports)));
  const isOurs = looked.length === names.length && !looked.some((port) => taken.has(port));
  const found = isOurs ? looked : await findPorts(names.length, taken, ports.random());
  if (found.length < names.length)
    throw new FailureError(
      failure("storage-failed", "No free port is left for this agent; stop some servers or agents."),
    );
  const key = keyOf(commonDir, tree);
  const lease: Lease = {
    commonDir,
    tree,
    ports: Object.fromEntries(names.map((name, index) => [name, found[index] ?? 0])),
    databases: Object.fromEntries(databases.map((name, index) => [name, `kilo_${key}_${index + 1}`])),
    temporary: join(temporaryFolder, `kilo-${key}-${randomBytes(4).toString("hex")}`),
  };
  const text = JSON.stringify({ v: 1, ...lease });
  writePrivateFile(join(folder, `${key}.json`), Buffer.from(text, "utf8"), nodeFileSystem);
  return lease;
}

/** The leases of one repository's trees within those of the machine. */
export function createLeases(options: LeaseOptions): Leases {
  const { folder, commonDir, ports } = options;
  const fileOf = (tree: string) => join(folder, `${keyOf(commonDir, tree)}.json`);
  const alone = <T>(work: () => Promise<T>) => withFolderLock(join(folder, "lock"), ports, work);

  function drop(lease: Lease, file: string): void {
    removeTemporary(lease);
    rmSync(file, { force: true });
  }

  return {
    all: () => allIn(folder),
    take: async (tree, request) => {
      // Looked for before, so that many who come at once do not wait for each other's looking.
      const isThere = existsSync(fileOf(tree));
      const looked = isThere ? [] : await lookForPorts(request, ports.random());
      return alone(async () => {
        makePrivateFolder(folder);
        const lease = readLease(fileOf(tree)) ?? (await makeLease(options, tree, request, looked));
        // Not recursive: the name is new, and whatever already stands there is not ours.
        if (!existsSync(lease.temporary)) mkdirSync(lease.temporary, { mode: 0o700 });
        return lease;
      });
    },
    release: (tree) =>
      alone(async () => {
        sweepWaiting(folder);
        const lease = readLease(fileOf(tree));
        if (lease !== null) drop(lease, fileOf(tree));
      }),
    reconcile: (trees) =>
      alone(async () => {
        const released: string[] = [];
        sweepWaiting(folder);
        for (const file of namesIn(folder).map((name) => join(folder, name))) {
          const lease = readLease(file);
          if (lease === null) continue;
          const isLeft =
            lease.commonDir === commonDir ? !trees.has(lease.tree) : !existsSync(lease.commonDir);
          if (!isLeft) continue;
          drop(lease, file);
          released.push(lease.tree);
        }
        return released;
      }),
  };
}
