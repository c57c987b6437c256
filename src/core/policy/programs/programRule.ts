// What a program may be started with and still only read: its flags, what each takes, and which operands are files.
// Flags are listed, never guessed: one that is not here, or is shortened, is a question for a person.
import type { Word } from "../shell/shellLine";

/** What a flag takes, or what an operand is. A pattern is a text that must have that form. */
export type Value = "text" | "path" | RegExp | ((word: Word, path: PathJudge) => string | null);

export interface ProgramRule {
  /** Flags of one letter, which may stand together behind one dash. */
  letters?: string;
  /** Flags that take nothing, as they are written. */
  flags?: readonly string[];
  /** Flags with a value: behind `=`, in the next word and, for those of one letter, behind the letter. */
  values?: Readonly<Record<string, Value>>;
  /** Long flags that may have a value behind `=` but never take the next word. */
  optional?: Readonly<Record<string, RegExp>>;
  /** Flags that take the place of the first operand, such as `-e` of grep: all operands are then of the next kind. */
  standIn?: readonly string[];
  /** Flags with which it reads the folder it stands in, where no operand names another. */
  readsFolder?: readonly string[];
  /** What the operands are, in order; the last goes on for all that follow. Left out: it takes none. */
  operands?: readonly Value[];
  /** Fewest operands, for programs that would wait for their input without. */
  least?: number;
  most?: number;
  /** `-5` as in `head -5`. */
  numbers?: boolean;
  /** Its files' names may be put in for a pattern even where one could begin with a dash: no flag of it does harm. */
  harmlessFlags?: boolean;
}

/** Flags written one after the other, as in a manual. */
export function flagList(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** @returns why a file may not be read without a question; null where it may. */
export type PathJudge = (word: Word) => string | null;

export interface JudgedWords {
  rule: ProgramRule;
  /** Those behind the program's name. */
  words: readonly Word[];
  path: PathJudge;
  /** True where the input comes from a pipe or a file: then an operand may be missing. */
  fed: boolean;
}

interface Operand {
  word: Word;
  afterDashes: boolean;
}

/** @returns why a person decides; null where the program only reads. */
export function judgeWords({ rule, words, path, fed }: JudgedWords): string | null {
  const operands: Operand[] = [];
  const seen = new Set<string>();
  let ended = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word) break;
    if (ended || !word.text.startsWith("-") || word.text === "-") operands.push({ word, afterDashes: ended });
    else if (word.glob && !holdsText(rule, word.text)) return "a flag is a pattern";
    else if (word.text === "--") ended = true;
    else {
      const read = readFlag(rule, word.text, words[index + 1]);
      if (!read) return `${word.text} is not among the flags that only read`;
      for (const name of read.names) seen.add(name);
      const why = read.value ? judgeValue(read.value.kind, read.value.word, path) : null;
      if (why) return why;
      index += read.taken;
    }
  }
  const standsIn = rule.standIn?.some((flag) => seen.has(flag)) ?? false;
  const kinds = standsIn ? (rule.operands ?? []).slice(1) : (rule.operands ?? []);
  const spared = (standsIn ? 1 : 0) + (fed || rule.readsFolder?.some((flag) => seen.has(flag)) ? 1 : 0);
  return judgeOperands({ rule, kinds, least: (rule.least ?? 0) - spared, operands, path });
}

/** `--include=*.ts`: whatever names come of it, each is that flag with another text. */
function holdsText({ values }: ProgramRule, flag: string): boolean {
  const name = /^(--[a-z-]+)=/.exec(flag)?.[1];
  const kind = name === undefined ? undefined : values?.[name];
  return kind === "text" || typeof kind === "function";
}

interface ReadFlag {
  names: string[];
  value?: { kind: Value; word: Word };
  /** How many further words belong to it. */
  taken: number;
}

function readFlag(rule: ProgramRule, flag: string, next: Word | undefined): ReadFlag | null {
  if (rule.flags?.includes(flag)) return { names: [flag], taken: 0 };
  if (rule.numbers && /^-\d{1,9}$/.test(flag)) return { names: [], taken: 0 };
  const whole = rule.values?.[flag];
  if (whole) return next ? { names: [flag], value: { kind: whole, word: next }, taken: 1 } : null;
  return flag.startsWith("--") ? readLong(rule, flag) : readLetters(rule, flag, next);
}

function readLong(rule: ProgramRule, flag: string): ReadFlag | null {
  const at = flag.indexOf("=");
  const name = at < 0 ? flag : flag.slice(0, at);
  const kind = rule.optional?.[name] ?? rule.values?.[name];
  if (!kind) return null;
  if (at < 0) return rule.optional?.[name] ? { names: [name], taken: 0 } : null;
  return { names: [name], value: { kind, word: { text: flag.slice(at + 1), glob: false } }, taken: 0 };
}

/** `-rn`, `-n5`, `-rnA 3`: letters together, the last with its value. */
function readLetters(rule: ProgramRule, flag: string, next: Word | undefined): ReadFlag | null {
  const names: string[] = [];
  for (let index = 1; index < flag.length; index += 1) {
    const letter = flag.charAt(index);
    names.push(`-${letter}`);
    const kind = rule.values?.[`-${letter}`];
    if (kind) {
      const rest = flag.slice(index + 1);
      if (rest !== "") return { names, value: { kind, word: { text: rest, glob: false } }, taken: 0 };
      return next ? { names, value: { kind, word: next }, taken: 1 } : null;
    }
    if (!rule.letters?.includes(letter)) return null;
  }
  return { names, taken: 0 };
}

function judgeValue(kind: Value, word: Word, path: PathJudge): string | null {
  // More than one name may come of it, and the second would be an operand.
  if (word.glob) return "the value of a flag is a pattern";
  return judgeText(kind, word, path);
}

function judgeText(kind: Value, word: Word, path: PathJudge): string | null {
  if (kind === "path") return path(word);
  if (typeof kind === "function") return kind(word, path);
  if (word.glob) return `${word.text} is a pattern without quotes`;
  return kind === "text" || kind.test(word.text) ? null : `${word.text} is not known to only read`;
}

interface JudgedOperands {
  rule: ProgramRule;
  kinds: readonly Value[];
  least: number;
  operands: readonly Operand[];
  path: PathJudge;
}

function judgeOperands({ rule, kinds, least, operands, path }: JudgedOperands): string | null {
  if (operands.length > 0 && kinds.length === 0) return "it takes no operands here";
  if (operands.length > (rule.most ?? Number.POSITIVE_INFINITY)) return "it has more operands than it may";
  if (operands.length < least) return "it would wait for input";
  if (rule.most !== undefined && operands.some(({ word }) => word.glob))
    return "a pattern may stand for more files than one";
  for (const [index, { word, afterDashes }] of operands.entries()) {
    const kind = kinds[Math.min(index, kinds.length - 1)] ?? "path";
    const couldBeFlag = word.glob && !afterDashes && /^[*?[]/.test(word.text);
    if (couldBeFlag && !rule.harmlessFlags) return "a file's name could be taken for a flag";
    const why = judgeText(kind, word, path);
    if (why) return why;
  }
  return null;
}
