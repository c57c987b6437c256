// The folders a session file gives agents to work in, looked at in the commit their trees begin with. Reads only.
import { failure, type Result } from "../../protocol/failure";
import type { SessionSettings } from "../../protocol/session";
import { foldersAbove } from "../fleet/merge/changedNames";
import { type GitCommand, splitNul } from "../git/command";
import { createGit, type Git } from "../git/git";
import { findGitFolder } from "../git/gitFolder";
import { ignoredAmong } from "../git/ignoredAmong";
import { outcomeOf } from "../git/outcome";
import type { HostPlace } from "./openEngineAt";

/** Why an agent could not work in its folder; one that does not exist yet is made when it is needed. */
export async function checkAgentFolders(
  { folder, variables }: HostPlace,
  agents: SessionSettings["agents"],
): Promise<Result<void>> {
  const given = (agents ?? []).flatMap(({ name, directory }) => (directory ? [{ name, directory }] : []));
  if (given.length === 0) return { ok: true, value: undefined };
  const paths = new Set(given.flatMap(({ directory }) => downTo(directory)));
  const git = createGit(findGitFolder(folder)?.topLevel ?? folder, { environment: variables });
  const listed = await git.ask(kindsAt([...paths]));
  if (!listed.ok) return listed;
  for (const { name, directory } of given) {
    const path = downTo(directory).find((one) => listed.value.has(one));
    const kind = path === undefined ? undefined : listed.value.get(path);
    if (!kind) continue;
    const message = `The agent ${name} cannot work in the directory ${directory}, because ${path} is ${kind}${cures[kind]}.`;
    return { ok: false, failure: failure("invalid-input", message) };
  }
  return checkIgnored(git, given);
}

/** What git ignores is no part of anybody's work: such an agent would work for nothing. */
async function checkIgnored(
  git: Git,
  given: readonly { name: string; directory: string }[],
): Promise<Result<void>> {
  const found = await outcomeOf(() =>
    ignoredAmong(
      git,
      // A pattern may speak of folders alone; of one that is not there yet git is told that it is one by its end.
      given.map(({ directory }) => `${directory}/`),
    ),
  );
  if (!found.ok) return found;
  const ignored = given.filter(({ directory }) => found.value.includes(`${directory}/`));
  if (ignored.length === 0) return { ok: true, value: undefined };
  // Somebody added files of it all the same: those are everybody's.
  const paths = ignored.map(({ directory }) => directory);
  const tracked = await git.ask(namesIn(paths));
  if (!tracked.ok) return tracked;
  const wrong = ignored.find(({ directory }) => !tracked.value.includes(directory));
  if (!wrong) return { ok: true, value: undefined };
  const { name, directory } = wrong;
  const message = `The agent ${name} cannot work in the directory ${directory}, because git ignores it and nothing in it would land; name another, or take the pattern out of .gitignore.`;
  return { ok: false, failure: failure("invalid-input", message) };
}

/** The folder and those above it, highest first. */
function downTo(path: string): string[] {
  return [...foldersAbove(path), path];
}

/** Those of these paths that are in the commit. */
function namesIn(paths: readonly string[]): GitCommand<string[]> {
  return {
    args: ["ls-tree", "-z", "--name-only", "--full-tree", "HEAD", "--", ...paths],
    read: (stdout) => splitNul(stdout),
  };
}

type Kind = "a file" | "a link" | "a submodule";

const kinds: Readonly<Record<string, Kind>> = {
  "100": "a file",
  "120": "a link",
  "160": "a submodule",
};

const cures: Readonly<Record<Kind, string>> = {
  "a file": "; name a folder",
  "a link": "; name the folder it leads to, by its own path",
  "a submodule": " and nothing in it would land; start a session in the submodule's own repository",
};

/** Which of these paths are no folders, and what they are. */
function kindsAt(paths: readonly string[]): GitCommand<Map<string, Kind>> {
  return {
    args: ["ls-tree", "-z", "--full-tree", "HEAD", "--", ...paths],
    read: (stdout) =>
      new Map(
        splitNul(stdout).flatMap((line): [string, Kind][] => {
          const path = line.slice(line.indexOf("\t") + 1);
          const kind = kinds[line.slice(0, 3)];
          return paths.includes(path) && kind ? [[path, kind]] : [];
        }),
      ),
  };
}
