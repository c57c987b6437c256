// Reads `~/.kilo/config.toml`: values with the line of every key. What is wrong is told with file, line and what is
// allowed; what is merely unknown is a warning. A file that is not there is an empty one.
import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import { failure, type Result } from "../../protocol/failure";
import { complaint } from "./complaint";
import { nearestName } from "./nearestName";
import { type ConfigValues, configSchema } from "./schema";
import { keyText, tomlLines } from "./tomlLines";
import { unknownKeys } from "./unknownKeys";

export interface ConfigFile {
  path: string;
  /** False where there is no such file. */
  exists: boolean;
  values: ConfigValues;
  /** Lines by key, as `keyText` writes it. */
  lines: ReadonlyMap<string, number>;
  /** One sentence each. */
  warnings: string[];
}

/**
 * @param path of the file, also used in messages.
 * @param roleNames names that `[orchestrator.models]` may use; others are warned about.
 * @returns `invalid-input` for a file that cannot be used, `storage-failed` for one that cannot be read.
 */
export async function readConfig(
  path: string,
  roleNames: readonly string[] = [],
): Promise<Result<ConfigFile>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return { ok: true, value: emptyConfig(path) };
    const message = `${path} cannot be read (${code}); check that it is a file of yours.`;
    return { ok: false, failure: failure("storage-failed", message, code) };
  }
  return parseConfig(text, path, roleNames);
}

export function emptyConfig(path: string): ConfigFile {
  return { path, exists: false, values: {}, lines: new Map(), warnings: [] };
}

/** {@link readConfig} of a text. */
export function parseConfig(
  text: string,
  path: string,
  roleNames: readonly string[] = [],
): Result<ConfigFile> {
  let raw: unknown;
  try {
    raw = parse(text.replace(/^\ufeff/, ""));
  } catch (thrown) {
    return { ok: false, failure: failure("invalid-input", syntaxMessage(thrown, path)) };
  }
  const lines = tomlLines(text.replace(/^\ufeff/, ""));
  // Code made for one reading costs more than it saves.
  const parsed = configSchema.safeParse(raw, { jitless: true });
  if (!parsed.success) {
    const label = (key: string[]) => `${placeOf(path, lines, key)}: ${keyText(key)}`;
    const message = parsed.error.issues.map((issue) => complaint(issue, raw, label)).join("\n");
    return { ok: false, failure: failure("invalid-input", message) };
  }
  const values = parsed.data;
  const warnings = unknownKeys(raw, configSchema).map(({ path: key, nearest }) =>
    warning(path, lines, key, nearest === null ? null : [...key.slice(0, -1), nearest]),
  );
  const { models = {}, approve = {} } = values.orchestrator ?? {};
  if (roleNames.length > 0) {
    warnings.push(
      ...unknownRoles(path, lines, ["orchestrator", "models"], models, [...roleNames, "router"]),
      ...unknownRoles(path, lines, ["orchestrator", "approve", "role"], approve.role ?? {}, roleNames),
    );
  }
  return { ok: true, value: { path, exists: true, values, lines, warnings } };
}

/** Warnings of a table by role names. */
function unknownRoles(
  path: string,
  lines: ReadonlyMap<string, number>,
  table: readonly string[],
  values: object,
  known: readonly string[],
): string[] {
  return Object.keys(values).flatMap((role) => {
    if (known.includes(role)) return [];
    const nearest = nearestName(role, known);
    return [warning(path, lines, [...table, role], nearest === null ? null : [...table, nearest])];
  });
}

/** `file:line` of a key, or of the nearest table above it that has a line. */
export function placeOf(path: string, lines: ReadonlyMap<string, number>, key: readonly string[]): string {
  for (let length = key.length; length > 0; length -= 1) {
    const line = lines.get(keyText(key.slice(0, length)));
    if (line !== undefined) return `${path}:${line}`;
  }
  return path;
}

function warning(
  path: string,
  lines: ReadonlyMap<string, number>,
  key: string[],
  nearest: string[] | null,
): string {
  const meant = nearest === null ? "" : `; did you mean ${keyText(nearest)}?`;
  return `${placeOf(path, lines, key)}: ${keyText(key)} is not known and has no effect${meant}`;
}

function syntaxMessage(thrown: unknown, path: string): string {
  if (!(thrown instanceof TomlError)) return `${path}: ${String(thrown)}`;
  const cause = thrown.message.replace(/^Invalid TOML document: /, "").split("\n", 1)[0];
  return `${path}:${thrown.line}: this is not TOML: ${cause} (column ${thrown.column})`;
}
