// Files of commits as pages of VS Code's editors: the sides of an agent's diff. A page names a run, a commit and a path;
// only runs of this window are read, only from their own repository, and nothing before the folder is trusted.
import { createHash } from "node:crypto";
import * as vscode from "vscode";
import { hostVariables } from "../environment";
import type { KiloHost } from "../kiloHost";

export const gitScheme = "kilo-git";

/** Where a page comes from: a file of a commit, in the repository of a run. */
export interface GitPage {
  run: string;
  commit: string;
  path: string;
}

const mostBytes = 5_000_000;

/**
 * The commit stands in the query: VS Code takes two sides of different paths for a renamed file.
 * @param page `path` is relative to the repository's root, with `/` between folders.
 * @param beside the other side where it is a file of a disk, so that both have the same path.
 * @param agent whose diff it is a side of: two agents begin with the same commit, and a comment there is for one of them.
 */
export function gitPage({ run, commit, path }: GitPage, beside?: vscode.Uri, agent = ""): vscode.Uri {
  const at = { authority: run, path: beside?.path ?? `/${path}`, query: `${commit}:${path}` };
  return vscode.Uri.from({ scheme: gitScheme, ...at, fragment: agent });
}

/** @returns null for an address that is none of ours. */
export function readGitPage(uri: Pick<vscode.Uri, "scheme" | "authority" | "query">): GitPage | null {
  const parts = /^([0-9a-f]{40}|[0-9a-f]{64}):(.+)$/s.exec(uri.query);
  const [, commit, path] = parts ?? [];
  if (uri.scheme !== gitScheme || commit === undefined || path === undefined) return null;
  return { run: uri.authority, commit, path };
}

/** Serves the pages; what cannot be read is a sentence in place of the text. */
export function serveGitPages(host: KiloHost): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(gitScheme, {
    provideTextDocumentContent: (uri) => pageText(host, uri),
  });
}

async function pageText(host: KiloHost, uri: vscode.Uri): Promise<string> {
  const page = readGitPage(uri);
  if (!page) return "This page cannot be read.";
  if (!vscode.workspace.isTrusted) return "This folder is not trusted, so git is not started in it.";
  const opened = await host.book.open(page.run);
  if (!opened) return `The session ${page.run} is not here any more.`;
  const bytes = await blobOf(opened.view.root, page.commit, page.path);
  if (bytes === null) return submoduleText(opened.view.root, page);
  if (bytes.length > mostBytes) return `This file has ${bytes.length} bytes; that is too much to show here.`;
  if (!bytes.includes(0)) return bytes.toString("utf8");
  // Two that have as many bytes would look the same.
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return `This file is not text (${bytes.length} bytes, SHA-256 ${hash}…).`;
}

/** As git's own diffs write it; empty for what is not there. */
async function submoduleText(folder: string, { commit, path }: GitPage): Promise<string> {
  const { createGit } = await import("../../core/git/git");
  const git = createGit(folder, { environment: hostVariables() });
  // No object of this repository, but an entry of its tree.
  const listed = await git.run(["ls-tree", "-z", "--full-tree", commit, "--", path]);
  const [, id] = (listed.ok ? /^160000 commit ([0-9a-f]+)\t/.exec(listed.value.stdout) : null) ?? [];
  return id === undefined ? "" : `Subproject commit ${id}\n`;
}

/** A file's bytes in a commit; null where the commit has no such file. */
export async function blobOf(folder: string, commit: string, path: string): Promise<Buffer | null> {
  const { createGit } = await import("../../core/git/git");
  const git = createGit(folder, { environment: hostVariables() });
  const blob = await git.runBytes(["cat-file", "blob", `${commit}:${path}`]);
  return blob.ok ? blob.value.stdout : null;
}
