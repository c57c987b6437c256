// A file of words with a head of settings between two lines of dashes, as roles and skills are written. Pure.
import { failure, type Result } from "../../../protocol/failure";
import { readYaml } from "./readYaml";
import { YamlError } from "./scalar";

export interface FrontMatter {
  /** The head's keys and values; empty where there is none. */
  fields: Record<string, unknown>;
  /** Lines in the file by `keyText` of the key. */
  lines: ReadonlyMap<string, number>;
  /** Everything below the head, without blank lines around it. */
  body: string;
}

/**
 * @param path of the file, for messages.
 * @returns `invalid-input` with file and line where the head cannot be read.
 */
export function readFrontMatter(text: string, path: string): Result<FrontMatter> {
  const rows = text
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  if (rows[0]?.trimEnd() !== "---") {
    return { ok: true, value: { fields: {}, lines: new Map(), body: rows.join("\n").trim() } };
  }
  const end = rows.findIndex((row, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(row));
  if (end < 0) return refused(path, 1, "the head that begins with --- has no line --- at its end");
  try {
    const { value, lines } = readYaml(rows.slice(1, end).join("\n"), 2);
    const body = rows
      .slice(end + 1)
      .join("\n")
      .trim();
    if (value === null) return { ok: true, value: { fields: {}, lines, body } };
    if (typeof value !== "object" || Array.isArray(value)) {
      return refused(path, 2, 'the head must be keys with values, as in "name: value"');
    }
    return { ok: true, value: { fields: value as Record<string, unknown>, lines, body } };
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    return refused(path, thrown.line, thrown.message);
  }
}

function refused(path: string, line: number, message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", `${path}:${line}: ${message}.`) };
}
