// Real repositories in temporary folders for the tests of this room, under a home folder of their own.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { createGit, type Git, type GitOptions } from "../../../src/core/git/git";
import type { Result } from "../../../src/protocol/failure";
import { playground } from "../../crash/playground";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new temporary folder, by its real path. */
export function temporaryFolder(name = "repo"): string {
  const folder = join(realpathSync(mkdtempSync(join(playground(), "kilo-git-"))), name);
  folders.push(dirname(folder));
  mkdirSync(folder);
  return folder;
}

const home = temporaryFolder("home");
export const environment = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: join(home, ".config") };

/** git as a person would run it. */
export function git(folder: string, ...args: string[]): string {
  const env = { ...environment, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync(
    "git",
    [
      "-c",
      "user.name=Person",
      "-c",
      "user.email=person@localhost",
      "-c",
      "protocol.file.allow=always",
      "-c",
      "core.protectNTFS=false",
      ...args,
    ],
    {
      cwd: folder,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

export function runner(folder: string, options: Partial<GitOptions> = {}): Git {
  return createGit(folder, { environment, ...options });
}

/** What a test folder holds: text, bytes, a link, a runnable file, or nothing. */
export type Content = string | Buffer | { link: string } | { run: string } | null;

export function put(folder: string, path: string, content: Content): void {
  const full = join(folder, path);
  // A file may stand where a folder has to be.
  const parts = path.split("/");
  for (const above of parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"))) {
    const stat = lstatSync(join(folder, above), { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory()) rmSync(join(folder, above));
  }
  rmSync(full, { recursive: true, force: true });
  if (content === null) return;
  mkdirSync(dirname(full), { recursive: true });
  if (typeof content === "string" || Buffer.isBuffer(content)) writeFileSync(full, content);
  else if ("link" in content) symlinkSync(content.link, full);
  else {
    writeFileSync(full, content.run);
    chmodSync(full, 0o755);
  }
}

export function putAll(folder: string, contents: Record<string, Content>): void {
  for (const [path, content] of Object.entries(contents)) put(folder, path, content);
}

/** A repository with one commit of these files. */
export function repository(contents: Record<string, Content>, name = "repo"): string {
  const folder = temporaryFolder(name);
  repositoryIn(folder, contents);
  return folder;
}

/** A repository with one commit on `main`, in a folder that is made where it is not there. */
export function repositoryIn(folder: string, contents: Record<string, Content>): void {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "-q", "-b", "main");
  putAll(folder, contents);
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "--allow-empty", "-m", "first");
}

/** The same again in a folder of its own, for a test that begins many times. */
export function copyOf(folder: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Every file below a folder by path: `mode hash` or `link text`; `.git` folders are left out. */
export function picture(folder: string, below = ""): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const name of readdirSync(join(folder, below)).sort()) {
    if (name === ".git") continue;
    const path = below === "" ? name : `${below}/${name}`;
    const full = join(folder, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) seen[path] = `link ${readlinkSync(full)}`;
    else if (stat.isDirectory()) Object.assign(seen, { [`${path}/`]: "folder" }, picture(folder, path));
    else seen[path] = `${(stat.mode & 0o777).toString(8)} ${sha256(readFileSync(full))}`;
  }
  return seen;
}

export function sha256(bytes: string | Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Everything of the user's that a snapshot must not touch, as one comparable value. */
export function userState(folder: string): Record<string, unknown> {
  const words = ["--path-format=absolute", "--git-dir", "--git-common-dir"];
  const [gitDir = "", common = ""] = git(folder, "rev-parse", ...words).split("\n");
  const refs = git(folder, "for-each-ref").split("\n");
  const bytesOf = (path: string) => (existsSync(path) ? sha256(readFileSync(path)) : "none");
  const names = (path: string) =>
    existsSync(path)
      ? readdirSync(path)
          .filter((name) => name !== "refs")
          .sort()
      : [];
  return {
    index: bytesOf(join(gitDir, "index")),
    head: readFileSync(join(gitDir, "HEAD"), "utf8"),
    config: bytesOf(join(common, "config")),
    exclude: bytesOf(join(common, "info", "exclude")),
    // Its log tells of older ones.
    stash: refs.filter((line) => line.endsWith("refs/stash")),
    refs: refs.filter((line) => !line.includes("refs/kilo/")),
    names: names(gitDir).filter((name) => name !== "kilo"),
    logs: existsSync(join(common, "logs")) ? picture(join(common, "logs")) : {},
    files: picture(folder),
    // Last, for it may refresh the index's stat data.
    status: git(
      folder,
      "--no-optional-locks",
      "status",
      "--porcelain=v2",
      "-z",
      "--untracked-files=all",
      "--ignored",
    ),
  };
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
}

export function failed<T>(result: Result<T>): { code: string; message: string } {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`);
  return result.failure;
}

/** A program of the tests, bundled when it is first asked for and once for a test file. @returns gives its path. */
export function bundledOnce(entry: string): () => Promise<string> {
  let script: Promise<string> | null = null;
  const bundle = async () => {
    const outfile = join(temporaryFolder("script"), `${basename(entry, ".ts")}.cjs`);
    await build({ entryPoints: [entry], bundle: true, platform: "node", outfile, logLevel: "error" });
    return outfile;
  };
  return () => {
    script ??= bundle();
    return script;
  };
}

/**
 * Runs a program of the tests in processes of its own.
 * @returns gives what it answers, as JSON; null where the process was killed. `openFiles`: the most it may have at once.
 */
export function ownProcesses(entry: string) {
  const bundled = bundledOnce(entry);
  return async (
    args: string[],
    env: NodeJS.ProcessEnv = environment,
    openFiles?: number,
  ): Promise<unknown> => {
    const line = [process.execPath, await bundled(), ...args];
    const limited = ["sh", "-c", `ulimit -n ${openFiles}; exec "$@"`, "sh", ...line];
    const [program = "", ...words] = openFiles === undefined ? line : limited;
    return new Promise((resolve, reject) => {
      execFile(program, words, { env, encoding: "utf8" }, (error, stdout) => {
        if (error?.signal === "SIGKILL") resolve(null);
        else if (error) reject(error);
        else resolve(JSON.parse(stdout));
      });
    });
  };
}

export const inOwnProcess = ownProcesses(join(import.meta.dirname, "inOwnProcess.ts"));
