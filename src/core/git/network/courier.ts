// A courier: an empty repository in a private folder that has the user's objects and none of their repository's
// configuration, hooks or refs. Network commands run in it, so nothing a repository says about programs, addresses,
// proxies or certificates is ever read; what the person and the machine configured counts. Removed afterwards.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import { lineCommand } from "../command";
import { createGit, type Git } from "../git";
import type { Environment, Setting } from "../hardening";
import { isInside } from "../inside";
import { demand } from "../outcome";
import { findRepository, type RepositoryPlaces } from "../repository";

export interface CourierOptions {
  /** A local runner in the repository. */
  git: Git;
  /** The host's environment: PATH, HOME, proxies, agent of ssh. */
  environment: Environment;
  /** Further settings of ours, such as a credential for one address. */
  settings?: readonly Setting[];
}

/** Credential helpers and ssh are found on PATH: never in the repository, never in a relative folder. */
function outsideOf(topLevel: string, environment: Environment): Environment {
  const clean: Record<string, string | undefined> = { ...environment };
  for (const [name, value] of Object.entries(environment)) {
    if (name.toUpperCase() !== "PATH" || value === undefined) continue;
    const places = value.split(delimiter).filter((place) => isAbsolute(place) && !isInside(topLevel, place));
    clean[name] = places.join(delimiter);
  }
  return clean;
}

async function fill(folder: string, git: Git, places: RepositoryPlaces): Promise<void> {
  const format = demand(await git.ask(lineCommand(["rev-parse", "--show-object-format"])));
  const version =
    format === "sha1"
      ? "repositoryformatversion = 0"
      : "repositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256";
  for (const name of ["objects", "refs"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "HEAD"), "ref: refs/heads/none\n");
  writeFileSync(join(folder, "config"), `[core]\n\tbare = true\n\t${version}\n`);
  // Where the history ends in a shallow clone.
  const shallow = join(places.commonDir, "shallow");
  if (existsSync(shallow)) copyFileSync(shallow, join(folder, "shallow"));
}

/** Runs work with a network runner in a courier of the repository. Throws FailureError where there is none. */
export async function withCourier<T>(
  options: CourierOptions,
  work: (courier: Git) => Promise<T>,
): Promise<T> {
  const { git, settings = [] } = options;
  const places = demand(await findRepository(git));
  if (places === null)
    throw new FailureError(failure("git-failed", "This folder is not in a git repository."));
  const folder = mkdtempSync(join(tmpdir(), "kilo-courier-"));
  try {
    await fill(folder, git, places);
    const environment = outsideOf(places.topLevel, options.environment);
    const network = createGit(folder, { environment, profile: "network" });
    const variables = { GIT_DIR: folder, GIT_OBJECT_DIRECTORY: join(places.commonDir, "objects") };
    return await work(network.at(folder, variables, settings));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
