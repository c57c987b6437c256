// The folders a session file gives agents to work in, looked at in the commit their trees begin with. Reads only.
import { failure, type Result } from "../../protocol/failure";
import type { SessionSettings } from "../../protocol/session";
import { foldersAbove } from "../fleet/merge/changedNames";
import { type GitCommand, splitNul } from "../git/command";
import { createGit } from "../git/git";
import type { HostPlace } from "./openEngineAt";

/** Why an agent could not work in its folder; one that does not exist yet is made when it is needed. */
export async function checkAgentFolders(
  { folder, variables }: HostPlace,
  agents: SessionSettings["agents"],
): Promise<Result<void>> {
  const given = (agents ?? []).flatMap(({ name, directory }) => (directory ? [{ name, directory }] : []));
  if (given.length === 0) return { ok: true, value: undefined };
  const paths = new Set(given.flatMap(({ directory }) => downTo(directory)));
  const listed = await createGit(folder, { environment: variables }).ask(kindsAt([...paths]));
  if (!listed.ok) return listed;
  for (const { name, directory } of given) {
    const path = downTo(directory).find((one) => listed.value.has(one));
    if (path === undefined) continue;
    const kind = listed.value.get(path);
    const cure = kind === "a link" ? "name the folder it leads to, by its own path" : "name a folder";
    const message = `The agent ${name} cannot work in the directory ${directory}, because ${path} is ${kind}; ${cure}.`;
    return { ok: false, failure: failure("invalid-input", message) };
  }
  return { ok: true, value: undefined };
}

/** The folder and those above it, highest first. */
function downTo(path: string): string[] {
  return [...foldersAbove(path), path];
}

/** Which of these paths are no folders, and what they are. */
function kindsAt(paths: readonly string[]): GitCommand<Map<string, "a file" | "a link">> {
  return {
    args: ["ls-tree", "-z", "--full-tree", "HEAD", "--", ...paths],
    read: (stdout) =>
      new Map(
        splitNul(stdout).flatMap((line): [string, "a file" | "a link"][] => {
          const path = line.slice(line.indexOf("\t") + 1);
          if (!paths.includes(path) || !/^1[02]0/.test(line)) return [];
          return [[path, line.startsWith("12") ? "a link" : "a file"]];
        }),
      ),
  };
}
