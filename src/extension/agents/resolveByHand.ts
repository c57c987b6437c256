// Conflicts resolved by hand: each contested file in VS Code's merge editor, writing into the agent's own tree. Told when
// the last of them was saved without marks; whether they are resolved is the person's to say.
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { AgentView } from "../../protocol/session";
import { type ConflictFile, conflictFiles, hasMark, unresolved } from "./conflictFiles";
import { type BegunText, begunText, leftAsBegun } from "./contestedPlaces";
import { gitPage } from "./gitPages";

export interface HandResolving extends vscode.Disposable {
  /** Opens the contested files of an agent whose tree holds both sides. @returns how many. */
  open(view: RunView, agent: AgentView): Promise<Result<number>>;
  /** @returns a sentence where a file is not saved or holds marks; null where the agent's tree can be taken. */
  problem(view: RunView, agent: AgentView): Promise<string | null>;
}

/** The texts the merge editor began with: the editor outlives a reload of the window, and so do they. */
const begunKey = "kilo.agents.begun";
const mostBegun = 50;

/**
 * @param memory of the window, over its reloads.
 * @param onSaved an agent's files that were opened here are saved, and no mark is left in them.
 */
export function createHandResolving(
  memory: Pick<vscode.Memento, "get" | "update">,
  onSaved: (run: string, agent: string) => void,
): HandResolving {
  const opened = new Map<string, { run: string; agent: string; files: ConflictFile[] }>();
  /**
   * With what the merge editor began, by file: without marks, and in each contested place what was there before either
   * side. VS Code saves that by itself where it saves after a delay; taken so, the work of both would be lost, and where
   * only some places were decided, in the others.
   */
  const begun = new Map(memory.get<[string, BegunText][]>(begunKey) ?? []);
  const keep = () => memory.update(begunKey, [...begun].slice(-mostBegun));
  const begin = (output: string, text: BegunText) => {
    begun.set(output, text);
    void keep();
  };
  const keyOf = (run: string, agent: string) => `${run} ${agent}`;

  const heard = vscode.workspace.onDidSaveTextDocument(async ({ uri: { fsPath: path } }) => {
    for (const { run, agent, files } of opened.values()) {
      if (!files.some(({ output }) => output === path)) continue;
      if ((await unresolved(files)).length === 0 && (await undecided(files, begun)).length === 0)
        onSaved(run, agent);
    }
  });
  return {
    async open(view, agent) {
      const files = await conflictFiles(view, agent);
      if (!files.ok) return files;
      opened.set(keyOf(view.run, agent.name), { run: view.run, agent: agent.name, files: files.value });
      for (const file of files.value) {
        const { output } = file;
        const marked = await readFile(output, "utf8").catch(() => "");
        if (hasMark(marked)) firstText(output, (text) => begin(output, begunText(marked, text)));
        await openFile(view, agent.name, file);
      }
      return { ok: true, value: files.value.length };
    },
    async problem(view, agent) {
      const key = keyOf(view.run, agent.name);
      const known = opened.get(key)?.files ?? (await listed(view, agent));
      const unsaved = unsavedOf(known);
      if (unsaved.length > 0 && (await unresolved(known)).length > 0)
        return `Save ${unsaved.map(({ path }) => path).join(", ")} first.`;
      // Saved without marks before, and typed on since.
      await Promise.all(unsaved.map(({ document }) => document.save()));
      const left = await unresolved(known);
      if (left.length > 0)
        return `Conflict marks are left in ${left.join(", ")}; resolve them and save, then say that it is done.`;
      const bare = await undecided(known, begun);
      if (bare.length > 0 && !(await agreedToNeither(bare, agent.name)))
        return `Decide each contested place in ${bare.map(({ path }) => path).join(", ")}, save, then say that it is done.`;
      opened.delete(key);
      for (const { output } of known) begun.delete(output);
      await keep();
      return null;
    },
    dispose: () => heard.dispose(),
  };
}

interface Undecided {
  path: string;
  part: "all" | "some";
}

/** Paths with contested places that are on the disk as the merge editor began them. */
async function undecided(
  files: readonly ConflictFile[],
  begun: ReadonlyMap<string, BegunText>,
): Promise<Undecided[]> {
  const left = await Promise.all(
    files.map(async ({ path, output }): Promise<Undecided[]> => {
      const first = begun.get(output);
      const text = await readFile(output, "utf8").catch(() => null);
      const part = first && text !== null ? leftAsBegun(text, first) : "none";
      return part === "none" ? [] : [{ path, part }];
    }),
  );
  return left.flat();
}

/** The merge editor takes the marks away itself, a moment after it was told to open; a person is not so fast. */
const beginsWithinMs = 10_000;

function firstText(output: string, told: (text: string) => void): void {
  const heard = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.fsPath !== output || hasMark(document.getText())) return;
    end();
    told(document.getText());
  });
  const timer = setTimeout(() => end(), beginsWithinMs);
  const end = () => {
    clearTimeout(timer);
    heard.dispose();
  };
}

/** It may be what the person wants. */
async function agreedToNeither(bare: readonly Undecided[], agent: string): Promise<boolean> {
  const isAll = bare.every(({ part }) => part === "all");
  const paths = bare.map(({ path }) => path).join(", ");
  const places = isAll ? "the contested places" : "contested places that are left";
  const detail = `Neither what is merged so far nor the work of ${agent} is in ${places}: they are as they were before both.`;
  const text = isAll
    ? `Nothing is decided in ${paths} yet.`
    : `Not every contested place is decided in ${paths} yet.`;
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, takeNeither)) === takeNeither;
}

const takeNeither = "Take Neither";

/** What cannot be listed is left to the engine, which looks itself before it takes the work. */
async function listed(view: RunView, agent: AgentView): Promise<ConflictFile[]> {
  const files = await conflictFiles(view, agent);
  return files.ok ? files.value : [];
}

function unsavedOf(files: readonly ConflictFile[]): { path: string; document: vscode.TextDocument }[] {
  const dirty = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
  return files.flatMap(({ path, output }) => {
    const document = dirty.find(({ uri }) => uri.fsPath === output);
    return document ? [{ path, document }] : [];
  });
}

async function openFile({ run }: RunView, agent: string, file: ConflictFile): Promise<void> {
  const { path, sides, output } = file;
  const target = vscode.Uri.file(output);
  if (!sides) {
    const sentence = `No editor can merge ${path}: one side has removed it, or it is not text. Make it right in ${output}.`;
    void vscode.window.showWarningMessage(sentence.replaceAll("](", "] ("));
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
    // A host without a merge editor: what is merged already beside the file with its marks.
    await vscode.commands.executeCommand("vscode.diff", page(ours), target, `${path} (${agent}: conflicts)`);
  }
}
