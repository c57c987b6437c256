// What stands in the way of a first run, or of a safe one: one sentence and one button each. Pure.
import type { HostState, PaneAction } from "../../../src/protocol/wire";

export type HostDeed = Extract<PaneAction, { type: "host.do" }>["what"];

export interface StateNote {
  id: string;
  icon: string;
  title: string;
  sentence: string;
  /** What to do next; null where nothing can be done here. */
  next: { label: string; what: HostDeed } | null;
  /** Nothing can be started while it stands. */
  blocks: boolean;
}

/** The most pressing first; what cannot matter before another is put right is left out. */
export function notesOf(host: HostState): StateNote[] {
  const place = placeNote(host);
  if (place) return [place];
  const notes: StateNote[] = [];
  if (host.configProblem !== null) notes.push(configNote(host.configProblem));
  else if (host.modelProblem !== null) notes.push(modelNote(host.modelProblem));
  if (!host.git) notes.push(gitNote);
  return notes;
}

function placeNote(host: HostState): StateNote | null {
  if (host.virtual) return virtualNote;
  if (host.folders.length === 0) return folderNote;
  return host.trusted ? null : trustNote;
}

const virtualNote: StateNote = {
  id: "virtual",
  icon: "remote",
  title: "Virtual workspace",
  sentence:
    "Kilo runs checks and git on real files, so a virtual workspace cannot be worked in. Open a folder on disk.",
  next: { label: "Open folder", what: "openFolder" },
  blocks: true,
};

const folderNote: StateNote = {
  id: "folder",
  icon: "folder",
  title: "No folder is open",
  sentence: "Open the folder of a project; a run reads, changes and checks the files in it.",
  next: { label: "Open folder", what: "openFolder" },
  blocks: true,
};

const trustNote: StateNote = {
  id: "trust",
  icon: "workspace-untrusted",
  title: "This folder is not trusted",
  sentence:
    "Runs execute a project's own commands, so nothing of this folder is run or read as configuration before you trust it.",
  next: { label: "Manage trust", what: "manageTrust" },
  blocks: true,
};

const gitNote: StateNote = {
  id: "git",
  icon: "source-control",
  title: "This folder is not in git",
  sentence:
    "Kilo works here all the same, but without worktrees, and undo covers only what a run itself wrote.",
  next: { label: "Initialize git", what: "initGit" },
  blocks: false,
};

function configNote(sentence: string): StateNote {
  return {
    id: "config",
    icon: "error",
    title: "The configuration has a mistake",
    sentence,
    next: { label: "Open config", what: "openConfig" },
    blocks: true,
  };
}

function modelNote(sentence: string): StateNote {
  return {
    id: "model",
    icon: "key",
    title: "A model is missing",
    sentence,
    next: { label: "Set API key", what: "setKey" },
    blocks: true,
  };
}
