// Webviews as an extension sees them: what is posted is kept as it was at that moment, and a test speaks for the page.
import type { ToHost, ToPane } from "../../../src/protocol/wire";
import { EventEmitter, strict, Uri } from "./basics";

export class TestWebview {
  options: unknown = {};
  html = "";
  readonly cspSource = "https://panes.test";
  readonly posted: ToPane[] = [];
  private readonly received = new EventEmitter<unknown>();
  private readonly waiting = new Set<() => void>();
  readonly onDidReceiveMessage = this.received.event;

  asWebviewUri(uri: Uri): Uri {
    return Uri.from({ scheme: "https", authority: "panes.test", path: uri.path });
  }
  async postMessage(message: ToPane): Promise<boolean> {
    this.posted.push(structuredClone(message));
    for (const look of [...this.waiting]) look();
    return true;
  }
  /** The page says something. */
  say(message: ToHost | unknown): void {
    this.received.fire(structuredClone(message));
  }
  /** The first message from `from` on that fits, now or when it comes. */
  until<Fit extends ToPane>(fits: (message: ToPane) => message is Fit, from = 0): Promise<Fit> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.posted.slice(from).find(fits);
        if (!found) return;
        this.waiting.delete(look);
        resolve(found as Fit);
      };
      this.waiting.add(look);
      look();
    });
  }
}

export type Posted<Type extends ToPane["type"]> = Extract<ToPane, { type: Type }>;

/** For `until`: messages of a type. */
export function isA<Type extends ToPane["type"]>(
  type: Type,
  fits: (message: Posted<Type>) => boolean = () => true,
) {
  return (message: ToPane): message is Posted<Type> => message.type === type && fits(message as Posted<Type>);
}

/** A view of the sidebar or an editor panel: the page, and whether it is seen. */
export class TestPane {
  readonly webview = new TestWebview();
  readonly changed = new EventEmitter<void>();
  readonly disposed = new EventEmitter<void>();
  visible = true;
  title = "";
  badge: unknown;
  iconPath: unknown;
  revealed = 0;
  readonly onDidChangeVisibility = this.changed.event;
  readonly onDidChangeViewState = this.changed.event;
  readonly onDidDispose = this.disposed.event;

  /** A pane as VS Code hands it over. */
  static made(): TestPane {
    return strict("pane", new TestPane());
  }
  reveal(): void {
    this.revealed += 1;
    this.see(true);
  }
  see(visible: boolean): void {
    this.visible = visible;
    this.changed.fire();
  }
  dispose(): void {
    this.disposed.fire();
  }
}
