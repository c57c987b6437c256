// A small, strict reader of the part of YAML that people write by hand: tables, lists, brackets, quotes, blocks of text.
// Anchors, tags and several documents are refused, with the line. Nothing is guessed; no key is taken twice.
import { keyText } from "../tomlLines";
import { FlowReader } from "./flow";
import { plainValue, readQuoted, refuseSpecial, TwiceError, YamlError } from "./scalar";

export interface YamlDocument {
  value: unknown;
  /** Lines (as counted from `firstLine`) by `keyText` of the key; items of lists by their number from 0. */
  lines: ReadonlyMap<string, number>;
}

const deepest = 30;
/** Blanks before the colon belong to a plain key, and are taken off it: looked for apart, they are looked for at each of them. */
const keyPattern =
  /^(?:("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*|([^\s"'#&*!|>%@`[\]{},-][^#]*?|-[^\s#][^#]*?)):(?=\s|$)/;

/**
 * @param firstLine number of the text's first line in its file.
 * @throws YamlError with the line of the mistake.
 */
export function readYaml(text: string, firstLine = 1): YamlDocument {
  const reader = new YamlReader(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"), firstLine);
  return { value: reader.document(), lines: reader.lines };
}

interface Line {
  indent: number;
  text: string;
}

class YamlReader {
  readonly lines = new Map<string, number>();
  private readonly rows: Line[];
  private readonly firstLine: number;
  private row = 0;

  constructor(text: string, firstLine: number) {
    this.firstLine = firstLine;
    this.rows = text.split("\n").map((line) => {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      return { indent, text: line.slice(indent) };
    });
  }

  document(): unknown {
    this.skip();
    if (this.rows[this.row]?.text.trimEnd() === "---") this.row += 1;
    this.skip();
    if (this.row >= this.rows.length) return null;
    const value = this.block(this.indent(), []);
    this.skip();
    if (this.row < this.rows.length) throw this.wrong("this line does not belong to what stands above it");
    return value;
  }

  /** The value whose first line is the current one, at exactly this indent. */
  private block(indent: number, path: readonly string[]): unknown {
    if (path.length > deepest) throw this.wrong("this is nested too deep");
    const text = this.text();
    if (isItem(text)) return this.list(indent, path);
    if (keyPattern.test(text)) return this.table(indent, path);
    return this.inline(text, indent - 1, path);
  }

  private list(indent: number, path: readonly string[]): unknown[] {
    const values: unknown[] = [];
    while (this.here(indent) && isItem(this.text())) {
      const path2 = [...path, String(values.length)];
      this.note(path2);
      const rest = this.text().slice(1);
      const gap = /^ */.exec(rest)?.[0].length ?? 0;
      const inner = rest.slice(gap);
      if (inner === "" || inner.startsWith("#")) {
        this.row += 1;
        values.push(this.below(indent + 1, path2));
      } else {
        // What follows the dash stands as if it were on a line of its own, indented to where it is.
        this.rows[this.row] = { indent: indent + 1 + gap, text: inner };
        values.push(this.block(indent + 1 + gap, path2));
      }
    }
    return values;
  }

  private table(indent: number, path: readonly string[]): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    while (this.here(indent)) {
      const text = this.text();
      const found = keyPattern.exec(text);
      if (!found || isItem(text)) throw this.wrong('here belongs a key with a colon, as in "name: value"');
      const key = this.key(found[1] ?? found[2] ?? "");
      const here = [...path, key];
      if (entries.has(key)) throw new TwiceError(this.number(), `${keyText(here)} is given twice`);
      this.note(here);
      const rest = text.slice(found[0].length).trimStart();
      entries.set(key, this.valueOf(rest, indent, here));
    }
    return Object.fromEntries(entries);
  }

  private key(written: string): string {
    const quoted = /^["']/.test(written) ? readQuoted(written, 0, this.number()) : null;
    return quoted ? quoted.value : written.trim();
  }

  /** What stands behind a key, or below it. */
  private valueOf(rest: string, indent: number, path: readonly string[]): unknown {
    if (rest !== "" && !rest.startsWith("#")) return this.inline(rest, indent, path);
    this.row += 1;
    this.skip();
    // A list may stand right under its key.
    if (this.indent() === indent && isItem(this.text())) return this.list(indent, path);
    return this.below(indent + 1, path);
  }

  /** The block that is indented by at least `least`; null where there is none. */
  private below(least: number, path: readonly string[]): unknown {
    this.skip();
    return this.row < this.rows.length && this.indent() >= least ? this.block(this.indent(), path) : null;
  }

  /** @param indent of what the value belongs to: lines that are deeper go on with it. */
  private inline(rest: string, indent: number, path: readonly string[]): unknown {
    if (/^[|>]/.test(rest)) return this.textBlock(rest, indent);
    if (/^[[{"']/.test(rest)) return this.enclosed(rest, path);
    refuseSpecial(rest, this.number());
    const parts = [withoutComment(rest)];
    this.row += 1;
    let empty = 0;
    for (; this.row < this.rows.length; this.row += 1) {
      const text = this.text();
      if (text.trim() === "") empty += 1;
      else if (this.indent() <= indent || text.startsWith("#")) break;
      else {
        if (keyPattern.test(text) && /^[\w-]+:/.test(text))
          throw this.wrong("this key is indented under a value");
        parts.push(empty > 0 ? "\n".repeat(empty) : " ", withoutComment(text));
        empty = 0;
      }
    }
    return parts.length === 1 ? plainValue(parts[0] ?? "") : parts.join("");
  }

  /** Brackets and quotes end where they are closed, lines below included. */
  private enclosed(rest: string, path: readonly string[]): unknown {
    const { source, reader, value } = this.flow(rest, path);
    const tail = source.slice(reader.index).split("\n", 1)[0] ?? "";
    this.row += reader.line - this.number();
    if (withoutComment(` ${tail}`).trim() !== "")
      throw this.wrong(`"${tail.trim()}" stands behind the end of the value`);
    this.row += 1;
    return value;
  }

  /** Read from as few of the lines below as it takes: a file of many quoted values would be read whole for each of them. */
  private flow(rest: string, path: readonly string[]) {
    for (let count = 0; ; count = (count + 1) * 8) {
      const last = this.row + 1 + count;
      const following = this.rows.slice(this.row + 1, last);
      const source = [rest, ...following.map((line) => " ".repeat(line.indent) + line.text)].join("\n");
      const reader = new FlowReader(source, 0, this.number(), this.lines);
      try {
        return { source, reader, value: reader.value(path) };
      } catch (thrown) {
        if (last >= this.rows.length) throw thrown;
      }
    }
  }

  /** `|` keeps lines, `>` folds them; `-` drops the last line end. */
  private textBlock(header: string, indent: number): string {
    const [, style, chomp] = /^([|>])([-+]?)\s*(?:#.*)?$/.exec(header) ?? [];
    if (style === undefined) throw this.wrong("a block of text begins with | or > alone on its line");
    this.row += 1;
    const texts: string[] = [];
    let own: number | null = null;
    for (; this.row < this.rows.length; this.row += 1) {
      const line = this.rows[this.row] ?? { indent: 0, text: "" };
      if (line.text.trim() === "") texts.push("");
      else {
        if (line.indent <= indent) break;
        own ??= line.indent;
        if (line.indent < own) throw this.wrong("this line of a text is indented less than its first");
        texts.push(" ".repeat(line.indent - own) + line.text);
      }
    }
    const kept = texts.join("\n").replace(/(?<!\n)\n+$/, "");
    const body = style === "|" ? kept : folded(kept);
    return chomp === "-" || body === "" ? body : `${body}\n`;
  }

  private here(indent: number): boolean {
    this.skip();
    if (this.row >= this.rows.length || this.indent() < indent) return false;
    if (this.indent() > indent) throw this.wrong("this line is indented more than the one it follows");
    return true;
  }

  private skip(): void {
    for (; this.row < this.rows.length; this.row += 1) {
      const text = this.text();
      if (text.startsWith("\t")) throw this.wrong("lines are indented with spaces, not with tabs");
      if (text.trim() !== "" && !text.startsWith("#")) return;
    }
  }

  private text(): string {
    return this.rows[this.row]?.text ?? "";
  }

  private indent(): number {
    return this.rows[this.row]?.indent ?? 0;
  }

  private number(): number {
    return this.row + this.firstLine;
  }

  private note(path: readonly string[]): void {
    this.lines.set(keyText(path), this.number());
  }

  private wrong(message: string): YamlError {
    return new YamlError(this.number(), message);
  }
}

function isItem(text: string): boolean {
  return text === "-" || text.startsWith("- ");
}

function withoutComment(text: string): string {
  return text.replace(/\s#.*$/, "").trim();
}

/** Lines become one, empty lines line ends; around lines that are indented more, line ends are kept. */
function folded(text: string): string {
  let made = "";
  let empty = 0;
  let keeps = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "" && index > 0) {
      empty += 1;
      continue;
    }
    const deeper = /^\s/.test(line);
    const kept = deeper || keeps;
    if (index > 0) made += kept ? "\n".repeat(empty + 1) : empty > 0 ? "\n".repeat(empty) : " ";
    made += line;
    [empty, keeps] = [0, deeper];
  }
  return made;
}
