// Looks up what one command's sandbox is made of: which folders are there, and where they really are. Reads only; anew
// for each command, because a command before may have made what has to be hidden from this one.
import { lstatSync, readFileSync, realpathSync, type Stats } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Environment } from "../childEnvironment";
import { isBelow, type SandboxPlace } from "./bubblewrap";
import type { SandboxPlan } from "./plan";
import { frozenPlaces, secretPlaces } from "./secretPlaces";

export interface Asked {
  /** The folder that may be written; the working folder where none is named. */
  root?: string;
  cwd: string;
  /** Whether this command was allowed the network. */
  network: boolean;
  /** Folder for temporary files that the engine leased to the agent; the plan's own where there is none. */
  leased?: string;
}

const kernelPlaces = [
  "sys",
  "sysrq-trigger",
  "irq",
  "bus",
  "fs",
  "acpi",
  "scsi",
  "mtrr",
  "driver",
  "dma",
].map((name) => `/proc/${name}`);

/** @param environment of the command, cleaned. */
export function lookAround(plan: SandboxPlan, asked: Asked, environment: Environment): SandboxPlace {
  const asRoot = process.getuid?.() === 0;
  const cwd = realOf(asked.cwd) ?? asked.cwd;
  const root = realOf(asked.root ?? asked.cwd) ?? cwd;
  const at = plan.kind === "seatbelt" ? plan.temporary : (realOf("/tmp") ?? "/tmp");
  const home = realOf(environment.HOME ?? "");
  const others = ["/run", "/var/run", "/var/tmp", tmpdir()].flatMap((folder) => realOf(folder) ?? []);
  const covered = [...new Set(others)].filter((folder) => folder !== at && !isBelow(at, folder));
  const isCovered = (path: string) => [...covered, at].some((folder) => isBelow(path, folder));
  const wanted = [home, ...programs(environment), plan.project, "/etc/resolv.conf"];
  const shown = [...new Set(wanted.flatMap((path) => realOf(path ?? "") ?? []))].filter(isCovered);
  const secrets = [plan.state, ...(home ? secretPlaces.map((name) => join(home, name)) : [])];
  const state = realOf(plan.state);
  const isSeen = (path: string) =>
    !isCovered(path) || [...shown, root].some((folder) => isBelow(path, folder));
  const hidden = kindsOf(secrets.flatMap((path) => realOf(path) ?? []).filter(isSeen));
  const write = [...plan.write, asked.leased ?? ""].flatMap((path) =>
    isAbsolute(path) ? (realOf(path) ?? []) : [],
  );
  return {
    root,
    cwd,
    write: [...new Set(write)].filter((folder) => folder !== at && !isBelow(folder, root)),
    temporary: { folder: plan.temporary, at },
    covered,
    shown,
    repository: gitFolders(
      root,
      [...hidden.folders, ...hidden.files].filter((path) => path !== state),
    ),
    hidden,
    frozen: frozenPlaces.flatMap((name) => frozenAt(root, name)),
    network: plan.network || asked.network,
    asRoot,
    kernel: asRoot ? kernelPlaces.filter((path) => statOf(path) !== null) : [],
  };
}

/** Where a path really is; null where nothing is there. */
function realOf(path: string): string | null {
  try {
    return path === "" ? null : realpathSync(path);
  } catch {
    return null;
  }
}

/** A place that is a link to somewhere else in the project is frozen there. */
function frozenAt(root: string, name: string): string[] {
  const real = realOf(join(root, name));
  return real !== null && real !== root && isBelow(real, root) ? [real] : [];
}

function kindsOf(paths: readonly string[]): SandboxPlace["hidden"] {
  const kinds = { folders: [] as string[], files: [] as string[] };
  for (const path of new Set(paths)) {
    const stats = statOf(path);
    if (stats?.isDirectory()) kinds.folders.push(path);
    else if (stats?.isFile()) kinds.files.push(path);
  }
  // What lies in a hidden folder is not there any more.
  const inside = (path: string) => kinds.folders.some((folder) => folder !== path && isBelow(path, folder));
  return {
    folders: kinds.folders.filter((path) => !inside(path)),
    files: kinds.files.filter((path) => !inside(path)),
  };
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

function programs(environment: Environment): string[] {
  return (environment.PATH ?? "").split(":").filter((entry) => isAbsolute(entry));
}

/**
 * Folders of git outside the tree that its `.git` names: the repository of a linked tree, and objects it borrows. A command
 * may have written what is read here, so only what looks like a repository counts, and never what is in a secret place.
 */
function gitFolders(root: string, secrets: readonly string[]): string[] {
  const git = realOf(join(root, ".git"));
  if (git === null) return [];
  const linked = /^gitdir: (.+)$/m.exec(textOf(git))?.[1];
  const folder = linked === undefined ? git : resolve(root, linked.trim());
  const common = resolve(folder, textOf(join(folder, "commondir")).trim());
  const borrowed = textOf(join(common, "objects/info/alternates")).split("\n").filter(isAbsolute);
  const named = [folder, common, ...borrowed.map((objects) => dirname(objects))];
  const real = named.flatMap((path) => realOf(path) ?? []).filter((path) => !isBelow(path, root));
  const looksLikeGit = (path: string) =>
    statOf(join(path, "HEAD"))?.isFile() === true &&
    (statOf(join(path, "objects"))?.isDirectory() || statOf(join(path, "commondir"))?.isFile());
  return [...new Set(real)].filter(
    (path) => looksLikeGit(path) && !secrets.some((secret) => isBelow(path, secret) || isBelow(secret, path)),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").slice(0, 65_536);
  } catch {
    return "";
  }
}
