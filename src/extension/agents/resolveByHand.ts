// Conflicts resolved by hand: each contested file in VS Code's merge editor, writing into the agent's own tree. The
// person says when it is done; then the agent's next merge takes what lies there.
import * as vscode from "vscode";
import type { Result } from "../../protocol/failure";
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import { type ConflictFile, conflictFiles, takeBack, unresolved } from "./conflictFiles";
import { gitPage } from "./gitPages";
import { refused } from "./refused";

export interface HandResolving {
  /** Opens the contested files of an agent. @returns how many. */
  open(view: RunView, agent: string): Promise<Result<number>>;
  /** @returns a sentence where markers of git are left in a file; null where the agent's tree can be taken. */
  problem(run: string, agent: string): Promise<string | null>;
  /** Takes out what was put into files nobody has touched since. */
  putBack(run: string, agent: string): Promise<void>;
  forget(run: string, agent: string): void;
}

export function createHandResolving(): HandResolving {
  const opened = new Map<string, ConflictFile[]>();
  const keyOf = (run: string, agent: string) => `${run} ${agent}`;
  return {
    async open(view, name) {
      const agent = ownNamed(view.session?.agents ?? {}, name);
      if (!agent) return refused(`There is no agent ${name} in this session.`, "not-found");
      const files = await conflictFiles(view, agent);
      if (!files.ok) return files;
      const before = opened.get(keyOf(view.run, name)) ?? [];
      opened.set(
        keyOf(view.run, name),
        files.value.map((file) => asBefore(file, before)),
      );
      for (const file of files.value) await openFile(view, name, file);
      return { ok: true, value: files.value.length };
    },
    async problem(run, agent) {
      const left = await unresolved(opened.get(keyOf(run, agent)) ?? []);
      return left.length === 0
        ? null
        : `Conflict markers are left in ${left.join(", ")}; resolve them and save, then say that it is done.`;
    },
    async putBack(run, agent) {
      await takeBack(opened.get(keyOf(run, agent)) ?? []);
      opened.delete(keyOf(run, agent));
    },
    forget: (run, agent) => void opened.delete(keyOf(run, agent)),
  };
}

/** Opened a second time, a file still knows what it was before markers were put into it. */
function asBefore(file: ConflictFile, before: readonly ConflictFile[]): ConflictFile {
  const known = before.find(({ path }) => path === file.path);
  return known?.seeded && !file.seeded ? { ...file, before: known.before, seeded: known.seeded } : file;
}

async function openFile({ run }: RunView, agent: string, file: ConflictFile): Promise<void> {
  const { path, sides, output, text } = file;
  const target = vscode.Uri.file(output);
  if (!sides) {
    void vscode.window.showWarningMessage(
      `${path} cannot be merged in an editor: ${text.replaceAll("](", "] (")}. Make it right in ${output}.`,
    );
    return;
  }
  const { base, ours, theirs } = sides;
  const page = (commit: string) => gitPage({ run, commit, path });
  try {
    await vscode.commands.executeCommand("_open.mergeEditor", {
      base: page(base),
      input1: { uri: page(ours), title: "Merged so far", description: path },
      input2: { uri: page(theirs), title: agent, description: path },
      output: target,
    });
  } catch {
    // A host without a merge editor: what is merged already beside the file with its markers.
    await vscode.commands.executeCommand("vscode.diff", page(ours), target, `${path} (${agent}: conflicts)`);
  }
}
