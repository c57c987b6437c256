// What the tools of other programs come to here: reading, editing, running commands, or nothing. Pure.
import type { Sketch } from "./sketch";

type Meaning = "read" | "edit" | "run" | "web" | "delegate" | "plan" | "ask";

const meanings: Readonly<Record<Meaning, readonly string[]>> = {
  read: "read view glob grep ls list search codebase usages problems changes notebookread readfile filesearch textsearch listdirectory findtestfiles lsp".split(
    " ",
  ),
  edit: "edit multiedit write patch create notebookedit editfiles createfile createdirectory insert_edit new".split(
    " ",
  ),
  run: "bash shell execute powershell runcommands runtasks runtests runinterminal terminal terminallastcommand runnotebooks bashoutput killbash killshell".split(
    " ",
  ),
  web: "web webfetch websearch fetch browser githubrepo opensimplebrowser playwright".split(" "),
  delegate: "task agent custom-agent runsubagent".split(" "),
  plan: "todo todos todowrite todoread exitplanmode".split(" "),
  ask: ["askuserquestion", "question"],
};

const why: Readonly<Record<Exclude<Meaning, "read" | "edit" | "run">, string>> = {
  web: "there is no tool for the web; a tool server can bring one",
  delegate: "only a role with base: orchestrator makes subtasks",
  plan: "the engine keeps the plan",
  ask: "every subtask can ask with ask_parent",
};

/** The meaning of one tool of another program; null where it is not known. */
export function meaningOf(tool: string): Meaning | null {
  const word = (tool.split("/")[0] ?? "").toLowerCase();
  for (const [meaning, words] of Object.entries(meanings)) {
    if (words.includes(word) || words.includes(tool.toLowerCase())) return meaning as Meaning;
  }
  return null;
}

/** Sets what a role may do from the tools it had, and tells of every tool that comes to nothing. */
export function takeTools(sketch: Sketch, tools: readonly string[]): void {
  const abilities = { read: false, edit: false, run: false };
  for (const tool of tools) {
    const limited = /^(\w+)\((.*)\)$/.exec(tool);
    const meaning = meaningOf(limited?.[1] ?? tool);
    if (meaning === null) sketch.lose(tool, unknown(tool));
    else if (meaning === "web" || meaning === "delegate" || meaning === "plan" || meaning === "ask")
      sketch.lose(tool, why[meaning]);
    else if (limited && meaning !== "read") sketch.lose(tool, limit(meaning));
    else {
      abilities[meaning] = true;
      sketch.take(`tool ${tool}`);
    }
  }
  sketch.abilities = abilities;
}

/** Takes away what the other program forbade. */
export function denyTools(sketch: Sketch, tools: readonly string[]): void {
  for (const tool of tools) {
    const meaning = meaningOf(/^(\w+)\(/.exec(tool)?.[1] ?? tool);
    if (meaning !== "read" && meaning !== "edit" && meaning !== "run") continue;
    sketch.abilities = { ...sketch.abilities, [meaning]: false };
    sketch.take(`without ${tool}`);
  }
}

/** Why a limit within a tool means that the tool is not taken. */
export function limit(meaning: "edit" | "run"): string {
  return meaning === "run"
    ? "a role runs commands or runs none; to allow them, set rights.run: true (each is still asked)"
    : 'a role writes everything, tests or nothing; to allow it, set rights.write: true or "tests"';
}

function unknown(tool: string): string {
  const server = /^mcp__([^_]+(?:_[^_]+)*)__/.exec(tool)?.[1] ?? /^([\w.-]+)\/[\w.*-]+$/.exec(tool)?.[1];
  if (server !== undefined)
    return `tools of servers come with mcpServers; add mcpServers: [${server}] and the server to mcp.json`;
  return "there is no such tool here";
}
