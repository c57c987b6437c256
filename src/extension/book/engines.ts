// The engines of the window: one for each folder of runs, opened when it is first needed. Folders of one repository
// share their runs and so their engine. Loads nothing heavy before.
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { FindSecret } from "../../core/config/credentials";
import type { EngineHandle } from "../../core/host/openEngineAt";
import { runsPathOf } from "../../core/host/runsPath";
import type { Ports } from "../../core/ports";
import { withGithub } from "../agents/githubToken";
import { hostVariables } from "../environment";

/** A folder of runs, and the workspace folders whose runs it holds. */
export interface RunsPlace {
  name: string;
  path: string;
  /** Real paths. */
  folders: string[];
}

export interface Engines {
  places(): RunsPlace[];
  /** The place of a workspace folder, by its real path. */
  placeOf(folder: string): RunsPlace | null;
  of(place: RunsPlace): Promise<EngineHandle>;
  /** Pauses what is driven here and gives the locks back. */
  close(): Promise<void>;
}

export interface EngineParts {
  product: string;
  /** Folder of the extension's own programs; an agent's process is one of them. */
  programs: string;
  findSecret(): Promise<FindSecret>;
  live: Ports["live"];
}

/** Real paths of the workspace folders that are on a disk, in the window's order. */
export function realFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
    uri.scheme === "file" ? [realPath(uri.fsPath)] : [],
  );
}

export function createEngines({ product, programs, findSecret, live }: EngineParts): Engines {
  const opened = new Map<string, Promise<EngineHandle>>();

  function places(): RunsPlace[] {
    const found = new Map<string, RunsPlace>();
    for (const folder of realFolders()) {
      const { name, path } = runsPathOf({ variables: hostVariables(), folder });
      const place = found.get(name) ?? { name, path, folders: [] };
      place.folders.push(folder);
      found.set(name, place);
    }
    return [...found.values()];
  }

  async function open({ folders }: RunsPlace): Promise<EngineHandle> {
    const [{ openEngineAt }, secret, retainBytes, languageModels] = await Promise.all([
      import("../../core/host/openEngineAt"),
      findSecret(),
      retainedBytes(),
      hostModels(),
    ]);
    const place = { variables: hostVariables(), folder: folders[0] ?? "" };
    const wishes = {
      interactive: true,
      secret: withGithub(secret),
      live,
      retainBytes,
      product,
      syncing: "beside" as const,
      ...workerIn(programs),
    };
    return openEngineAt(place, languageModels ? { ...wishes, languageModels } : wishes);
  }

  return {
    places,
    placeOf: (folder) => places().find(({ folders }) => folders.includes(folder)) ?? null,
    of(place) {
      const known = opened.get(place.name) ?? open(place);
      opened.set(place.name, known);
      return known;
    },
    async close() {
      const engines = await Promise.allSettled(opened.values());
      opened.clear();
      await Promise.allSettled(
        engines.map((one) => (one.status === "fulfilled" ? one.value.engine.close() : undefined)),
      );
    },
  };
}

/** As it is built; an extension that is not built has none, and its agents' tools run in the window. */
function workerIn(programs: string): { workerEntry?: string } {
  const entry = join(programs, "worker.cjs");
  return existsSync(entry) ? { workerEntry: entry } : {};
}

/** The models VS Code itself can reach. */
export async function hostModels(): Promise<Ports["languageModels"]> {
  const { createLanguageModels } = await import("../models/languageModels");
  return createLanguageModels(vscode);
}

const defaultRetainedBytes = 1_000_000_000;

/** Of the user's own file; a mistake in it is said where a run is started. */
async function retainedBytes(): Promise<number> {
  const { loadSettings } = await import("../../core/host/loadSettings");
  const place = { variables: hostVariables(), folder: "" };
  const loaded = await loadSettings(place, { flags: {}, terminal: true, trusted: false });
  return loaded.ok ? loaded.value.config.retentionBytes : defaultRetainedBytes;
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
