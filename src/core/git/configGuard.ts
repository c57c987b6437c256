// Reads a repository's configuration and answers with the settings that disarm it, kept as long as no
// configuration file changed. Never trusts a setting a repository made about programs, credentials or addresses.
import { existsSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import type { ConfigEntry } from "./commands/listConfig";
import { commonDirOf, findGitFolder, type GitFolder } from "./gitFolder";
import { type GitProfile, neutralise, type Setting } from "./hardening";

interface Known {
  settings: Setting[];
  files: string[];
  stamp: string;
  /** It depends on the working tree: somebody's configuration includes files for some repositories only. */
  ofOneTree: boolean;
}

const unknown: Known = { settings: [], files: [], stamp: "", ofOneTree: false };

/** Where configuration is read; null outside a repository. */
type Place = Pick<GitFolder, "gitDir" | "commonDir"> | null;

export interface ConfigGuard {
  /** Settings for a command in `folder`; `gitDir` where the caller names the repository itself. */
  settings(folder: string, gitDir: string | undefined): Promise<Setting[]>;
}

const projectScopes = new Set(["local", "worktree"]);

function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? "-" : `${stat.mtimeNs}.${stat.ctimeNs}.${stat.size}.${stat.ino}`;
    })
    .join(" ");
}

function filesOf(entries: readonly ConfigEntry[], own: readonly string[]): string[] {
  const named = entries.map((entry) => entry.origin.replace(/^file:/, "")).filter((path) => isAbsolute(path));
  return [...new Set([...own, ...named])];
}

/** The value a key has without what the repository itself says. */
function outsideValues(entries: readonly ConfigEntry[], key: string): string[] {
  const outside = entries.filter(
    (entry) => entry.key === key && !projectScopes.has(entry.scope) && entry.scope !== "command",
  );
  return outside.map((entry) => entry.value ?? "");
}

/**
 * What a repository may not decide about the network: programs, credential helpers, certificates, addresses.
 * Throws FailureError where an address is rewritten, for then the address a person approved is not the one used.
 */
export function guardNetwork(entries: readonly ConfigEntry[]): Setting[] {
  const settings: Setting[] = [
    // Without a terminal nobody answers a question of ssh's, and the command would never end.
    ["core.sshCommand", outsideValues(entries, "core.sshcommand").at(-1) ?? "ssh -o BatchMode=yes"],
  ];
  const project = new Set(
    entries.filter((entry) => projectScopes.has(entry.scope)).map((entry) => entry.key),
  );
  for (const key of project) {
    if (/^credential\.(.*\.)?helper$/.test(key)) {
      settings.push([key, ""], ...outsideValues(entries, key).map((value): Setting => [key, value]));
    }
    if (/^http\.(.*\.)?sslverify$/.test(key)) settings.push([key, "true"]);
    if (/^url\..*\.(push)?insteadof$/.test(key)) {
      throw new FailureError(
        failure(
          "not-allowed",
          `This repository rewrites addresses (${key}); remove that setting before pushing or fetching.`,
        ),
      );
    }
  }
  return settings;
}

/** Work of one name waits for what is under way of it: then it finds what was read, if that still holds. */
function createWaits<T>(): (name: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return async (name, work) => {
    const other = underWay.get(name);
    if (other !== undefined) await other.catch(() => undefined);
    const mine = work();
    underWay.set(name, mine);
    try {
      return await mine;
    } finally {
      if (underWay.get(name) === mine) underWay.delete(name);
    }
  };
}

/** @param list runs `git config --list` for a folder with the static settings only */
export function createConfigGuard(
  profile: GitProfile,
  list: (folder: string, gitDir: string | undefined) => Promise<ConfigEntry[]>,
): ConfigGuard {
  const known = new Map<string, Promise<Known>>();
  const afterOthers = createWaits<Setting[]>();

  async function read(folder: string, gitDir: string | undefined, own: string[]): Promise<Known> {
    const before = stampOf(own);
    const entries = await list(folder, gitDir);
    const dynamic = neutralise(
      entries.filter((entry) => entry.scope !== "command").map((entry) => entry.key),
      profile,
    );
    const settings = profile === "network" ? [...dynamic, ...guardNetwork(entries)] : dynamic;
    const files = filesOf(entries, own);
    // Files a repository includes may appear or switch with the branch without any listed file changing: never kept.
    const includes = entries.some(
      ({ scope, key }) => projectScopes.has(scope) && /^include(if)?\./.test(key),
    );
    const keeps = !includes && before === stampOf(own);
    const ofOneTree = entries.some(({ key }) => key.startsWith("includeif."));
    return { settings, files, stamp: keeps ? stampOf(files) : "", ofOneTree };
  }

  /** What was read before under this name, where it still holds. */
  async function earlierOf(key: string): Promise<Known | null> {
    for (let earlier = known.get(key); earlier !== undefined; ) {
      const read = await earlier.catch(() => unknown);
      if (read.stamp !== "" && read.stamp === stampOf(read.files)) return read;
      // Another command may have begun to read anew meanwhile; its answer will do if it still holds then.
      const latest = known.get(key);
      if (latest === earlier) return null;
      earlier = latest;
    }
    return null;
  }

  async function lookUp(folder: string, gitDir: string | undefined, place: Place, key: string) {
    const own =
      place === null ? [] : [join(place.commonDir, "config"), join(place.gitDir, "config.worktree")];
    const earlier = await earlierOf(key);
    if (earlier !== null && !earlier.ofOneTree) return earlier.settings;
    const ofTree = `tree ${place?.gitDir ?? folder}`;
    const kept = earlier === null ? null : await earlierOf(ofTree);
    if (kept !== null) return kept.settings;
    const fresh = read(folder, gitDir, own);
    known.set(key, fresh).set(ofTree, fresh);
    return (await fresh).settings;
  }

  return {
    async settings(folder, gitDir) {
      const place: Place =
        gitDir === undefined ? findGitFolder(folder) : { gitDir, commonDir: commonDirOf(gitDir) };
      const key = keyOf(folder, place);
      return afterOthers(key, () => lookUp(folder, gitDir, place, key));
    },
  };
}

/** Working trees of one repository share what is read of it, but for one with a configuration of its own. */
function keyOf(folder: string, place: Place): string {
  if (place === null) return `folder ${folder}`;
  const isOwn = existsSync(join(place.gitDir, "config.worktree"));
  return isOwn ? `own ${place.gitDir}` : `repository ${place.commonDir}`;
}
