// What an agent changed, file by file, with both sides as addresses for VS Code's diff editors: its accepted work as it
// stands in the commit, or what lies in its tree now. Reads only; git is started in trusted folders alone.
import { resolve } from "node:path";
import * as vscode from "vscode";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { AgentView } from "../../protocol/session";
import { hostVariables } from "../environment";
import { gitPage } from "./gitPages";
import { refused } from "./refused";

export interface ChangedSides {
  /** Relative to the repository's root. */
  path: string;
  /** Absent where the file is not on that side. */
  left: vscode.Uri | undefined;
  right: vscode.Uri | undefined;
}

type Status = "added" | "removed" | "changed";
interface Changed {
  path: string;
  status: Status;
}

const plain = ["--no-ext-diff", "--no-textconv", "--no-renames", "--no-color"];

/** Its result where it has one; while it works, the files of its tree, that may be changed there. */
export async function agentChanges(view: RunView, agent: AgentView): Promise<Result<ChangedSides[]>> {
  const { result, tree, filling, unfilled } = agent;
  if (result) return commitChanges(view, result.base, result.commit, agent.name);
  // Git would call every file removed that is not there yet.
  if (!tree || filling || unfilled)
    return refused(`${agent.name} has not begun; there is nothing to compare yet.`);
  const listed = await changedInTree(tree.path, tree.base);
  if (!listed.ok) return listed;
  const sides = listed.value.map(({ path, status }) => {
    const file = vscode.Uri.file(resolve(tree.path, path));
    const before = gitPage({ run: view.run, commit: tree.base, path }, file);
    return { path, ...present(status, before, file) };
  });
  return { ok: true, value: sides };
}

/** All that landed, against the commit the session started from. */
export async function mergedChanges(view: RunView): Promise<Result<ChangedSides[]>> {
  const { base, merge } = view.session ?? {};
  if (!merge || typeof base !== "string") return refused("Nothing was merged in this session yet.");
  return commitChanges(view, base, merge.commit);
}

async function commitChanges(
  view: RunView,
  from: string,
  to: string,
  agent?: string,
): Promise<Result<ChangedSides[]>> {
  const listed = await names(view.root, ["diff-tree", "-r", ...plain, "--name-status", "-z", from, to]);
  if (!listed.ok) return listed;
  const page = (commit: string, path: string) => gitPage({ run: view.run, commit, path }, undefined, agent);
  const sides = listed.value.map(({ path, status }) => ({
    path,
    ...present(status, page(from, path), page(to, path)),
  }));
  return { ok: true, value: sides };
}

function present(status: Status, left: vscode.Uri, right: vscode.Uri): Pick<ChangedSides, "left" | "right"> {
  return {
    left: status === "added" ? undefined : left,
    right: status === "removed" ? undefined : right,
  };
}

/** Tracked files that differ from the commit, and new ones git does not ignore. */
async function changedInTree(folder: string, base: string): Promise<Result<Changed[]>> {
  const [tracked, others] = await Promise.all([
    // A submodule is a folder there, which no editor compares; it is shown once the work is committed.
    names(folder, ["diff", ...plain, "--ignore-submodules=all", "--name-status", "-z", base, "--"]),
    run(folder, ["ls-files", "--others", "--exclude-standard", "-z"]),
  ]);
  if (!tracked.ok) return tracked;
  if (!others.ok) return others;
  const made = others.value.split("\0").filter((path) => path !== "");
  const all = [...tracked.value, ...made.map((path) => ({ path, status: "added" as const }))];
  return { ok: true, value: all.sort((one, other) => (one.path < other.path ? -1 : 1)) };
}

async function names(folder: string, args: readonly string[]): Promise<Result<Changed[]>> {
  const listed = await run(folder, args);
  if (!listed.ok) return listed;
  const fields = listed.value.split("\0");
  const changed: Changed[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const letter = fields[at];
    const status = letter === "A" ? "added" : letter === "D" ? "removed" : "changed";
    changed.push({ path: fields[at + 1] ?? "", status });
  }
  return { ok: true, value: changed };
}

async function run(folder: string, args: readonly string[]): Promise<Result<string>> {
  if (!vscode.workspace.isTrusted)
    return refused("This folder is not trusted, so git is not started in it. Trust it first.");
  const { createGit } = await import("../../core/git/git");
  const ran = await createGit(folder, { environment: hostVariables() }).run(args);
  return ran.ok ? { ok: true, value: ran.value.stdout } : refused(ran.failure.message);
}
