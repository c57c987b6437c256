// What the panes know of this window: folders, trust, git, models, mistakes in the configuration. Computed anew when
// something it follows from has changed, and told only where it then differs. Starts nothing and sends nothing out, and
// reads no configuration before somebody asks for the state: most windows that come up never do.
import { basename } from "node:path";
import * as vscode from "vscode";
import type { LoadedSettings } from "../core/host/loadSettings";
import { toFailure } from "../protocol/failure";
import type { HostState } from "../protocol/wire";
import { hostModels, realFolders } from "./book/engines";
import { watchConfig } from "./configWatcher";
import { isInRepository } from "./isInRepository";
import { readHistory, rememberPrompt } from "./promptHistory";
import { createProblemNotice } from "./settings/configProblem";
import { hostSettings } from "./settings/hostSettings";

/** What only the files of the configuration tell. */
type Configured = Pick<HostState, "modelProblem" | "configProblem" | "notices" | "capMicros" | "roles">;

export interface HostStateBook extends vscode.Disposable {
  /** As last computed; `chosen` and `history` are of this moment. */
  state(): HostState;
  /** Looks again now; also called by itself when something it follows from changes. */
  refresh(): Promise<void>;
  /** Puts a prompt into the history. */
  remember(prompt: string): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export interface HostStateParts {
  context: vscode.ExtensionContext;
  /** The run the sidebar shows. */
  chosen(): string | null;
}

export function createHostState(parts: HostStateParts): HostStateBook {
  return new WindowState(parts);
}

class WindowState implements HostStateBook {
  readonly onDidChange: vscode.Event<void>;
  private readonly parts: HostStateParts;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly notice = createProblemNotice();
  private readonly ends: vscode.Disposable[];
  private configured = nothingRead;
  /** Somebody has asked for the state. */
  private asked = false;
  private told = "";
  private reading: Promise<void> | null = null;
  private again = false;

  constructor(parts: HostStateParts) {
    this.parts = parts;
    this.onDidChange = this.changed.event;
    this.ends = [
      this.changed,
      watchConfig(parts.context, () => void (this.asked && this.refresh())),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        // A model server may have been started meanwhile; nothing tells of that.
        if (focused && this.configured.modelProblem !== null) void this.refresh();
      }),
    ];
  }

  readonly state = (): HostState => {
    if (!this.asked) {
      this.asked = true;
      // After the answer: reading the form of the configuration takes longer than all of the activation.
      setImmediate(() => void this.refresh());
    }
    const { context, chosen } = this.parts;
    const { version } = context.extension.packageJSON as { version?: unknown };
    return {
      version: String(version ?? ""),
      ...windowState(),
      ...this.configured,
      history: readHistory(context.workspaceState),
      chosen: chosen(),
    };
  };

  readonly refresh = (): Promise<void> => {
    this.asked = true;
    this.again = true;
    this.reading ??= this.read();
    return this.reading;
  };

  readonly remember = async (prompt: string): Promise<void> => {
    await rememberPrompt(this.parts.context.workspaceState, prompt);
    this.tell();
  };

  dispose(): void {
    for (const one of this.ends) one.dispose();
  }

  private async read(): Promise<void> {
    do {
      this.again = false;
      const folder = realFolders()[0] ?? null;
      this.configured = await readConfigured(this.parts.context, folder, this.configured);
      this.notice(this.configured.configProblem, folder);
    } while (this.again);
    this.reading = null;
    this.tell();
  }

  private tell(): void {
    const now = JSON.stringify({ ...this.state(), chosen: null });
    if (now === this.told) return;
    this.told = now;
    this.changed.fire();
  }
}

const nothingRead: Configured = {
  modelProblem: null,
  configProblem: null,
  notices: [],
  capMicros: 0,
  roles: [],
};

/** What the window itself tells, at once. */
function windowState(): Pick<HostState, "folders" | "trusted" | "virtual" | "git" | "mac"> {
  const folders = realFolders();
  const open = vscode.workspace.workspaceFolders ?? [];
  return {
    folders: folders.map((path) => ({ path, name: nameOf(path, open) })),
    trusted: vscode.workspace.isTrusted,
    virtual: open.length > 0 && folders.length === 0,
    // Of several folders the person chooses one when something is started.
    git: folders.some(isInRepository),
    mac: process.platform === "darwin",
  };
}

/** The window's own name for a folder, which a person may have chosen. */
function nameOf(path: string, open: readonly vscode.WorkspaceFolder[]): string {
  return open.find(({ uri }) => uri.fsPath === path)?.name ?? basename(path);
}

/** @param before what was read last; cap and roles stay as they were while a mistake stands. */
async function readConfigured(
  context: Pick<vscode.ExtensionContext, "secrets">,
  folder: string | null,
  before: Configured,
): Promise<Configured> {
  const wrong = (configProblem: string) => ({ ...before, modelProblem: null, notices: [], configProblem });
  try {
    const settings = await hostSettings(context, folder);
    return settings.ok ? await readModels(settings.value) : wrong(settings.failure.message);
  } catch (thrown) {
    return wrong(toFailure(thrown).message);
  }
}

/** Roles and their models. A model that is missing is a problem of its own: past runs can still be looked at. */
async function readModels({ config, secret }: LoadedSettings): Promise<Configured> {
  const [{ roles: builtIn, rolesOf }, { resolveModels }, { modelLookups }] = await Promise.all([
    import("../core/roles/index"),
    import("../core/config/resolveModels"),
    import("../core/host/loadSettings"),
  ]);
  const resolved = await resolveModels(builtIn, config, modelLookups(secret, await hostModels())).catch(
    (thrown: unknown) => ({
      ok: false as const,
      failure: toFailure(thrown),
    }),
  );
  const models = resolved.ok ? resolved.value.models : {};
  return {
    modelProblem: resolved.ok ? null : resolved.failure.message,
    configProblem: null,
    notices: [...config.notices, ...(resolved.ok ? resolved.value.notices : [])],
    capMicros: config.capMicros,
    roles: rolesOf(config).map(({ name, modes, lane }) => ({
      name,
      mode: modes[0] ?? name,
      lane,
      model: models[name]?.id ?? null,
    })),
  };
}
