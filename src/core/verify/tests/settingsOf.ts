// Reads the settings of a test runner as a flat list, `test.coverage.thresholds.lines` → its values, out of JSON, TOML, INI
// or the objects of a script. Values are words; nothing of a script is run. Pure.
import { parse as parseToml } from "smol-toml";
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";

export type Settings = ReadonlyMap<string, readonly string[]>;

/** @throws where the text is none of its kind */
export function settingsOfText(path: string, text: string): Settings {
  if (/\.toml$/.test(path)) return flatten(parseToml(text));
  if (/\.json$|rc$/.test(path) && /^\s*\{/.test(text)) return flatten(JSON.parse(text));
  return ofLines(text);
}

export function flatten(
  value: unknown,
  path = "",
  into = new Map<string, string[]>(),
): Map<string, string[]> {
  const isPlain = value === null || typeof value !== "object";
  if (isPlain || value instanceof Date) into.set(path, [String(value)]);
  else if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    into.set(path, value.map(String));
  else for (const [key, one] of Object.entries(value)) flatten(one, path ? `${path}.${key}` : key, into);
  return into;
}

/** `[section]`, `key = value`, values that go on in indented lines. */
function ofLines(text: string): Settings {
  const found = new Map<string, string[]>();
  let section = "";
  let key: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    const pair = /^([\w.\-*: ]+?)\s*[=:]\s*(.*)$/.exec(line);
    if (head !== undefined) [section, key] = [head, null];
    else if (/^\s/.test(line) && key) found.get(key)?.push(line.trim());
    else if (pair) {
      key = `${section}.${pair[1] ?? ""}`;
      found.set(key, pair[2] ? [pair[2].trim()] : []);
    }
  }
  return found;
}

/** Every value that has a key, in whatever object it stands. */
export function settingsOfScript(root: PlainNode): Settings {
  const found = new Map<string, string[]>();
  for (const pair of nodesIn(root, ({ type }) => type === "pair")) {
    const value = childAt(pair, "value");
    if (!value || value.type === "object") continue;
    const isList = value.type === "array";
    const values = isList ? namedChildren(value).map(plain) : [plain(value)];
    const path = pathOf(pair);
    found.set(path, [...(found.get(path) ?? []), ...values]);
  }
  return found;
}

function plain(node: PlainNode): string {
  return wordsOf(node).replace(/^["'`]|["'`]$/g, "");
}

function pathOf(pair: PlainNode): string {
  const keys: string[] = [];
  for (let at: PlainNode | null = pair; at; at = at.parent) {
    const key = at.type === "pair" ? childAt(at, "key") : null;
    if (key) keys.unshift(textOf(key).replace(/["']/g, ""));
  }
  return keys.join(".");
}
