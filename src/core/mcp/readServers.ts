// Reads which tool servers a run may start: the user's `~/.kilo/mcp.json` and, in a trusted folder, the project's
// `.kilocode/mcp.json`. It starts nothing, asks nobody and never looks up a secret: `${env:NAME}` stays as it is written.
import { readFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import * as z from "zod";
import { failure, type Result } from "../../protocol/failure";
import type { ToolServer } from "../../protocol/settings";
import { jsonFault } from "../config/jsonFault";
import { unseenText } from "../policy/unseenText";
import { resolveInside } from "../tools/paths";
import { readText } from "../tools/textFile";
import { hasReference } from "./references";

export const serversFileName = ".kilocode/mcp.json";

export interface ServerPlaces {
  /** Real path of the project's folder. */
  folder: string;
  /** The user's own folder, `~/.kilo`. */
  home: string;
  trusted: boolean;
}

/**
 * The servers of both files; under one name the user's own stands, for a project must not put its program where the
 * user expects theirs. @returns an empty list where there is no file; a failure names the file and the key.
 */
export async function readServers({ folder, home, trusted }: ServerPlaces): Promise<Result<ToolServer[]>> {
  const userFile = join(home, "mcp.json");
  const own = parseServers(await textOf(userFile), userFile);
  if (!own.ok || !trusted) return own.ok ? { ok: true, value: own.value.servers } : own;
  const text = projectText(folder);
  if (!text.ok) return text;
  const project = parseServers(text.value, join(folder, serversFileName), folder);
  if (!project.ok) return project;
  const taken = new Set(own.value.names);
  const others = project.value.servers.filter(({ name }) => !taken.has(name));
  return { ok: true, value: [...own.value.servers, ...others] };
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes((thrown as NodeJS.ErrnoException).code ?? "")) return null;
    throw thrown;
  }
}

function projectText(folder: string): Result<string | null> {
  const target = resolveInside(folder, serversFileName);
  if (!target.ok) return target;
  if (!target.value.stats) return { ok: true, value: null };
  const read = readText(target.value);
  return read.ok ? { ok: true, value: read.value.text } : read;
}

const text = () => z.string().max(4_000);
const texts = () => z.record(z.string().min(1).max(200), text());

/** Keys of other programs' files are left alone. */
const serverSchema = () =>
  z.looseObject({
    type: z.string().optional(),
    command: text().min(1).optional(),
    args: z.array(text()).max(100).optional(),
    env: texts().optional(),
    cwd: text().min(1).optional(),
    url: text().optional(),
    headers: texts().optional(),
    disabled: z.boolean().optional(),
    roles: z.array(text()).max(50).optional(),
  });
type Written = z.infer<ReturnType<typeof serverSchema>>;

interface Parsed {
  servers: ToolServer[];
  /** Of the disabled ones too. */
  names: string[];
}

/**
 * Reads the text of one file. @param base folder a relative `cwd` starts from; without it `cwd` must be absolute.
 */
export function parseServers(text: string | null, origin: string, base?: string): Result<Parsed> {
  if (text === null) return { ok: true, value: { servers: [], names: [] } };
  const source = text.replace(/^\ufeff/, "");
  let raw: unknown;
  try {
    raw = JSON.parse(source);
  } catch (thrown) {
    const { line, why } = jsonFault(source, thrown);
    return refused(origin, `is not JSON${line === null ? "" : ` in line ${line}`}: ${why}`);
  }
  const parsed = z
    .looseObject({ mcpServers: z.record(z.string(), serverSchema()).default({}) })
    .safeParse(raw, { jitless: true });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(origin, `${issue?.path.join(".") || "the file"}: ${issue?.message}`);
  }
  const servers: ToolServer[] = [];
  for (const [name, written] of Object.entries(parsed.data.mcpServers)) {
    const found = problem(name, written, base);
    if (found) return refused(origin, `mcpServers.${name}${found}`);
    if (!written.disabled) servers.push(serverOf(name, written, origin, base));
  }
  return { ok: true, value: { servers, names: Object.keys(parsed.data.mcpServers) } };
}

function refused(origin: string, why: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", `${origin} cannot be used: ${why}.`) };
}

/** What is wrong with one entry, beginning with its key; null where it can be used. */
function problem(name: string, written: Written, base: string | undefined): string | null {
  const { command, url, type, cwd, args = [], env = {}, headers = {} } = written;
  if (name.trim() === "" || name.length > 64 || unseenText(name) !== null)
    return ": a server's name has 1 to 64 visible characters";
  if ((command === undefined) === (url === undefined)) return " needs either command or url";
  if (type === "sse") return '.type: "sse" is not supported; use the server\'s streamable HTTP address';
  if (cwd !== undefined && base === undefined && !isAbsolute(cwd))
    return ".cwd: must be absolute in the user's own file";
  const fixed = [["command", command], ["cwd", cwd], ["url", url], ...args.map((arg) => ["args", arg])];
  const misplaced = fixed.find(([, value]) => value !== undefined && hasReference(value));
  if (misplaced) return `.${misplaced[0]}: \${env:NAME} is resolved in env and headers only`;
  for (const [key, values] of Object.entries({ env, headers })) {
    const pasted = Object.entries(values).find(([entry, value]) => isPastedSecret(entry, value));
    if (pasted)
      return `.${key}.${pasted[0]}: a secret is never kept in a run's log; write \${env:NAME} and set NAME in your environment`;
  }
  return url === undefined ? null : urlProblem(url);
}

const secretName = /token|secret|passw|credential|api[_-]?key|(?:^|[_-])key$|authorization|cookie/i;

function isPastedSecret(name: string, value: string): boolean {
  return value !== "" && secretName.test(name) && !hasReference(value);
}

function urlProblem(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return ".url: must begin with https:// or http://";
  if (parsed.username || parsed.password) return ".url: a user or password belongs into headers";
  return null;
}

function serverOf(name: string, written: Written, origin: string, base: string | undefined): ToolServer {
  const { command, args = [], env = {}, cwd, url = "", headers = {}, roles } = written;
  const transport: ToolServer["transport"] =
    command === undefined
      ? { kind: "http", url, headers }
      : {
          kind: "stdio",
          command,
          args,
          ...(cwd === undefined ? {} : { cwd: base === undefined ? cwd : resolve(base, cwd) }),
          environment: env,
        };
  return { name, transport, origin, ...(roles === undefined ? {} : { roles }) };
}
