// A GitHub for a whole session: a bare repository that is reached by the person's own ssh command, and a loopback server
// for its API. Nothing leaves this machine; what came there can be shown.
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, type GitHubServer, startGitHub } from "../core/fleet/pullRequest/gitHubServer";

export interface GitHubSetting {
  /** Address of `origin`; that of acme/shop on github.com by ssh where not given. Null: the repository has no remote. */
  remote?: string | null;
  /** False: nothing is known here of what the remote has. */
  fetched?: false;
  /** Branches of the user's that are there before; `main` where not given. */
  branches?: string[];
  /** False: there is none. */
  token?: false;
  /** Answers in the place of the server, by `POST /repos/acme/shop/pulls`. */
  answers?: Record<string, Answer>;
  /** False: whoever pushes is turned away. */
  writable?: false;
}

export interface TestGitHub {
  server: GitHubServer;
  /** The bare repository. */
  bare: string;
  /** What a person's shell has. */
  environment: Record<string, string>;
  /** Branches with their commits' subjects, and pull requests, as lines. */
  shown(): string[];
  close(): Promise<void>;
}

export const gitHubToken = "made-up-token-4711-canary";

/** @param home of the person; gets their git configuration. @param folder the repository, which gets the remote. */
export async function plantGitHub(
  home: string,
  folder: string,
  setting: GitHubSetting = {},
): Promise<TestGitHub> {
  const bare = join(home, "github", "shop.git");
  mkdirSync(bare, { recursive: true });
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
  git(bare, "init", "-q", "--bare", "-b", "main");
  const { remote = "git@github.com:acme/shop.git", branches = ["main"], token, answers = {} } = setting;
  if (remote !== null) git(folder, "remote", "add", "origin", remote);
  for (const branch of branches) if (branch !== "main") git(folder, "branch", branch);
  for (const branch of branches) git(folder, "push", "-q", bare, `${branch}:${branch}`);
  if (remote !== null && setting.fetched !== false) {
    for (const branch of branches) {
      git(folder, "update-ref", `refs/remotes/origin/${branch}`, branch);
      git(folder, "config", `branch.${branch}.remote`, "origin");
      git(folder, "config", `branch.${branch}.merge`, `refs/heads/${branch}`);
    }
  }
  plantSsh(home, bare, setting.writable !== false);
  const server = await startGitHub();
  server.instead = ({ method, path }) => answers[`${method} ${path}`] ?? null;
  server.tipOf = (branch) => git(bare, "rev-parse", `refs/heads/${branch.split(":").at(-1)}`);
  const environment: Record<string, string> = {
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_API_URL: server.baseUrl,
    ...(token === false ? {} : { GITHUB_TOKEN: gitHubToken }),
  };
  return {
    server,
    bare,
    environment,
    shown() {
      const refs = git(bare, "for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n");
      const subjects = (ref: string) => git(bare, "log", "--first-parent", "--format=  %s", `main..${ref}`);
      const pulls = server.pulls.flatMap(({ number, title, head, base, draft, state, body }) => [
        `--- #${number} ${title} (${head} → ${base}, ${draft ? "draft, " : ""}${state})`,
        ...steady(body).split("\n"),
      ]);
      return ["--- the remote", ...refs.flatMap((ref) => [ref, subjects(ref)]).filter(Boolean), "", ...pulls];
    },
    close: () => server.close(),
  };
}

/** Without what each run has its own of. */
function steady(body: string): string {
  return body
    .trimEnd()
    .replace(/[0-9a-f]{16} -->/g, "<seal> -->")
    .replace(/\d+\.\d s\)/g, "_ s)")
    .replace(/\$\d+\.\d+/g, "$_");
}

/** Stands for ssh: what git wants done on the other machine is done here, in the bare repository. */
function plantSsh(home: string, bare: string, writable: boolean): void {
  const script = join(home, "ssh");
  const refuse = `case "$last" in *receive-pack*) echo "ERROR: Permission to acme/shop.git denied to ada." >&2; exit 1;; esac`;
  const lines = [
    "#!/bin/sh",
    "for last; do :; done",
    ...(writable ? [] : [refuse]),
    `word=\${last%% *}`,
    `exec git "\${word#git-}" '${bare}'`,
  ];
  writeFileSync(script, `${lines.join("\n")}\n`);
  chmodSync(script, 0o755);
  appendFileSync(join(home, ".gitconfig"), `[core]\n\tsshCommand = ${script}\n`);
}
