// Opens VS Code's diff editor on what an approval changes, or on what a run has changed so far. Reads files and stored
// trees; writes nothing. Where the stored trees cannot be reached, the last diff a person was shown is shown again.
import { readFile, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import * as vscode from "vscode";
import type { ApprovalView } from "../../protocol/approval";
import type { RunView } from "../../protocol/run";
import { hostVariables } from "../environment";
import type { KiloHost } from "../kiloHost";
import type { PaneReply } from "./answerQuery";
import { isInside } from "./openFile";
import type { TextPages } from "./textPages";

interface Side {
  path: string;
  left: vscode.Uri;
  right: vscode.Uri;
}

/** @param approval its id; null for all the run changed. */
export async function openDiff(
  host: KiloHost,
  pages: TextPages,
  run: string,
  approval: string | null,
): Promise<PaneReply> {
  const opened = await host.book.open(run);
  if (!opened) return refused(`The run ${run} is not here any more.`);
  const { view } = opened;
  if (approval === null) {
    const sides = (await runSides(view, pages)) ?? (await approvalSides(view, lastShown(view), pages));
    return show(sides, `Kilo: changes of ${view.run}`, view.folder);
  }
  const asked = view.approvals[approval];
  if (!asked) return refused("This approval is not known any more.");
  return show(await approvalSides(view, asked, pages), `Kilo: ${asked.title}`, view.folder);
}

function refused(message: string): PaneReply {
  return { ok: false, message };
}

async function show(sides: Side[], title: string, folder: string): Promise<PaneReply> {
  const [first] = sides;
  if (!first) return refused("There are no changed lines to show.");
  if (sides.length === 1) {
    await vscode.commands.executeCommand("vscode.diff", first.left, first.right, `${first.path} (${title})`);
  } else {
    const rows = sides.map(({ path, left, right }) => [vscode.Uri.file(resolve(folder, path)), left, right]);
    await vscode.commands.executeCommand("vscode.changes", title, rows);
  }
  return { ok: true, value: sides.length };
}

/** The newest diff of files somebody was asked about. */
function lastShown(view: RunView): ApprovalView | undefined {
  return Object.values(view.approvals).findLast(({ kind }) => kind === "completion" || kind === "merge");
}

async function approvalSides(
  view: RunView,
  approval: ApprovalView | undefined,
  pages: TextPages,
): Promise<Side[]> {
  if (!approval) return [];
  const { patchesIn, sidesOf } = await import("./diffSides");
  const root = (approval.task ? view.tasks[approval.task]?.root : undefined) ?? view.root;
  // A completion's changes are in the tree already; others come with the answer.
  const applied = approval.kind === "completion" || approval.answer?.verdict === "approved";
  const folder = approval.kind === "merge" ? view.folder : root;
  return Promise.all(
    patchesIn(approval.detail).map(async ({ path, patch }) => {
      const { before, after } = sidesOf(path, patch, await textAt(folder, path), applied);
      const place = `${view.run}/${approval.id}`;
      return {
        path,
        left: pages.put(`${place}/before/${path}`, before),
        right: pages.put(`${place}/after/${path}`, after),
      };
    }),
  );
}

/** Null where the first tree is not in the folder's repository. */
async function runSides(view: RunView, pages: TextPages): Promise<Side[] | null> {
  const changed = Object.values(view.files).filter(({ before, after }) => before !== after);
  const [first, last] = [view.checkpoints[0], view.checkpoints.at(-1)];
  if (!first?.ref || !last) return changed.length === 0 ? [] : null;
  // Git is not started in a folder nobody trusts.
  if (!vscode.workspace.isTrusted) return null;
  const { createGit } = await import("../../core/git/git");
  const git = createGit(view.folder, { environment: hostVariables() });
  const stored = async (tree: string, path: string): Promise<string> => {
    const blob = await git.runBytes(["cat-file", "blob", `${tree}:${path}`]);
    return blob.ok ? blob.value.stdout.toString("utf8") : "";
  };
  const known = await git.run(["cat-file", "-e", first.tree]);
  if (!known.ok) return null;
  return Promise.all(
    changed.map(async ({ path, after }) => {
      const left = pages.put(`${view.run}/before/${path}`, await stored(first.tree, path));
      // In the person's own folder the file itself is shown, and may be changed there.
      if (!view.worktree && after !== null && (await textAt(view.folder, path)) !== null)
        return { path, left, right: vscode.Uri.file(resolve(view.folder, path)) };
      const text = after === null ? "" : await stored(last.tree, path);
      return { path, left, right: pages.put(`${view.run}/after/${path}`, text) };
    }),
  );
}

/** A file's text; null where there is none inside the folder. */
async function textAt(folder: string, path: string): Promise<string | null> {
  try {
    const real = await realpath(resolve(folder, path));
    return isInside(await realpath(folder), real) ? await readFile(real, "utf8") : null;
  } catch {
    return null;
  }
}
