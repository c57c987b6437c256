// A small, strict reader of XML as reports are written: elements and attributes, no text. It loads nothing, expands no
// entity and refuses documents that declare their own, so that a report cannot make it read or grow.

export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
}

/** A mistake, with the line it stands on. */
export class XmlError extends Error {
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
  }
}

const deepest = 200;
const mostElements = 500_000;
const namePattern = /[A-Za-z_:\u00c0-\uffff][\w:.\-\u00b7-\uffff]*/y;
const attributePattern =
  /\s+([A-Za-z_:\u00c0-\uffff][\w:.\-\u00b7-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const entityPattern = /&(?:(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)?/g;
const closers: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
];

/**
 * The root element of a document.
 * @throws XmlError where it is not well-formed.
 */
export function readXml(text: string): XmlElement {
  return new XmlReader(text.replace(/^\ufeff/, "")).document();
}

class XmlReader {
  private readonly text: string;
  private at = 0;
  private count = 0;
  private root: XmlElement | null = null;
  private readonly open: XmlElement[] = [];

  constructor(text: string) {
    this.text = text;
  }

  document(): XmlElement {
    for (;;) {
      const next = this.text.indexOf("<", this.at);
      this.words(next < 0 ? this.text.length : next);
      if (next < 0) break;
      this.markup();
    }
    const unclosed = this.open.at(-1);
    if (unclosed) throw this.wrong(`<${unclosed.name}> is never closed`);
    if (!this.root) throw this.wrong("there is no element");
    return this.root;
  }

  /** What stands between two pieces of markup; nothing may outside the root. */
  private words(end: number): void {
    const words = this.text.slice(this.at, end);
    if (this.open.length === 0 && words.trim() !== "")
      throw this.wrong("text stands outside the root element");
    this.entities(words);
    this.at = end;
  }

  private entities(words: string): void {
    for (const [entity] of words.matchAll(entityPattern))
      if (entity === "&") throw this.wrong("an & begins no known entity; write &amp;");
  }

  private markup(): void {
    const closer = closers.find(([start]) => this.text.startsWith(start, this.at));
    if (closer) this.skip(closer);
    else if (this.text.startsWith("<!DOCTYPE", this.at)) this.doctype();
    else if (this.text.startsWith("</", this.at)) this.endTag();
    else this.startTag();
  }

  private skip([start, closer]: readonly [string, string]): void {
    if (start === "<![CDATA[" && this.open.length === 0)
      throw this.wrong("text stands outside the root element");
    const end = this.text.indexOf(closer, this.at + start.length);
    if (end < 0) throw this.wrong(`${start} is never closed`);
    this.at = end + closer.length;
  }

  private doctype(): void {
    const end = this.text.indexOf(">", this.at);
    if (this.root || end < 0) throw this.wrong("a document type stands before the root element");
    if (this.text.slice(this.at, end).includes("["))
      throw this.wrong("a document that declares its own entities is not read");
    this.at = end + 1;
  }

  private endTag(): void {
    this.at += 2;
    const name = this.name();
    const opened = this.open.pop();
    if (opened?.name !== name)
      throw this.wrong(`</${name}> closes ${opened ? `<${opened.name}>` : "nothing"}`);
    this.blank();
    if (this.text[this.at] !== ">") throw this.wrong(`</${name} is never closed`);
    this.at += 1;
  }

  private startTag(): void {
    this.at += 1;
    const element: XmlElement = { name: this.name(), attributes: this.attributes(), children: [] };
    this.count += 1;
    if (this.count > mostElements) throw this.wrong(`it has more than ${mostElements} elements`);
    this.blank();
    const isEmpty = this.text.startsWith("/>", this.at);
    if (!isEmpty && this.text[this.at] !== ">") throw this.wrong(`<${element.name} is not written as a tag`);
    this.at += isEmpty ? 2 : 1;
    const parent = this.open.at(-1);
    if (!parent && this.root) throw this.wrong(`<${element.name}> is a second root element`);
    if (parent) parent.children.push(element);
    else this.root = element;
    if (isEmpty) return;
    this.open.push(element);
    if (this.open.length > deepest) throw this.wrong("it is nested too deep");
  }

  private attributes(): Map<string, string> {
    const found = new Map<string, string>();
    for (;;) {
      attributePattern.lastIndex = this.at;
      const match = attributePattern.exec(this.text);
      if (!match) return found;
      const [whole, name = "", double, single] = match;
      const value = double ?? single ?? "";
      if (found.has(name)) throw this.wrong(`the attribute ${name} is given twice`);
      this.entities(value);
      found.set(name, value);
      this.at += whole.length;
    }
  }

  private name(): string {
    namePattern.lastIndex = this.at;
    const [name] = namePattern.exec(this.text) ?? [];
    if (name === undefined) throw this.wrong("a < begins no tag; write &lt;");
    this.at += name.length;
    return name;
  }

  private blank(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private wrong(what: string): XmlError {
    return new XmlError(this.text.slice(0, this.at).split("\n").length, what);
  }
}
