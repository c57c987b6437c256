// Loads the built extension the way VS Code does, with the hand-made stand-in in the place of `vscode`. What the stand-in
// does not have does nothing here: what is measured is the extension, not the stand-in.
import Module, { createRequire } from "node:module";
import { join } from "node:path";
import type * as vscode from "vscode";
import { Disposable, EventEmitter, Uri } from "../../extension/stand/basics";
import * as standIn from "../../extension/vscode";

export interface BuiltExtension {
  activate(context: vscode.ExtensionContext): unknown;
  deactivate(): Promise<void>;
}

type Load = (request: string, ...rest: unknown[]) => unknown;

/** From now on `require("vscode")` gives the stand-in, in this process. */
export function standInForVsCode(): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  const made = { chat: lenient({}), extensions: lenient({}), ...namespaces() };
  loader._load = (request, ...rest) => (request === "vscode" ? made : load(request, ...rest));
}

/** @param file of the built extension, or of anything else. */
export function requireFile(file: string): unknown {
  return createRequire(file)(file);
}

export function requireExtension(dist: string): BuiltExtension {
  return requireFile(join(dist, "extension.cjs")) as BuiltExtension;
}

function namespaces(): Record<string, unknown> {
  const entries = Object.entries(standIn as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? lenient(value) : value,
    ]),
  );
}

/** The members of `known`; any other is a function that does nothing and can be disposed of. */
function lenient(known: object): object {
  const nothing = () => new Disposable(() => undefined);
  return new Proxy(known, {
    get(target, key) {
      if (key === "then") return undefined;
      try {
        const value: unknown = Reflect.get(target, key);
        return value === undefined && !(key in target) ? nothing : value;
      } catch {
        return nothing;
      }
    },
  });
}

/** @param storage a folder for what the extension keeps. */
export function benchContext(root: string, storage: string): vscode.ExtensionContext {
  const memory = new Map<string, unknown>();
  const memento = {
    keys: () => [...memory.keys()],
    get: (key: string, otherwise?: unknown) => memory.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void memory.set(key, value),
    setKeysForSync: () => undefined,
  };
  const secrets = {
    get: async () => undefined,
    store: async () => undefined,
    delete: async () => undefined,
    onDidChange: new EventEmitter<unknown>().event,
  };
  const packageJSON = requireFile(join(root, "package.json"));
  return {
    subscriptions: [],
    workspaceState: memento,
    globalState: memento,
    secrets,
    storageUri: Uri.file(join(storage, "workspace")),
    globalStorageUri: Uri.file(join(storage, "global")),
    logUri: Uri.file(join(storage, "log")),
    extensionUri: Uri.file(root),
    extensionPath: root,
    extensionMode: 1,
    environmentVariableCollection: lenient({}),
    extension: { id: "kilo-orchestrator.kilo-orchestrator", packageJSON },
  } as unknown as vscode.ExtensionContext;
}
