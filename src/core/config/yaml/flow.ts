// Lists and tables between brackets, over as many lines as they take; JSON is one of them. Reads one value and says
// where it ends; the line of every key is noted.
import { keyText } from "../tomlLines";
import { plainValue, readQuoted, refuseSpecial, TwiceError, YamlError } from "./scalar";

const deepest = 30;

export class FlowReader {
  private readonly text: string;
  private readonly lines: Map<string, number>;
  index: number;
  line: number;

  /** @param line of the character at `index`. */
  constructor(text: string, index: number, line: number, lines: Map<string, number>) {
    this.text = text;
    this.index = index;
    this.line = line;
    this.lines = lines;
  }

  /** The value that begins here. */
  value(path: readonly string[]): unknown {
    if (path.length > deepest) throw new YamlError(this.line, "this is nested too deep");
    const character = this.text.charAt(this.index);
    if (character === "[") return this.list(path);
    if (character === "{") return this.table(path);
    if (character === '"' || character === "'") return this.quoted();
    refuseSpecial(this.text.slice(this.index, this.index + 1), this.line);
    return plainValue(this.plain(/[,\]}\n]|:(?=\s|$)|\s#/));
  }

  private list(path: readonly string[]): unknown[] {
    const values: unknown[] = [];
    const opened = this.line;
    this.index += 1;
    for (;;) {
      if (this.closes("]", opened)) return values;
      const here = [...path, String(values.length)];
      this.note(here);
      values.push(this.value(here));
      this.comma("]", opened);
    }
  }

  private table(path: readonly string[]): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    const opened = this.line;
    this.index += 1;
    while (!this.closes("}", opened)) {
      const quote = /["']/.test(this.text.charAt(this.index));
      const key = quote ? this.quoted() : this.plain(/[,\]}\n]|:(?=\s|$|["'[{])/);
      if (entries.has(key)) throw new TwiceError(this.line, `${keyText([...path, key])} is given twice`);
      const here = [...path, key];
      this.note(here);
      this.blank();
      let value: unknown = null;
      if (this.text.charAt(this.index) === ":") {
        this.index += 1;
        this.blank();
        if (!/[,}]/.test(this.text.charAt(this.index))) value = this.value(here);
      }
      entries.set(key, value);
      this.comma("}", opened);
    }
    return Object.fromEntries(entries);
  }

  private closes(end: string, opened: number): boolean {
    this.blank();
    if (this.index >= this.text.length) throw this.open(end, opened);
    if (this.text.charAt(this.index) !== end) return false;
    this.index += 1;
    return true;
  }

  private comma(end: string, opened: number): void {
    this.blank();
    const character = this.text.charAt(this.index);
    if (character === ",") this.index += 1;
    else if (character === "") throw this.open(end, opened);
    else if (character !== end) throw new YamlError(this.line, `here belongs a comma or ${end}`);
  }

  private open(end: string, line: number): YamlError {
    return new YamlError(line, `the closing ${end} is missing`);
  }

  private quoted(): string {
    const read = readQuoted(this.text, this.index, this.line);
    if (!read) throw new YamlError(this.line, "the closing quote is missing");
    this.advance(read.end - this.index);
    return read.value;
  }

  private plain(end: RegExp): string {
    const rest = this.text.slice(this.index);
    const length = rest.search(end);
    const text = length < 0 ? rest : rest.slice(0, length);
    this.advance(text.length);
    return text.trim();
  }

  /** Blanks, line ends and comments. */
  private blank(): void {
    const blanks = /^(\s+(#[^\n]*)?|#[^\n]*)*/.exec(this.text.slice(this.index))?.[0] ?? "";
    this.advance(blanks.length);
  }

  private advance(count: number): void {
    const passed = this.text.slice(this.index, this.index + count);
    this.line += passed.split("\n").length - 1;
    this.index += count;
  }

  private note(path: readonly string[]): void {
    const key = keyText(path);
    if (!this.lines.has(key)) this.lines.set(key, this.line);
  }
}
