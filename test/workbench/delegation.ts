// What the scripted model says in the runs of subtasks.test.ts: an orchestrator, its subtasks and theirs, told apart by role
// and by the first words they were given. A request can be held back, so that a subtask is seen while it works.
import type { ModelScript, ScriptCall, ScriptReply } from "../../src/demo/modelServer/script";
import { taskText } from "../../src/demo/modelServer/script";
import { type ScriptRule, scriptOf } from "../../src/demo/modelServer/scriptOf";

const call = (name: string, input: unknown): ScriptReply => ({ calls: [{ name, input }] });
const subtask = (mode: string, message: string, more: object = {}): ScriptCall => ({
  name: "new_task",
  input: { mode, message, ...more },
});
const done = (result: string) => call("attempt_completion", { result });

/** Messages as the orchestrator writes them, and what the person makes of the first. */
export const orders = {
  farewell: "Write src/farewell.js: farewell(name) says Goodbye and the name. Prove it with node --test.",
  edited: "Write src/farewell.js: farewell(name) says So long and the name. Prove it with node --test.",
  debug: "Find out why the tests of farewell are slow.",
  greeting: "Try a greeting in src/greeting.js; nobody calls it yet.",
  paging: "Find out how lists are cut into pages, from handler to test.",
  handler: "How does the handler read its limit?",
  tests: "Which tests look at the limit?",
};

/** Results as they go up. */
export const results = {
  farewell: "farewell(name) is in src/farewell.js; the tests are green.",
  again: "farewell(name) now says who calls it.",
  greeting: "A greeting is possible: src/greeting.js.",
  handler: "The handler reads no limit: it lists all users.",
  paging: "Nothing is cut into pages yet.",
};

export const prompts = {
  words: "Polite words: give the service a farewell, and look at greetings and lists",
  questions: "Two questions about this service, side by side",
};

const farewell = (comment: string) => `${comment}export const farewell = (name) => "So long, " + name;\n`;
const write = (path: string, content: string): ScriptCall => ({
  name: "write_file",
  input: { path, content },
});

const shared = { files: ["src/server.js"], budget_share: 0.4 };

/** The first run, from a subtask that is edited to one that is cancelled two levels down. */
const words: ScriptRule[] = [
  {
    role: "orchestrator",
    task: orders.paging,
    replies: [
      {
        text: "Two questions, side by side.",
        calls: [subtask("ask", orders.handler), subtask("ask", orders.tests)],
      },
      done(results.paging),
    ],
  },
  {
    role: "orchestrator",
    task: prompts.words,
    replies: [
      { text: "First the farewell.", calls: [subtask("code", orders.farewell, shared)] },
      { calls: [subtask("debug", orders.debug)] },
      { calls: [subtask("code", orders.greeting)] },
      { calls: [subtask("orchestrate", orders.paging)] },
      done("The service says farewell."),
    ],
  },
  {
    role: "coder",
    task: orders.greeting,
    replies: [
      { calls: [write("src/greeting.js", 'export const greeting = (name) => "Hello, " + name;\n')] },
      done(results.greeting),
    ],
  },
  {
    role: "coder",
    task: "src/farewell.js",
    replies: [
      { calls: [write("src/farewell.js", farewell(""))] },
      call("run_command", { command: "npm test" }),
      done(results.farewell),
      {
        calls: [
          { name: "read_file", input: { path: "src/farewell.js" } },
          write("src/farewell.js", farewell("// The handler of DELETE calls it.\n")),
        ],
      },
      done(results.again),
    ],
  },
  {
    role: "ask",
    task: orders.handler,
    replies: [call("read_file", { path: "src/users/handler.js" }), done(results.handler)],
  },
  { role: "ask", task: orders.tests, replies: [done("Nobody reads this: it is cancelled before.")] },
];

/** The second run: one subtask hands in its result while another wants a subtask of its own. */
const questions: ScriptRule[] = [
  {
    role: "orchestrator",
    task: orders.paging,
    replies: [{ calls: [subtask("ask", orders.tests)] }, done(results.paging)],
  },
  {
    role: "orchestrator",
    task: prompts.questions,
    replies: [
      { calls: [subtask("ask", orders.handler), subtask("orchestrate", orders.paging)] },
      done("Both are answered."),
    ],
  },
  { role: "ask", task: orders.handler, replies: [done(results.handler)] },
  { role: "ask", task: orders.tests, replies: [done("None of them.")] },
];

/** Both runs in one script; replies are used up in order. */
export function delegationScript(run: "words" | "questions", gate: Gate): ModelScript {
  const answer = scriptOf(run === "words" ? words : questions);
  return async (request) => {
    const reply = await answer(request);
    await gate.pass(taskText(request));
    return reply;
  };
}

export interface Gate {
  /** Requests of the task that began with these words wait until `open`. */
  close(words: string): void;
  open(words: string): void;
  pass(task: string): Promise<void>;
}

export function makeGate(): Gate {
  const closed = new Map<string, { opened: Promise<void>; open: () => void }>();
  return {
    close(words) {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      closed.set(words, { opened, open });
    },
    open(words) {
      closed.get(words)?.open();
      closed.delete(words);
    },
    async pass(task) {
      await Promise.all(
        [...closed].filter(([words]) => task.includes(words)).map(([, { opened }]) => opened),
      );
    },
  };
}
