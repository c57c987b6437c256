// A project's `.kilocode/agents-config.json`: roles by name, each a field of work on top of a built-in role. Every key
// is honoured or answered by a sentence. Pure.
import * as z from "zod";
import { failure, type Result } from "../../../protocol/failure";
import { complaint } from "../../config/complaint";
import { jsonFault } from "../../config/jsonFault";
import { nearestName } from "../../config/nearestName";
import { placeOf } from "../../config/readConfig";
import { keyText } from "../../config/tomlLines";
import { readYaml } from "../../config/yaml/readYaml";
import { TwiceError, YamlError } from "../../config/yaml/scalar";
import { present, type RoleDraft, roleName, sharedKeys } from "./roleDraft";

export const agentsConfigName = ".kilocode/agents-config.json";

export interface AgentsConfig {
  drafts: RoleDraft[];
  /** Roles that cannot be used, and why. */
  broken: { name: string; message: string }[];
  notices: string[];
}

const words = (error: string) => ({ error: `must be ${error}` });

const roleSchema = () =>
  z.object(
    {
      ...sharedKeys(),
      worktreePrefix: z.string(words("a text")).optional(),
      branches: z
        .object({ prefix: z.string(words("a text")).optional() }, words("a table with prefix"))
        .optional(),
    },
    words("a table of settings"),
  );

/** Keys that name worktrees and branches: read for a session, in `config/sessionFiles`. */
const naming = ["worktreePrefix", "branches"];
/** Keys that a project may never set. */
const addresses = /^(base_?url|api_?key(_?env)?|endpoint)$/i;

/** @returns `invalid-input` with file and line where the file is no list of roles. */
export function readAgentsConfig(text: string): Result<AgentsConfig> {
  const source = text.replace(/^\ufeff/, "");
  let raw: unknown;
  let lines: ReadonlyMap<string, number>;
  try {
    // JSON is one way to write YAML, and this reader knows the line of every key.
    const read = readYaml(source);
    raw = JSON.parse(source);
    lines = read.lines;
  } catch (thrown) {
    const fault = jsonFault(source, thrown);
    const line = thrown instanceof YamlError ? thrown.line : fault.line;
    const place = line === null ? agentsConfigName : `${agentsConfigName}:${line}`;
    if (thrown instanceof TwiceError) return refused(`${place}: ${thrown.message}`);
    return refused(`${place}: this is not JSON: ${fault.why}`);
  }
  const outer = z
    .object(
      { roles: z.record(z.string(), z.unknown(), words("a table of roles")) },
      words("a table with roles"),
    )
    .safeParse(raw);
  const label = (key: string[]) => `${placeOf(agentsConfigName, lines, key)}: ${keyText(key) || "the file"}`;
  if (!outer.success) {
    return refused(outer.error.issues.map((issue) => complaint(issue, raw, label)).join("\n"));
  }
  const made: AgentsConfig = { drafts: [], broken: [], notices: strangers(raw, ["roles"], [], lines) };
  for (const [name, value] of Object.entries(outer.data.roles)) {
    const path = ["roles", name];
    const named = roleName().safeParse(name);
    const read = roleSchema().safeParse(value, { jitless: true });
    if (!named.success) {
      const why = named.error.issues[0]?.message;
      made.broken.push({ name, message: `${label(path)} ${why}, not ${JSON.stringify(name)}.` });
    } else if (!read.success) {
      const issues = read.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
      const message = issues.map((issue) => `${complaint(issue, raw, label)}.`).join("\n");
      made.broken.push({ name, message });
    } else {
      const { worktreePrefix: _folder, branches: _branches, ...values } = read.data;
      made.notices.push(...strangers(value, [...Object.keys(roleSchema().shape), ...naming], path, lines));
      made.drafts.push({
        origin: agentsConfigName,
        lines: linesOf(name, lines),
        name,
        body: "",
        ...present(values),
      });
    }
  }
  return { ok: true, value: made };
}

/** Lines of one role's keys, as if it were a file of its own. */
function linesOf(name: string, lines: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const prefix = keyText(["roles", name]);
  const own = new Map<string, number>();
  const start = lines.get(prefix);
  for (const [key, line] of lines) {
    if (key.startsWith(`${prefix}.`)) own.set(key.slice(prefix.length + 1), line);
  }
  for (const key of ["base", "modes", "tools"]) if (start !== undefined) own.set(key, start);
  return own;
}

function strangers(
  value: unknown,
  known: readonly string[],
  path: readonly string[],
  lines: ReadonlyMap<string, number>,
): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    if (known.includes(key) || key === "$schema") return [];
    const here = [...path, key];
    const place = `${placeOf(agentsConfigName, lines, here)}: ${keyText(here)}`;
    if (addresses.test(key))
      return [`${place} has no effect: addresses and keys of models are never read from a project`];
    const nearest = nearestName(key, known);
    return [`${place} is not known and has no effect${nearest === null ? "" : `; did you mean ${nearest}?`}`];
  });
}

function refused(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", `${message}.`) };
}
