// On which line each key of a TOML file stands: the parser tells lines only for broken files, and a person who made a
// mistake needs one for every key. Expects text the parser has accepted; on other text it stops early and finds less.

/** A key as TOML writes it, quoted only where it must be: `prices."openai/gpt-5.5".input`. */
export function keyText(path: readonly string[]): string {
  return path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join(".");
}

/** Lines (from 1) by {@link keyText} of the key; a table has the line of its header, or of its first key. */
export function tomlLines(text: string): ReadonlyMap<string, number> {
  return new LineFinder(text).run();
}

class LineFinder {
  private readonly text: string;
  private readonly lines = new Map<string, number>();
  /** How many tables of an array were seen, by its key. */
  private readonly counts = new Map<string, number>();
  private index = 0;
  private line = 1;
  private table: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  run(): ReadonlyMap<string, number> {
    while (this.index < this.text.length) {
      this.skipBlank();
      if (this.index >= this.text.length) break;
      const before = this.index;
      if (this.at("[")) this.header();
      else this.pair(this.table);
      if (this.index === before) this.advance(1);
    }
    return this.lines;
  }

  private at(text: string): boolean {
    return this.text.startsWith(text, this.index);
  }

  private advance(count: number): void {
    for (let left = count; left > 0 && this.index < this.text.length; left -= 1) {
      if (this.at("\n")) this.line += 1;
      this.index += 1;
    }
  }

  /** Blanks, line ends and comments. */
  private skipBlank(): void {
    for (;;) {
      while (/\s/.test(this.text.charAt(this.index))) this.advance(1);
      if (!this.at("#")) return;
      while (this.index < this.text.length && !this.at("\n")) this.advance(1);
    }
  }

  private note(path: readonly string[]): void {
    for (let length = 1; length <= path.length; length += 1) {
      const key = keyText(path.slice(0, length));
      if (!this.lines.has(key)) this.lines.set(key, this.line);
    }
  }

  private header(): void {
    const many = this.at("[[");
    this.advance(many ? 2 : 1);
    this.table = this.key("]");
    if (many) {
      const key = keyText(this.table);
      const count = this.counts.get(key) ?? 0;
      this.counts.set(key, count + 1);
      this.table.push(String(count));
    }
    this.note(this.table);
    this.advance(many ? 2 : 1);
  }

  private pair(table: readonly string[]): void {
    this.skipBlank();
    const path = [...table, ...this.key("=")];
    this.note(path);
    this.advance(1);
    this.value(path);
  }

  /** Dotted key up to `end`, which is left standing. */
  private key(end: string): string[] {
    const parts: string[] = [];
    let part = "";
    while (this.index < this.text.length && !this.at(end) && !this.at("\n")) {
      const character = this.text.charAt(this.index);
      if (character === '"' || character === "'") part += this.string();
      else {
        if (character === ".") {
          parts.push(part);
          part = "";
        } else if (!/\s/.test(character)) part += character;
        this.advance(1);
      }
    }
    return [...parts, part];
  }

  private value(path: readonly string[]): void {
    this.skipBlank();
    if (this.at('"') || this.at("'")) this.string();
    else if (this.at("[")) this.list("]", (number) => this.element(path, number));
    else if (this.at("{")) this.list("}", () => this.pair(path));
    else
      while (this.index < this.text.length && !/[,\]}\n#]/.test(this.text.charAt(this.index)))
        this.advance(1);
  }

  private element(path: readonly string[], number: number): void {
    const here = [...path, String(number)];
    this.note(here);
    this.value(here);
  }

  private list(end: string, item: (number: number) => void): void {
    this.advance(1);
    for (let number = 0; this.index < this.text.length; number += 1) {
      this.skipBlank();
      if (this.at(end)) break;
      const before = this.index;
      item(number);
      this.skipBlank();
      if (this.at(",")) this.advance(1);
      if (this.index === before) break;
    }
    this.advance(1);
  }

  /** A string of any of the four kinds; escapes only matter for where it ends. */
  private string(): string {
    const quote = this.text.charAt(this.index);
    const end = this.at(quote.repeat(3)) ? quote.repeat(3) : quote;
    this.advance(end.length);
    const start = this.index;
    while (this.index < this.text.length && !this.at(end))
      this.advance(quote === '"' && this.at("\\") ? 2 : 1);
    let stop = this.index;
    this.advance(end.length);
    // Up to two quotes may stand right before the closing three.
    while (end.length === 3 && this.at(quote)) {
      this.advance(1);
      stop += 1;
    }
    return this.text.slice(start, stop);
  }
}
