// Takes secrets out of text before it is stored: tokens told by their shape, and key values that are known.
// Linear in the text; leaves code, hashes, uuids, base64 and what a provider marked opaque byte for byte as they are.

/** A shape of secret. Where there is a first group, it stays and what follows it goes. */
interface Shape {
  kind: string;
  pattern: RegExp;
  /** A quick look for what the shape cannot do without; the pattern itself is ten times dearer. */
  hint: RegExp;
}

/**
 * Where a token may begin: not inside a word, but after an escape (`\n` in quoted JSON, `%22` in a URL) or a terminal
 * colour code, whose last letter only looks like a part of the word.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colour codes begin with one.
const begin = /(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2})|(?<=\x1b\[[0-9;]{0,12}m))/;

/** A token of a known shape that begins like a word; `hint` is how it opens. */
const token = (kind: string, hint: RegExp, rest: RegExp): Shape => ({
  kind,
  pattern: new RegExp(`${begin.source}${hint.source}${rest.source}`, "g"),
  hint,
});

const shapes: readonly Shape[] = [
  token("anthropic-key", /sk-ant-/, /[A-Za-z0-9_-]{16,}/),
  token("openai-key", /sk-(?:proj|svcacct|admin|None)-/, /[A-Za-z0-9_-]{16,}/),
  token("api-key", /sk-(?:or-v1|lf|sp)-/, /[A-Za-z0-9_-]{16,}/),
  token("openai-key", /sk-/, /(?=[A-Za-z]*[0-9])[A-Za-z0-9]{20,}(?![A-Za-z0-9_-])/),
  {
    kind: "github-token",
    pattern: /gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}/g,
    hint: /gh[pousr]_|github_pat_/,
  },
  token("aws-key", /A(?:K|S)IA/, /[A-Z0-9]{16}(?![A-Za-z0-9+/=])/),
  token("google-key", /AIza/, /[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/),
  token("slack-token", /xox[abeoprs]-/, /(?=[A-Za-z-]*[0-9])[A-Za-z0-9-]{10,}/),
  token("gitlab-token", /glpat-/, /[A-Za-z0-9_-]{20,}/),
  token("npm-token", /npm_/, /[A-Za-z0-9]{36,}/),
  token("jwt", /eyJ/, /[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}/),
  {
    kind: "authorization",
    pattern:
      /(authorization\\?["']?\s{0,4}[:=,]\s{0,4}\\?["'`]?(?:bearer|basic|token)\s{1,4})[A-Za-z0-9._~+/=-]{6,}/gi,
    hint: /uthorization|UTHORIZATION/,
  },
  {
    kind: "credentials",
    pattern:
      /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@"'`<>{}:$\\]{0,128}:(?!\$|\*|%[sdv])[^\s/?#@"'`<>{}\\]{1,256}(?=@[a-z0-9[])/gi,
    hint: /:\/\/[^\s/]{0,400}@/,
  },
];

/** Whether a text may hold any secret at all; most hold none, and this is all they cost. */
const mayHold =
  /sk-|gh[pousr]_|github_pat_|A(?:KIA|SIA|Iza)|xox[abeoprs]-|glpat-|npm_|eyJ|-----BEGIN|uthorization|UTHORIZATION|:\/\/[^\s/]{0,400}@/;

/** Removes secrets known by their shape: each becomes `[redacted:<kind>]`. */
export function redact(text: string): string {
  if (!mayHold.test(text)) return text;
  let clean = redactPrivateKeys(text);
  for (const { kind, pattern, hint } of shapes) {
    if (!hint.test(clean)) continue;
    clean = clean.replace(pattern, (_all: string, kept: unknown) =>
      typeof kept === "string" ? `${kept}[redacted:${kind}]` : `[redacted:${kind}]`,
    );
  }
  return clean;
}

/**
 * `redact` on every string in plain data. The same object comes back where nothing was found; else a changed copy.
 * Parts of type `opaque` stay: they go back to their model unchanged or not at all.
 */
export function redactDeep<T>(value: T): T {
  return deep(value, redact) as T;
}

export interface Redactor {
  text(text: string): string;
  deep<T>(value: T): T;
  /** Takes further values out from now on, such as a key when it is first used. */
  learn(secrets: readonly string[]): void;
}

/** Known values shorter than this are too likely to be ordinary words. */
const shortestSecret = 8;

/**
 * A redactor that also removes exact values, such as the user's keys, as they are and as JSON and URLs write them.
 * @param extraSecrets values under eight characters are left out.
 */
export function createRedactor(extraSecrets: readonly string[]): Redactor {
  let known: string[] = [];
  const learn = (secrets: readonly string[]) => {
    const values = secrets
      .map((value) => value.trim())
      .filter((value) => value.length >= shortestSecret)
      .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
    if (values.every((value) => known.includes(value))) return;
    // The longest first, so that a value within another leaves no rest of it.
    known = [...new Set([...known, ...values])].sort((one, other) => other.length - one.length);
  };
  learn(extraSecrets);
  const text = (given: string): string => {
    let clean = given;
    for (const value of known) {
      if (clean.includes(value)) clean = clean.replaceAll(value, "[redacted:key]");
    }
    return redact(clean);
  };
  return { text, deep: <T>(value: T) => deep(value, text) as T, learn };
}

function deep(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return deepList(value, clean);
  if ((value as { type?: unknown }).type === "opaque") return value;
  let copy: Record<string, unknown> | null = null;
  for (const [name, part] of Object.entries(value)) {
    const cleaned = deep(part, clean);
    if (cleaned === part) continue;
    copy ??= { ...value };
    copy[name] = cleaned;
  }
  return copy ?? value;
}

function deepList(list: readonly unknown[], clean: (text: string) => string): unknown {
  let copy: unknown[] | null = null;
  for (const [index, part] of list.entries()) {
    const cleaned = deep(part, clean);
    if (cleaned === part) continue;
    copy ??= [...list];
    copy[index] = cleaned;
  }
  return copy ?? list;
}

const keyBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What stands between the two lines: base64, header lines, line ends as they are or escaped, quotes of joined strings. */
const keyBody = /^[A-Za-z0-9+/=\s\\:,."'>|-]{40,40000}$/;
/** What stands after the first line where the rest was clipped: lines of base64. */
const cutBody = /(?:\s|\\[nr])*(?:[A-Za-z0-9+/=]{32,}(?:\s|\\[nr])*)+[A-Za-z0-9+/=]*/y;

/** Each first line is looked at once and ends at the next, so that many of them cost no more than their length. */
function redactPrivateKeys(text: string): string {
  const begins = [...text.matchAll(keyBegin)];
  if (begins.length === 0) return text;
  const ends = [...text.matchAll(keyEnd)];
  let clean = "";
  let done = 0;
  let endIndex = 0;
  for (const [index, match] of begins.entries()) {
    const bodyStart = match.index + match[0].length;
    const limit = begins[index + 1]?.index ?? text.length;
    while ((ends[endIndex]?.index ?? limit) < bodyStart) endIndex++;
    const end = ends[endIndex];
    const stop = end && end.index < limit ? wholeKey(text, bodyStart, end) : cutKey(text, bodyStart, limit);
    if (stop === null) continue;
    clean += `${text.slice(done, match.index)}[redacted:private-key]`;
    done = stop;
  }
  return clean + text.slice(done);
}

function wholeKey(text: string, bodyStart: number, end: RegExpExecArray): number | null {
  return keyBody.test(text.slice(bodyStart, end.index)) ? end.index + end[0].length : null;
}

function cutKey(text: string, bodyStart: number, limit: number): number | null {
  cutBody.lastIndex = bodyStart;
  const found = cutBody.exec(text);
  if (!found) return null;
  return Math.min(limit, bodyStart + found[0].length);
}
