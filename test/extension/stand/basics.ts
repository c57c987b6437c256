// The plain values of VS Code's API, made by hand after their types: events, disposables, addresses, places in a text.
import { posix } from "node:path";

export class Disposable {
  static from(...ones: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of ones) one.dispose();
    });
  }
  constructor(private readonly end: () => unknown) {}
  dispose(): void {
    this.end();
  }
}

export class EventEmitter<Value> {
  private readonly listeners = new Set<(value: Value) => unknown>();
  readonly event = (listener: (value: Value) => unknown, self?: unknown, ends?: { dispose(): unknown }[]) => {
    const own = (value: Value) => listener.call(self, value);
    this.listeners.add(own);
    const end = new Disposable(() => this.listeners.delete(own));
    ends?.push(end);
    return end;
  };
  fire(value: Value): void {
    for (const listener of [...this.listeners]) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Uri {
  static file(path: string): Uri {
    return new Uri("file", "", path);
  }
  static from(
    parts: Partial<Record<"authority" | "path" | "query" | "fragment", string>> & { scheme: string },
  ): Uri {
    const { scheme, authority = "", path = "", query = "", fragment = "" } = parts;
    const rest = (sign: string, part: string) => (part === "" ? "" : sign + encodeURIComponent(part));
    return new Uri(scheme, authority, path, rest("?", query) + rest("#", fragment));
  }
  static parse(text: string): Uri {
    const { protocol, host, pathname, search, hash } = new URL(text);
    return new Uri(protocol.slice(0, -1), host, pathname, `${search}${hash}`);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, base.authority, posix.join(base.path, ...parts));
  }
  constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
    private readonly rest = "",
  ) {}
  get fsPath(): string {
    return this.path;
  }
  get query(): string {
    return decodeURIComponent(/^\?([^#]*)/.exec(this.rest)?.[1] ?? "");
  }
  toString(): string {
    const path = this.path.split("/").map(encodeURIComponent).join("/");
    return `${this.scheme}:${this.authority ? `//${this.authority}` : ""}${path}${this.rest}`;
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}
export class Range {
  constructor(
    readonly start: Position,
    readonly end: Position,
  ) {}
}
export class RelativePattern {
  constructor(
    readonly baseUri: Uri,
    readonly pattern: string,
  ) {}
}
export class TabInputWebview {
  constructor(readonly viewType: string) {}
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class ThemeIcon {
  constructor(readonly id: string) {}
}
export class MarkdownString {
  constructor(readonly value = "") {}
}

/** A member nobody made throws, so that a wrong use of the API fails. */
export function strict<Value extends object>(name: string, members: Value): Value {
  return new Proxy(members, {
    get(target, key) {
      if (key in target || typeof key === "symbol" || key === "then") return Reflect.get(target, key);
      throw new Error(`The stand-in for vscode has no ${name}.${key}.`);
    },
  });
}
