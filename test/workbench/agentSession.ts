// The session of agents.test.ts: a session file whose agents depend on one another, two of them on the same line, and what
// the scripted model says as each. The next line a model says can be held back by a gate, so that a state can be looked at.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { ModelScript, ScriptCall, ScriptReply } from "../../src/demo/modelServer/script";
import { taskText } from "../../src/demo/modelServer/script";
import { type ScriptRule, scriptOf } from "../../src/demo/modelServer/scriptOf";
import type { Gate } from "./delegation";

/** What each agent is told, by its name. */
const tasks = {
  database: "Keep the words of a greeting in src/greeting.js",
  api: "Let the greeting be a friendly one for callers",
  frontend: "Let the greeting be a short one for pages",
  testing: "Test that there is a greeting",
};

/** What a comment of the person asks of the api, and what it then says. */
export const wish = "Callers want to be told good morning.";

const polite = "Polite greetings";

const sessionFile = {
  merge: { strategy: "manual" },
  session: {
    name: "polite-greetings",
    task: polite,
    agents: [
      { role: "database", task: tasks.database },
      { role: "api", task: tasks.api, after: ["database"] },
      { role: "frontend", task: tasks.frontend, after: ["database"] },
      { role: "testing", task: tasks.testing, after: ["api"] },
    ],
  },
};

/** The second session: one agent fails, one is still at work when the window is closed. */
const doomed = { broken: "Do what no provider answers", slow: "Think for a long time" };

const doomedFile = {
  merge: { strategy: "manual" },
  session: {
    name: "one-fails",
    task: "One of these fails",
    agents: [
      { role: "broken", task: doomed.broken },
      { role: "after-it", task: "Wait for what never comes", after: ["broken"] },
      { role: "slow", task: doomed.slow },
    ],
  },
};

export const files = {
  polite: ".kilocode/sessions/polite-greetings.json",
  doomed: ".kilocode/sessions/one-fails.json",
};

/** Writes the session files into a project and commits them, so that its tree is clean. */
export async function addSessionFiles(project: string): Promise<void> {
  for (const [path, value] of [
    [files.polite, sessionFile],
    [files.doomed, doomedFile],
  ] as const) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), `${JSON.stringify(value, null, 2)}\n`);
  }
  await gitIn(project, "add", "--all");
  await gitIn(project, "commit", "--quiet", "--message", "Sessions of agents");
}

export async function gitIn(folder: string, ...words: string[]): Promise<string> {
  const person = ["-c", "user.name=A Person", "-c", "user.email=person@example.com"];
  const { stdout } = await promisify(execFile)("git", [...person, ...words], { cwd: folder });
  return stdout;
}

export const greeting = (words: string) => `export const greeting = (name) => "${words}, " + name;\n`;

const write = (path: string, content: string): ScriptReply => ({
  calls: [{ name: "write_file", input: { path, content } }],
});
const read = (path: string): ScriptReply => ({ calls: [{ name: "read_file", input: { path } }] });
const done = (result: string): ScriptReply => ({
  calls: [{ name: "attempt_completion", input: { result } } satisfies ScriptCall],
});

/** What the first message of an agent says of it alone; the tasks of others stand there too. */
export const agentIs = (name: string) => `You are the agent ${name},`;

const path = "src/greeting.js";
const changed = (words: string) => [read(path), write(path, greeting(words)), done(`It says ${words}.`)];

const testText = `import assert from "node:assert/strict";
import { test } from "node:test";
import { greeting } from "../src/greeting.js";

test("greets by name", () => assert.match(greeting("Ada"), /Ada$/));
`;

/** Typed by the person; the orchestrator makes two agents of it. */
export const typed = "Note who is greeted, and how";

const notePlan = {
  summary: "Two notes, side by side.",
  steps: ["who", "how"].map((name) => ({
    title: `Note ${name}`,
    role: "coder",
    instructions: `Write notes/${name}.txt.`,
    files: [`notes/${name}.txt`],
  })),
};
const note = (name: string) => [write(`notes/${name}.txt`, `${name}\n`), done(`It is noted ${name}.`)];

const rules: ScriptRule[] = [
  {
    role: "orchestrator",
    task: typed,
    replies: [{ calls: [{ name: "submit_plan", input: notePlan }] }],
  },
  { role: "reviewer", replies: [{ ...done("accept"), repeat: true }] },
  // Begun, restarted in its tree, recreated from the base.
  {
    role: "*",
    task: agentIs("coder"),
    replies: [...note("who"), done("It stands already."), ...note("who")],
  },
  { role: "*", task: agentIs("coder-2"), replies: note("how") },
  { role: "*", task: agentIs("database"), replies: [write(path, greeting("Hello")), done("It says Hello.")] },
  { role: "*", task: agentIs("api"), replies: [...changed("Dear friend"), ...changed("Good morning")] },
  { role: "*", task: agentIs("frontend"), replies: changed("Hi") },
  {
    role: "*",
    task: agentIs("testing"),
    replies: [write("test/greeting.test.js", testText), done("One test more.")],
  },
  {
    role: "*",
    task: agentIs("broken"),
    replies: [{ fault: { kind: "status", status: 400, body: "no such model" }, repeat: true }],
  },
  {
    role: "*",
    task: agentIs("slow"),
    replies: [{ text: "I think.", fault: { kind: "never-end" }, repeat: true }],
  },
];

/** Replies are used up in order. */
export function sessionScript(gate: Gate): ModelScript {
  const answer = scriptOf(rules);
  return async (request) => {
    const reply = await answer(request);
    await gate.pass(taskText(request));
    return reply;
  };
}
