// Which token of the environment is for which host. A token is never handed to a host it was not made for, because the
// host is read from a repository's own configuration, and that may have been written by anyone. Pure.
import { failure, type Result } from "../../../protocol/failure";

export type Environment = Readonly<Record<string, string | undefined>>;

function first(environment: Environment, names: readonly string[]): string | null {
  const found = names.map((name) => environment[name]?.trim() ?? "").find((value) => value !== "");
  return found ?? null;
}

/** The host a person, or GitHub's own runner, named for other tokens than github.com's. */
export function isNamed(host: string, environment: Environment): boolean {
  const server = environment.GITHUB_SERVER_URL?.trim().toLowerCase() ?? "";
  return environment.GH_HOST?.trim().toLowerCase() === host || server === `https://${host}`;
}

/**
 * The token of the environment for a host, by the names the GitHub command line has: `GH_TOKEN`, `GITHUB_TOKEN` for
 * github.com and *.ghe.com; `GH_ENTERPRISE_TOKEN`, `GITHUB_ENTERPRISE_TOKEN` for the host that `GH_HOST` names.
 * @returns `key-missing` with the names to set
 */
export function tokenFor(host: string, environment: Environment): Result<string> {
  const isHosted = host === "github.com" || host.endsWith(".ghe.com");
  const usual = ["GH_TOKEN", "GITHUB_TOKEN"];
  const enterprise = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
  // A runner of GitHub Enterprise has its token under the usual name.
  const isRunner = environment.GITHUB_SERVER_URL?.trim().toLowerCase() === `https://${host}`;
  const names = isHosted
    ? usual
    : isNamed(host, environment)
      ? [...enterprise, ...(isRunner ? usual : [])]
      : [];
  const token = first(environment, names);
  if (token !== null) return { ok: true, value: token };
  const cure = isHosted
    ? "set GITHUB_TOKEN to one that may open pull requests, or sign in to GitHub in VS Code"
    : `set GH_HOST=${host} and GH_ENTERPRISE_TOKEN`;
  return { ok: false, failure: failure("key-missing", `There is no token for ${host}: ${cure}.`) };
}
