// What the sessions of the bench work on: modules with one fault each and a check of its own, a session file with an agent
// for each, and the script by which an agent reads its module, mends it, runs its check and ends.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ModelScript,
  type ScriptCall,
  type ScriptRequest,
  taskText,
} from "../../src/demo/modelServer/script";
import { makeRepository } from "./place";

const moduleOf = (number: number) => `src/part${number}.mjs`;
const checkOf = (number: number) => `node test/part${number}.mjs`;

/** A repository with so many faulty modules; `folder` is made. */
export function makeFaultyProject(folder: string, parts: number): void {
  const files: Record<string, string> = { "README.md": "# Parts\n\nEach part doubles a number.\n" };
  for (let number = 1; number <= parts; number += 1) {
    files[moduleOf(number)] =
      `// Doubles what it is given.\nexport function double(value) {\n  return value * 3;\n}\n`;
    files[`test/part${number}.mjs`] =
      `import { double } from "../${moduleOf(number)}";\n\nif (double(2) !== 4) process.exit(1);\n`;
  }
  makeRepository(folder, files);
}

/** Writes a session file with one agent for each part, all at once. @returns its path. */
export function writeSessionFile(folder: string, parts: number): string {
  const agents = Array.from({ length: parts }, (_, index) => ({
    role: `part${index + 1}`,
    task: `#part ${index + 1} Mend ${moduleOf(index + 1)}.`,
    files: [moduleOf(index + 1)],
  }));
  const path = join(folder, "parts.agent-session.json");
  writeFileSync(path, JSON.stringify({ maxParallelAgents: parts, session: { name: "parts", agents } }));
  return path;
}

/** Which part a request is about; null for one that is no agent's. */
export function partOf(request: ScriptRequest): number | null {
  const number = /#part (\d+) /.exec(taskText(request))?.[1];
  return number === undefined ? null : Number(number);
}

/** The four turns of a fix. */
export function fixCalls(number: number): ScriptCall[] {
  const path = moduleOf(number);
  return [
    { name: "read_file", input: { path } },
    { name: "edit_file", input: { path, search: "value * 3", replace: "value * 2" } },
    { name: "run_command", input: { command: checkOf(number) } },
    { name: "attempt_completion", input: { result: `${path} doubles now; its check passes.` } },
  ];
}

/** Every agent mends its part, one call a turn. */
export function fixScript(): ModelScript {
  return (request) => {
    const part = partOf(request);
    if (part === null) throw new Error("a request came that no agent of the session sent");
    const done = request.messages.filter(({ role }) => role === "assistant").length;
    return { calls: fixCalls(part).slice(done, done + 1) };
  };
}
