// What a person is asked before a tool server is started: exactly what would run, or be reached, with what.
import type { ToolServer } from "../../protocol/settings";
import { quotedWord, visibleLine } from "./visibleLine";

/** An approval of kind `mcp`, before it has its id and hash. */
export interface ServerQuestion {
  /** Unique in the run together with the kind. */
  about: string;
  title: string;
  detail: string;
  /** What the answer is bound to. */
  action: string;
}

/** @param folder where a stdio server runs that names no folder of its own. */
export function serverQuestion({ name, transport, origin }: ToolServer, folder: string): ServerQuestion {
  const about = `server:${name}`;
  const from = `Tool server ${visibleLine(name, 64)}, from ${quotedWord(origin)}`;
  const power =
    "It may do whatever its program can; each call of its tools is asked for, with its arguments.";
  if (transport.kind === "stdio") {
    const { command, args, environment } = transport;
    const cwd = transport.cwd ?? folder;
    const line = [command, ...args].map(quotedWord).join(" ");
    return {
      about,
      title: `Start the tool server ${visibleLine(name, 64)}: ${visibleLine(line, 200)}`,
      detail: [from, `Runs: ${line}`, `in ${quotedWord(cwd)}`, named("Environment", environment), power].join(
        "\n",
      ),
      action: JSON.stringify(["stdio", name, command, args, cwd, sorted(environment)]),
    };
  }
  const { url, headers } = transport;
  const open = url.startsWith("http://") ? "\nThe connection is not encrypted." : "";
  return {
    about,
    title: `Reach the tool server ${visibleLine(name, 64)}: ${visibleLine(url, 200)}`,
    detail: [from, `Reaches: ${quotedWord(url)}${open}`, named("Headers", headers), power].join("\n"),
    action: JSON.stringify(["http", name, url, sorted(headers)]),
  };
}

/** As written: `${env:NAME}` says which variable is handed over, and its value is not looked up to ask. */
function named(title: string, values: Record<string, string>): string {
  const lines = sorted(values).map(([name, value]) => `  ${quotedWord(name)}=${quotedWord(value)}`);
  return `${title}: ${lines.length === 0 ? "nothing added" : `\n${lines.join("\n")}`}`;
}

function sorted(values: Record<string, string>): [string, string][] {
  return Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
}
