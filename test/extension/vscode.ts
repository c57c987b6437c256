// A hand-made stand-in for VS Code's API: as much of it as the extension uses. What it does not have throws. Tests reach
// what lies behind it through `stand`.
import { readFileSync } from "node:fs";
import {
  Disposable,
  EventEmitter,
  MarkdownString,
  Position,
  Range,
  RelativePattern,
  strict,
  TabInputWebview,
  ThemeColor,
  ThemeIcon,
  Uri,
} from "./stand/basics";
import { TestComments } from "./stand/comments";
import { type Pages, type Provider, type Serializer, stand } from "./stand/stand";
import { TestPane } from "./stand/webviews";

export {
  Disposable,
  EventEmitter,
  MarkdownString,
  Position,
  Range,
  RelativePattern,
  TabInputWebview,
  ThemeColor,
  ThemeIcon,
  Uri,
};
export const ViewColumn = { Active: -1, Beside: -2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { Notification: 15 };
export const CommentMode = { Editing: 0, Preview: 1 };
export const lm = undefined;

const message =
  (kind: "info" | "warning" | "error") =>
  async (text: string, ...rest: unknown[]) => {
    const options = rest[0] as { modal?: boolean; detail?: string } | undefined;
    return stand.show(kind, options?.detail ? `${text}\n${options.detail}` : text, options?.modal === true);
  };

export const window = strict("window", {
  showInformationMessage: message("info"),
  showWarningMessage: message("warning"),
  showErrorMessage: message("error"),
  showQuickPick: async (items: { label: string }[]) => {
    const wanted = stand.show("pick", items.map(({ label }) => label).join(", "));
    return items.find(({ label }) => label === wanted);
  },
  showSaveDialog: async ({ title = "" }: { title?: string }) => stand.show("save", title),
  showInputBox: async ({ title = "" }: { title?: string }) => stand.show("input", title),
  showTextDocument: async (shown: { uri?: Uri } & Uri, options?: unknown) => {
    stand.executed.push(["showTextDocument", String(shown.uri ?? shown), options]);
  },
  withProgress: async (_options: unknown, work: () => unknown) => work(),
  setStatusBarMessage: (text: string) => {
    stand.said.push(text);
    return new Disposable(() => undefined);
  },
  createStatusBarItem: (id: string) => {
    const item = {
      ...{ id, text: "", stands: false, dispose: () => undefined },
      show() {
        item.stands = true;
      },
    };
    stand.items.push(item);
    return item;
  },
  createOutputChannel: () => {
    const say = (text: string) => stand.said.push(text);
    return { info: say, warn: say, error: say, show: () => undefined, dispose: () => undefined };
  },
  createWebviewPanel: (_type: string, title: string) => {
    const panel = TestPane.made();
    panel.title = title;
    stand.panels.push(panel);
    return panel;
  },
  registerWebviewViewProvider: (id: string, provider: Provider) => {
    stand.providers.set(id, provider);
    return new Disposable(() => stand.providers.delete(id));
  },
  registerWebviewPanelSerializer: (type: string, serializer: Serializer) => {
    stand.serializers.set(type, serializer);
    return new Disposable(() => stand.serializers.delete(type));
  },
  tabGroups: {
    get all() {
      return stand.tabGroups;
    },
  },
  onDidChangeWindowState: stand.windowChanged.event,
});

export const workspace = strict("workspace", {
  get workspaceFolders() {
    return stand.folders.length > 0 ? stand.folders : undefined;
  },
  get isTrusted() {
    return stand.trusted;
  },
  getConfiguration: (section: string) => ({
    get: (name: string) => stand.settings[`${section}.${name}`],
    inspect: (name: string) => ({ globalValue: stand.settings[`${section}.${name}`] }),
  }),
  findFiles: async (include: string | RelativePattern, exclude: string) => {
    stand.excluded.push(exclude);
    const first = stand.folders[0]?.uri ?? Uri.file("/");
    const base = include instanceof RelativePattern ? include.baseUri : first;
    return stand.files.map((path) => Uri.joinPath(base, path));
  },
  asRelativePath: ({ path }: Uri) => {
    const folder = stand.folders.find(({ uri }) => path.startsWith(`${uri.path}/`));
    return folder ? path.slice(folder.uri.path.length + 1) : path;
  },
  openTextDocument: async (uri: Uri) => {
    const text = uri.scheme === "file" ? readFileSync(uri.fsPath, "utf8") : await stand.page(uri);
    return { uri, getText: () => text };
  },
  registerTextDocumentContentProvider: (scheme: string, pages: Pages) => {
    stand.pages.set(scheme, pages);
    return new Disposable(() => stand.pages.delete(scheme));
  },
  onDidChangeWorkspaceFolders: stand.foldersChanged.event,
  onDidGrantWorkspaceTrust: stand.trustGranted.event,
  onDidChangeConfiguration: stand.configChanged.event,
  onDidSaveTextDocument: stand.documentSaved.event,
  onDidChangeTextDocument: stand.documentChanged.event,
  get textDocuments() {
    return stand.documents;
  },
  onDidCreateFiles: stand.filesChanged.event,
  onDidDeleteFiles: stand.filesChanged.event,
  onDidRenameFiles: stand.filesChanged.event,
});

export const commands = strict("commands", {
  registerCommand: (name: string, act: (...rest: unknown[]) => unknown) => {
    if (stand.commands.has(name)) throw new Error(`The command ${name} is registered already.`);
    stand.commands.set(name, act);
    return new Disposable(() => stand.commands.delete(name));
  },
  executeCommand: async (name: string, ...rest: unknown[]) => {
    stand.executed.push([name, ...rest]);
    if (stand.missing.has(name)) throw new Error(`command '${name}' not found`);
    return stand.commands.get(name)?.(...rest);
  },
});

export const comments = strict("comments", {
  createCommentController: (id: string) => {
    const controller = new TestComments(id);
    stand.comments.push(controller);
    return controller;
  },
});

export const authentication = strict("authentication", {
  getSession: async (provider: string, scopes: string[], options: { silent?: boolean }) => {
    if (options.silent) return undefined;
    const token = stand.show("account", `${provider} ${scopes.join(" ")}`);
    if (typeof token !== "string") throw new Error("The person declined.");
    return { accessToken: token };
  },
});

export const env = strict("env", {
  clipboard: { writeText: async (text: string) => void stand.show("clipboard", text) },
  openExternal: async (uri: Uri) => void stand.show("external", String(uri)),
});
