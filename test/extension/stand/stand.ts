// What a test sets and reads of the stand-in: folders, trust, settings, answers to dialogs, and what was called.
import { EventEmitter, Uri } from "./basics";
import type { TestComments } from "./comments";
import { TestPane } from "./webviews";

interface Shown {
  kind:
    | "info"
    | "warning"
    | "error"
    | "pick"
    | "save"
    | "input"
    | "document"
    | "external"
    | "clipboard"
    | "account";
  text: string;
  modal: boolean;
}

export type Provider = { resolveWebviewView(view: unknown): Promise<void> | void };
export type Serializer = { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> };
export type Pages = { provideTextDocumentContent(uri: Uri): string | Promise<string> };

class Stand {
  trusted = true;
  folders: { uri: Uri; name: string; index: number }[] = [];
  /** Settings by whole name. */
  settings: Record<string, unknown> = {};
  /** Files `findFiles` finds, relative to the first folder. */
  files: string[] = [];
  /** Patterns `findFiles` was asked to leave out. */
  excluded: string[] = [];
  readonly commands = new Map<string, (...rest: unknown[]) => unknown>();
  /** Commands that were executed, those of VS Code itself too. */
  readonly executed: unknown[][] = [];
  readonly shown: Shown[] = [];
  /** Answers to messages and dialogs, first come first served; without one the person leaves. */
  readonly answers: unknown[] = [];
  /** Commands this VS Code does not have. */
  readonly missing = new Set<string>();
  readonly panels: TestPane[] = [];
  /** Items of the status bar. */
  readonly items: { id: string; text: string; stands: boolean }[] = [];
  readonly comments: TestComments[] = [];
  readonly providers = new Map<string, Provider>();
  readonly serializers = new Map<string, Serializer>();
  readonly pages = new Map<string, Pages>();
  readonly said: string[] = [];
  readonly foldersChanged = new EventEmitter<unknown>();
  readonly trustGranted = new EventEmitter<void>();
  readonly configChanged = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();
  readonly filesChanged = new EventEmitter<unknown>();
  readonly documentSaved = new EventEmitter<{ uri: Uri }>();
  readonly documentChanged = new EventEmitter<{ document: { uri: Uri; getText(): string } }>();
  /** Documents that are open in an editor. */
  documents: { uri: Uri; isDirty: boolean; save(): Promise<boolean> }[] = [];
  /** Groups of editors, each with what stands in its tabs. */
  tabGroups: { viewColumn: number; tabs: { input: unknown; label?: string }[] }[] = [];
  readonly windowChanged = new EventEmitter<{ focused: boolean }>();

  open(...paths: string[]): void {
    this.folders = paths.map((path, index) => ({
      uri: Uri.file(path),
      name: path.replace(/^.*\//, ""),
      index,
    }));
    this.foldersChanged.fire({});
  }

  trust(trusted: boolean): void {
    this.trusted = trusted;
    if (trusted) this.trustGranted.fire();
  }

  show(kind: Shown["kind"], text: string, modal = false): unknown {
    this.shown.push({ kind, text, modal });
    return this.answers.shift();
  }

  /** The page of a text that is no file. */
  page(uri: unknown): string | Promise<string> {
    const address = uri as Uri;
    return this.pages.get(address.scheme)?.provideTextDocumentContent(address) ?? "";
  }

  async sidebar(): Promise<TestPane> {
    const pane = TestPane.made();
    await this.providers.get("kilo.sidebar")?.resolveWebviewView(pane);
    return pane;
  }
}

export const stand = new Stand();
