// One file of an Agent Manager's configuration, from its text: its values, the line of every key, and a sentence for each
// key that is not known. Pure; it repeats nothing that may be a key in the wrong place.
import type * as z from "zod";
import { failure, type Result } from "../../../protocol/failure";
import { complaint } from "../complaint";
import { jsonFault } from "../jsonFault";
import { placeOf } from "../readConfig";
import { keyText } from "../tomlLines";
import { unknownKeys } from "../unknownKeys";
import { readYaml } from "../yaml/readYaml";
import { TwiceError, YamlError } from "../yaml/scalar";

export interface WrittenFile<Values> {
  /** As it is shown. */
  path: string;
  values: Values;
  /** Keys that have no effect, a sentence each. */
  notices: string[];
  /** `file:line` of a key. */
  place(key: readonly string[]): string;
  /** `file:line: key`, for sentences. */
  label(key: readonly string[]): string;
}

const addresses = /^(base_?url|api_?key(_?env)?|endpoint)$/i;
/** More mistakes than anybody reads at once. */
const mostComplaints = 10;

/**
 * @param answer a sentence of its own for a key that is not known here; empty to say nothing; null for the usual one.
 * @returns `invalid-input` with file, line and key of each mistake.
 */
export function readWritten<Schema extends z.ZodType>(
  text: string,
  path: string,
  schema: Schema,
  answer: (key: readonly string[]) => string | null = () => null,
): Result<WrittenFile<z.infer<Schema>>> {
  const source = text.replace(/^\ufeff/, "");
  const { lines, wrong, twice } = linesOf(source);
  let raw: unknown;
  try {
    raw = JSON.parse(source);
  } catch (thrown) {
    const fault = jsonFault(source, thrown);
    const line = fault.line ?? wrong;
    return refused([`${line === null ? path : `${path}:${line}`}: this is not JSON: ${fault.why}`]);
  }
  if (twice) return refused([`${path}:${wrong}: ${twice}`]);
  const place = (key: readonly string[]) => placeOf(path, lines, key);
  const label = (key: readonly string[]) => `${place(key)}: ${keyText(key.map(String)) || "the file"}`;
  const trap = prototypeKey(raw);
  if (trap) return refused([`${label(trap)} cannot be used: __proto__ is no name`]);
  const parsed = schema.safeParse(raw, { jitless: true });
  if (!parsed.success) {
    // A number can be wrong in two ways, and one sentence says all that is allowed.
    const sentences = parsed.error.issues.map((issue) => complaint(issue, raw, label));
    return refused([...new Set(sentences)].slice(0, mostComplaints));
  }
  const notices = unknownKeys(raw, schema).flatMap(({ path: key, nearest }) => {
    const own = answer(key);
    if (own !== null) return own === "" ? [] : [`${label(key)} ${own}.`];
    if (addresses.test(key.at(-1) ?? "")) {
      return [`${label(key)} has no effect: addresses and keys of models are never read from here.`];
    }
    const meant = nearest === null ? "." : `; did you mean ${keyText([...key.slice(0, -1), nearest])}?`;
    return [`${label(key)} is not known and has no effect${meant}`];
  });
  return { ok: true, value: { path, values: parsed.data, notices, place, label } };
}

interface Lines {
  lines: ReadonlyMap<string, number>;
  /** Where it cannot be read; null where it can. */
  wrong: number | null;
  /** What stands there twice, in words: a parser of JSON would drop the first without a word. */
  twice: string | null;
}

/** JSON is one way to write YAML, and that reader knows the line of every key; what it cannot read has no lines. */
export function linesOf(source: string): Lines {
  try {
    return { lines: readYaml(source).lines, wrong: null, twice: null };
  } catch (thrown) {
    const wrong = thrown instanceof YamlError ? thrown.line : null;
    return { lines: new Map(), wrong, twice: thrown instanceof TwiceError ? thrown.message : null };
  }
}

/** Where the name that is no name stands: a parser would drop it without a word. Walks without recursion. */
function prototypeKey(raw: unknown): string[] | null {
  const open: { value: unknown; path: string[] }[] = [{ value: raw, path: [] }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { value, path } = top;
    if (typeof value !== "object" || value === null || path.length > 8) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "__proto__") return [...path, key];
      open.push({ value: inner, path: [...path, key] });
    }
  }
  return null;
}

function refused(sentences: readonly string[]): Result<never> {
  return { ok: false, failure: failure("invalid-input", sentences.map((one) => `${one}.`).join("\n")) };
}
