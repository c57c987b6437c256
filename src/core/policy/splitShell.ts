// Takes a shell line apart roughly, to look for what is never allowed. It errs on the side of seeing more commands
// than there are, so it may only serve to refuse: that a line looks harmless here proves nothing.

export interface ShellPart {
  /** Words with quotes and backslashes taken away; expansions are left as written. */
  words: string[];
  /** Files named after `>`, `>>`, `>|`, `&>`, `<>`. */
  writes: string[];
  /** Which pipeline of the line it stands in; parts of one pipeline follow each other. */
  pipeline: number;
  /** Commands inside its `$(…)`, backticks or `<(…)`. */
  inner: ShellPart[];
}

/** Deeper nesting than this is not followed. */
const deepest = 6;

/** Linear in the line's length for each level of nesting. */
export function splitShell(line: string, depth = 0): ShellPart[] {
  const split = new Splitter(line, depth);
  return split.run();
}

class Splitter {
  private readonly line: string;
  private readonly depth: number;
  private readonly parts: ShellPart[] = [];
  private part: ShellPart = emptyPart(0);
  private word: string | null = null;
  /** The next word is a file that is written. */
  private writing = false;
  private index = 0;

  constructor(line: string, depth: number) {
    this.line = line;
    this.depth = depth;
  }

  run(): ShellPart[] {
    while (this.index < this.line.length) this.step(this.line.charAt(this.index));
    this.endPart(1);
    return this.parts;
  }

  private step(character: string): void {
    const next = this.line.charAt(this.index + 1);
    if (character === "\\") this.take(next === "\n" ? "" : next, 2);
    else if (character === "'") this.singleQuoted();
    else if (character === '"') this.doubleQuoted();
    else if (
      character === "`" ||
      ((character === "$" || character === "<" || character === ">") && next === "(")
    ) {
      this.substitution(character);
    } else if (character === ">" || (character === "<" && next === ">")) this.redirect();
    else if (character === "<") this.skipTo(this.index + 1);
    else if (character === "|" || character === "&" || ";\n\r(){}".includes(character))
      this.separator(character, next);
    else if (character === " " || character === "\t") this.skipTo(this.index + 1);
    else if (character === "#" && this.word === null) this.comment();
    else this.take(character, 1);
  }

  private take(text: string, length: number): void {
    this.word = (this.word ?? "") + text;
    this.index += length;
  }

  private skipTo(index: number): void {
    this.endWord();
    this.index = index;
  }

  private singleQuoted(): void {
    const end = this.line.indexOf("'", this.index + 1);
    const stop = end < 0 ? this.line.length : end;
    this.take(this.line.slice(this.index + 1, stop), stop + 1 - this.index);
  }

  private doubleQuoted(): void {
    this.take("", 1);
    while (this.index < this.line.length) {
      const character = this.line.charAt(this.index);
      const next = this.line.charAt(this.index + 1);
      if (character === '"') {
        this.index += 1;
        return;
      }
      if (character === "\\") this.take(/[$`"\\]/.test(next) ? next : next === "\n" ? "" : `\\${next}`, 2);
      else if (character === "`" || (character === "$" && next === "(")) this.substitution(character);
      else this.take(character, 1);
    }
  }

  private substitution(character: string): void {
    const start = this.index + (character === "`" ? 1 : 2);
    const end = character === "`" ? this.line.indexOf("`", start) : closing(this.line, start);
    const stop = end < 0 ? this.line.length : end;
    const text = this.line.slice(start, stop);
    if (this.depth < deepest) this.part.inner.push(...splitShell(text, this.depth + 1));
    this.take(this.line.slice(this.index, stop + 1), stop + 1 - this.index);
  }

  private redirect(): void {
    // A number before `>` names a channel and is no word.
    if (/^\d+$/.test(this.word ?? "")) this.word = null;
    this.endWord();
    while ("<>|&".includes(this.line.charAt(this.index) || " ")) this.index += 1;
    // `>!` of zsh is `>|`.
    if (/^![ \t]/.test(this.line.slice(this.index, this.index + 2))) this.index += 1;
    this.writing = true;
  }

  private separator(character: string, next: string): void {
    if (character === "&" && next === ">") {
      this.skipTo(this.index + 1);
      return;
    }
    // `{}` stands for a name (find, xargs); inside a word braces are an expansion and stay part of it.
    if (character === "{" && next === "}") {
      this.take("{}", 2);
      return;
    }
    if ((character === "{" || character === "}") && this.word !== null) {
      this.take(character, 1);
      return;
    }
    const piped = character === "|" && next !== "|";
    let width = 1;
    if (character === "|" || character === "&") {
      while ("|&".includes(this.line.charAt(this.index + width) || " ")) width += 1;
    }
    this.endPart(piped ? 0 : 1);
    this.index += width;
  }

  private comment(): void {
    const end = this.line.indexOf("\n", this.index);
    this.index = end < 0 ? this.line.length : end;
  }

  private endWord(): void {
    if (this.word === null) return;
    if (this.writing) this.part.writes.push(this.word);
    else this.part.words.push(this.word);
    this.word = null;
    this.writing = false;
  }

  private endPart(advance: number): void {
    this.endWord();
    const { words, writes, inner, pipeline } = this.part;
    if (words.length + writes.length + inner.length > 0) this.parts.push(this.part);
    this.part = emptyPart(pipeline + advance);
    this.writing = false;
  }
}

function emptyPart(pipeline: number): ShellPart {
  return { words: [], writes: [], pipeline, inner: [] };
}

/** Index of the parenthesis that closes the one before `start`; quotes are not looked into. -1 where none does. */
function closing(line: string, start: number): number {
  let open = 1;
  for (let index = start; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (character === "(") open += 1;
    else if (character === ")") open -= 1;
    if (open === 0) return index;
  }
  return -1;
}
