// `config`: every setting that holds and where it comes from; `config init` writes a commented file.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { configTemplate } from "../../core/config/configTemplate";
import type { EffectiveEntry } from "../../core/config/effective";
import { escalationProblem } from "../../core/config/escalation";
import { type LoadedSettings, loadSettings } from "../../core/host/loadSettings";
import { sandboxHere } from "../../core/host/sandboxHere";
import { readSessionSettings } from "../../core/host/sessionSettings";
import { roles } from "../../core/roles/index";
import { failure } from "../../protocol/failure";
import { atTerminal, configPath } from "../configuration";
import { exitCode } from "../exitCode";
import { type Host, refuse } from "../host";
import { tableLines } from "../text/table";
import type { Verb } from "../verb";

export const config: Verb = {
  name: "config",
  about: "the settings that hold here and where each comes from; `config init` writes the file",
  takes: "[init]",
  most: 1,
  options: [{ name: "json", about: "as JSON" }],
  async run(input, host) {
    const [word] = input.words;
    if (word === "init") return writeTemplate(host);
    if (word !== undefined) {
      return refuse(
        host,
        failure("invalid-input", `\`config\` does not know "${word}"; there is \`config init\`.`),
      );
    }
    const { folder, variables } = host.environment;
    const wishes = { flags: {}, terminal: atTerminal(host), session: true };
    const loaded = await loadSettings(host.environment, wishes);
    if (!loaded.ok) return refuse(host, loaded.failure);
    const problem = escalationProblem(roles, loaded.value.config);
    if (problem) return refuse(host, problem);
    const { trusted } = loaded.value;
    const { path, entries } = loaded.value.config;
    const { session, notices } = await sessionHere(host, loaded.value);
    const sandbox = await sandboxHere(loaded.value.config.sandbox, variables);
    if (input.has("json")) {
      host.print(JSON.stringify({ path, folder, trusted, sandbox, entries, session, notices }));
      return exitCode.done;
    }
    for (const notice of notices) host.say(`note: ${notice}`);
    for (const line of entryLines(entries)) host.print(line);
    if (session.length > 0) host.print("\nSessions of the Agent Manager:");
    for (const line of entryLines(session)) host.print(line);
    host.say(`\nfile: ${path}\nthis folder is ${trusted ? "trusted" : "not trusted (kilo-code trust)"}`);
    host.say(sandbox);
    return exitCode.done;
  },
};

function entryLines(entries: readonly EffectiveEntry[]): string[] {
  const rows = entries.map(({ key, value, origin }) => [key, JSON.stringify(value), origin]);
  return tableLines(rows, null);
}

/** What holds for a session of the Agent Manager; why there can be none is said among the notices. */
async function sessionHere(
  { environment }: Host,
  loaded: LoadedSettings,
): Promise<{ session: EffectiveEntry[]; notices: string[] }> {
  const { notices } = loaded.config;
  const session = await readSessionSettings(environment, loaded, { file: null, flags: {} });
  if (!session.ok) return { session: [], notices: [...notices, session.failure.message] };
  return { session: session.value.entries, notices: [...notices, ...session.value.notices] };
}

async function writeTemplate(host: Host): Promise<number> {
  const path = configPath(host);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, configTemplate, { flag: "wx", mode: 0o600 });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "EEXIST")
      return refuse(host, failure("storage-failed", `${path} cannot be written (${code}).`));
    return refuse(
      host,
      failure(
        "invalid-input",
        `${path} exists already and is left as it is; edit it, or move it away first.`,
      ),
    );
  }
  host.print(`Wrote ${path}`);
  return exitCode.done;
}
