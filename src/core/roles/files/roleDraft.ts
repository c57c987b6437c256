// A role as its file says it: only what is written there, with the line of every key. Pure; what is missing is filled
// in from its base by buildRole.
import * as z from "zod";
import { failure, type Result } from "../../../protocol/failure";
import { type Lane, lanes } from "../../../protocol/settings";
import { complaint } from "../../config/complaint";
import { nearestName } from "../../config/nearestName";
import { placeOf } from "../../config/readConfig";
import { keyText } from "../../config/tomlLines";
import { readFrontMatter } from "../../config/yaml/frontMatter";

export interface RoleDraft {
  /** Path of its file, as it is shown. */
  origin: string;
  /** Lines by key, as `keyText` writes it. */
  lines: ReadonlyMap<string, number>;
  name: string;
  description?: string;
  modes?: string[];
  lane?: Lane;
  model?: string;
  tools?: string[];
  write?: boolean | "tests";
  run?: boolean;
  temperature?: number;
  maxTokens?: number;
  skills?: string[];
  mcpServers?: string[];
  /** Role whose values hold where this one says nothing. */
  base?: string;
  /** Its prompt; empty where the base's holds. */
  body: string;
}

export interface ReadDraft {
  draft: RoleDraft;
  /** Keys that have no effect, one sentence each. */
  warnings: string[];
}

/** Names of the table of models that are no roles. */
const reserved = ["router", "escalation"];
const nameWords = "a name of small letters, digits and dashes";
const longestPrompt = 60_000;

const words = (error: string) => ({ error: `must be ${error}` });

/** A list, or one text with commas. */
function names(what: string) {
  const error = words(`a list of ${what}`);
  const split = (value: unknown) =>
    typeof value === "string"
      ? value
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== "")
      : value;
  return z.preprocess(split, z.array(z.string(error).trim().min(1, error), error)).optional();
}

export const roleName = () =>
  z
    .string(words(nameWords))
    .max(40, words(nameWords))
    .regex(/^[a-z][a-z0-9]*([-_.][a-z0-9]+)*$/, words(nameWords))
    .refine((name) => !reserved.includes(name), words("another name: this one is the engine's own"));

/** The values that files of roles and the project's list of roles have in common. */
export const sharedKeys = () => ({
  description: z.string(words("a text")).max(2000, words("at most 2000 characters")).optional(),
  model: z.string(words('a model as "provider/model"')).trim().min(1).optional(),
  temperature: z
    .number(words("a number from 0 to 2"))
    .min(0, words("a number from 0 to 2"))
    .max(2, words("a number from 0 to 2"))
    .optional(),
  maxTokens: z
    .number(words("a whole number from 512 to 200000"))
    .int(words("a whole number from 512 to 200000"))
    .min(512, words("a whole number from 512 to 200000"))
    .max(200_000, words("a whole number from 512 to 200000"))
    .optional(),
  skills: names("skills"),
  mcpServers: names("servers"),
});

const rights = () =>
  z
    .object(
      {
        write: z.union([z.boolean(), z.literal("tests")], words('true, false or "tests"')).optional(),
        run: z.boolean(words("true or false")).optional(),
      },
      words("a table of write and run"),
    )
    .optional();

const fileSchema = () =>
  z.object({
    name: roleName(),
    ...sharedKeys(),
    modes: names("mode names"),
    lane: z.enum(lanes, words("planner, coder or debugger")).optional(),
    tools: names("tools"),
    rights: rights(),
    base: z.string(words("the name of a role")).trim().min(1).optional(),
  });

/** Other spellings people use. */
const spellings = new Map(
  Object.keys(fileSchema().shape).map((key) => [key.toLowerCase(), key] as [string, string]),
).set("modenames", "modes");

/**
 * Reads one file of a role.
 * @param path as it is shown in messages.
 * @param fileName its name without `.md`, which is the role's where the head names none.
 * @returns `invalid-input` with one line for each mistake, with file and line.
 */
export function readRoleDraft(text: string, path: string, fileName: string): Result<ReadDraft> {
  const read = readFrontMatter(text, path);
  if (!read.ok) return read;
  const { fields: written, lines: writtenLines, body } = read.value;
  const { fields, lines, twice } = respelled(written, writtenLines);
  const wrong = (message: string): Result<never> => ({
    ok: false,
    failure: failure("invalid-input", message),
  });
  if (twice !== null) return wrong(`${placeOf(path, writtenLines, [twice])}: ${twice} is given twice.`);
  const raw = "name" in fields ? fields : { name: fileName, ...fields };
  const parsed = fileSchema().safeParse(raw, { jitless: true });
  if (!parsed.success) {
    const label = (key: string[]) => `${placeOf(path, lines, key)}: ${keyText(key)}`;
    return wrong(parsed.error.issues.map((issue) => `${complaint(issue, raw, label)}.`).join("\n"));
  }
  if (body.length > longestPrompt) {
    return wrong(
      `${path}: the prompt has ${body.length} characters; a role's prompt has at most ${longestPrompt}.`,
    );
  }
  const { rights: allowed = {}, name, ...values } = parsed.data;
  const draft: RoleDraft = { origin: path, lines, name, body, ...present({ ...values, ...allowed }) };
  return { ok: true, value: { draft, warnings: unknown(fields, path, lines) } };
}

/** Without the keys that are not set. */
export function present<Values extends object>(
  values: Values,
): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [Key in keyof Values]?: Exclude<Values[Key], undefined> };
}

function respelled(
  written: Record<string, unknown>,
  lines: ReadonlyMap<string, number>,
): { fields: Record<string, unknown>; lines: ReadonlyMap<string, number>; twice: string | null } {
  const fields: Record<string, unknown> = {};
  const all = new Map(lines);
  let twice: string | null = null;
  for (const [key, value] of Object.entries(written)) {
    const name = spellings.get(key.replace(/[-_ ]/g, "").toLowerCase()) ?? key;
    if (Object.hasOwn(fields, name)) twice = key;
    // A key without a value is how a head leaves it unset.
    if (value !== null) Object.defineProperty(fields, name, { value, enumerable: true, writable: true });
    const line = lines.get(keyText([key]));
    if (line !== undefined) all.set(name, line);
  }
  return { fields, lines: all, twice };
}

function unknown(
  fields: Record<string, unknown>,
  path: string,
  lines: ReadonlyMap<string, number>,
): string[] {
  const known = Object.keys(fileSchema().shape);
  const own = Object.keys(fields).map((key) => [key]);
  const inner = typeof fields.rights === "object" ? Object.keys(fields.rights ?? {}) : [];
  const all = [...own, ...inner.map((key) => ["rights", key])];
  return all.flatMap((key) => {
    const [first = "", second] = key;
    const names = second === undefined ? known : ["write", "run"];
    const last = second ?? first;
    if (names.includes(last)) return [];
    const nearest =
      second === undefined && ["write", "run"].includes(first) ? `rights.${first}` : nearestName(last, names);
    const meant = nearest === null ? "" : `; did you mean ${nearest}?`;
    return [`${placeOf(path, lines, key)}: ${keyText(key)} is not known and has no effect${meant}`];
  });
}
