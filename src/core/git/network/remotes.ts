// Reads which remotes a repository names and where a push to each would really go. Asks no network, changes nothing.
import { FailureError, failure, type Result } from "../../../protocol/failure";
import { type ConfigEntry, listConfig } from "../commands/listConfig";
import type { Git } from "../git";
import { demand, outcomeOf } from "../outcome";
import { findRepository } from "../repository";
import { type RemoteAddress, readAddress, rewriteAddress } from "./address";

export interface PushRemote {
  name: string;
  address: RemoteAddress;
  /** Where the remote is fetched from; another repository than `address` where a fork is pushed to. */
  fetched: RemoteAddress;
}

function valuesOf(entries: readonly ConfigEntry[], key: string): string[] {
  return entries.flatMap((entry) => (entry.key === key && entry.value !== null ? [entry.value] : []));
}

function oneAddress(entries: readonly ConfigEntry[], name: string): { url: string; pushUrl: string } {
  const urls = valuesOf(entries, `remote.${name}.url`);
  const pushUrls = valuesOf(entries, `remote.${name}.pushurl`);
  const url = urls[0];
  if (url === undefined) {
    throw new FailureError(
      failure("not-found", `There is no remote "${name}"; add it with \`git remote add\`.`),
    );
  }
  if (pushUrls.length > 1 || (pushUrls.length === 0 && urls.length > 1)) {
    const message = `Remote "${name}" pushes to several addresses at once; name one with \`git remote set-url --push\`.`;
    throw new FailureError(failure("not-allowed", message));
  }
  return { url, pushUrl: pushUrls[0] ?? url };
}

const twice =
  "Your git configuration rewrites this remote's address twice (url.*.insteadOf); write the last address into the remote.";

/** The remote of a name, as the configuration has it now. Failures: `not-found`, `not-allowed`, `git-failed`. */
export function readRemote(git: Git, name: string): Promise<Result<PushRemote>> {
  return outcomeOf(async () => {
    const places = demand(await findRepository(git));
    const entries = demand(await git.ask(listConfig()));
    const { url, pushUrl } = oneAddress(entries, name);
    const from = places?.topLevel ?? git.folder;
    const read = (address: string, purpose: "push" | "fetch") => {
      const real = rewriteAddress(address, entries, purpose);
      // Git would rewrite the address it is handed once more, and speak to another than the one shown.
      if (rewriteAddress(real, entries, purpose) !== real)
        throw new FailureError(failure("not-allowed", twice));
      return demand(readAddress(real, from));
    };
    return { name, address: read(pushUrl, "push"), fetched: read(url, "fetch") };
  });
}

/** What a branch is set up with; git's own words for where it comes from and where it goes. */
export interface Followed {
  /** Names of all remotes. */
  known: string[];
  /** The remote a branch follows; null where it follows none, or another branch of this repository. */
  remote: string | null;
  /** Short name of the branch it follows there. */
  branch: string | null;
  /** The remote pushes are set to go to (`branch.*.pushRemote`, `remote.pushDefault`). */
  pushes: string | null;
}

/** Reads what a branch follows. @param branch short name; the checked out one where not given */
export async function readFollowed(git: Git, branch?: string): Promise<Followed> {
  const entries = demand(await git.ask(listConfig()));
  const names = entries.flatMap(({ key }) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []);
  const known = [...new Set(names)];
  const own = branch ?? (await checkedOut(git));
  const one = (key: string) => valuesOf(entries, key).at(-1) ?? null;
  const named = (name: string | null) => (name !== null && known.includes(name) ? name : null);
  const remote = named(one(`branch.${own}.remote`));
  const merge = one(`branch.${own}.merge`);
  return {
    known,
    remote,
    branch: remote !== null && merge?.startsWith(heads) ? merge.slice(heads.length) : null,
    pushes: named(one(`branch.${own}.pushremote`)) ?? named(one("remote.pushdefault")),
  };
}

const heads = "refs/heads/";

async function checkedOut(git: Git): Promise<string> {
  const head = demand(await git.run(["symbolic-ref", "-q", "--short", "HEAD"], { okCodes: [0, 1] }));
  return head.stdout.trim();
}

/**
 * The remote of a push: the one pushes are set to go to, else `origin`, else the one the branch follows, else the only one.
 * @param branch short name; the checked out one where not given
 */
export function chooseRemote(git: Git, branch?: string): Promise<Result<string>> {
  return outcomeOf(async () => {
    const { known, remote, pushes } = await readFollowed(git, branch);
    if (pushes !== null) return pushes;
    if (known.includes("origin")) return "origin";
    const chosen = remote ?? known[0];
    if (chosen !== undefined && (chosen === remote || known.length === 1)) return chosen;
    const message =
      known.length === 0
        ? "This repository has no remote; add one with `git remote add origin <address>`."
        : `This repository has the remotes ${known.join(", ")} and none is called origin; let the branch follow one of them.`;
    throw new FailureError(failure("not-found", message));
  });
}
