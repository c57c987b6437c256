// A fresh folder for one demo: a copy of the sample as a git repository with one commit, and a KILO_HOME of its own.
// The user's own repositories, git configuration and ~/.kilo are never read or written.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { addTrust } from "../core/config/trust";
import { FailureError, failure } from "../protocol/failure";

export interface DemoFolder {
  /** Holds the other two. */
  top: string;
  /** The copy of the sample. */
  project: string;
  /** KILO_HOME of the run. */
  home: string;
}

/** Copies the sample and commits it. @param sample folder of the sample project. */
export async function makeDemoFolder(sample: string): Promise<DemoFolder> {
  const top = await mkdtemp(join(await realpath(tmpdir()), "kilo-demo-"));
  const folder = { top, project: join(top, "users-service"), home: join(top, "kilo-home") };
  try {
    await fill(folder, sample);
  } catch (thrown) {
    await removeDemoFolder(folder);
    throw thrown;
  }
  return folder;
}

async function fill(folder: DemoFolder, sample: string): Promise<void> {
  await mkdir(folder.home, { mode: 0o700 });
  await cp(sample, folder.project, { recursive: true });
  await git(folder.project, "init", "--quiet", "--template=");
  await git(folder.project, "symbolic-ref", "HEAD", "refs/heads/main");
  await git(folder.project, "add", "--all");
  await git(folder.project, "commit", "--quiet", "--message", "A service that lists users");
  await addTrust(folder.home, folder.project);
}

/** Puts the configuration into the demo's KILO_HOME. */
export async function writeDemoConfig({ home }: DemoFolder, text: string): Promise<void> {
  await writeFile(join(home, "config.toml"), text, { mode: 0o600 });
}

export async function removeDemoFolder({ top }: DemoFolder): Promise<void> {
  await rm(top, { recursive: true, force: true });
}

/** Runs git for the sample alone: no configuration but what stands here. @returns its output. */
export async function git(folder: string, ...words: string[]): Promise<string> {
  const settings = ["user.name=Kilo demo", "user.email=demo@example.com", "commit.gpgsign=false"];
  const safe = ["core.autocrlf=false", `core.hooksPath=${devNull}`];
  const given = [...settings, ...safe].flatMap((setting) => ["-c", setting]);
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const env = { ...Object.fromEntries(own), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: devNull };
  try {
    const { stdout } = await promisify(execFile)("git", [...given, ...words], { cwd: folder, env });
    return stdout;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    throw new FailureError(failure("not-found", "git is not installed, and the demo needs it."));
  }
}
