// The story of every crash test: planner, two coder steps, a red verification, a debugger's patch, green.
// The model answers by role and by what the conversation holds, never by a counter, so a repeated request is answered alike.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ScriptReply, ScriptRequest } from "../../src/demo/modelServer/script";
import { taskText } from "../../src/demo/modelServer/script";
import { roleOf } from "../../src/demo/modelServer/scriptOf";
import type { RunSettings } from "../../src/protocol/settings";
import { testSettings } from "../fakes/testSettings";
import { doneCalls, keyOf, wasInterrupted } from "./remembered";

export const prompt = "/orchestrate Add a tax to the total and book operation op-1. The test must pass.";
/** The line whose outcome cannot be told after a crash. */
const ledgerCommand = "sh book.sh op-1";
export const ledgerFile = "ledger.txt";
/** Beside the working folder: `<pid> before|after`, whom the command shall kill and when. */
export const deathOrder = "kill-in-command";
/** Beside it too: what processes died at, where each dies at something else. */
export const diedAt = "died-at";

// Shell scripts, for a start of node costs more than the rest of a case.
const seed: Record<string, string> = {
  "test.sh": [
    "grep -q reduce src/total.cjs || exit 1",
    "test ! -e src/tax.cjs || grep -q 'sum . 19' src/tax.cjs || { echo 'Error: tax is wrong'; exit 1; }",
    "",
  ].join("\n"),
  "src/total.cjs": "exports.total = (parts) => parts.reduce((sum, part) => sum + part, 0);\n",
  // Kills the engine in the middle of its own effect where the harness asks for that.
  "book.sh": [
    `if [ -e ../${deathOrder} ]; then read -r pid moment < ../${deathOrder}; fi`,
    'if [ "$moment" = before ]; then kill -9 "$pid"; fi',
    `echo "$1" >> ${ledgerFile}`,
    'if [ "$moment" = after ]; then kill -9 "$pid"; fi',
    "",
  ].join("\n"),
  [ledgerFile]: "opened\n",
};

/** Makes the small repository the story plays in. */
export function plantSeed(folder: string): void {
  for (const [path, text] of Object.entries(seed)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "seed");
}

/** Plan and commands are asked for, so that answers are facts of their own; the rest goes by rule. */
export function plotSettings(url: string): RunSettings {
  const settings = testSettings(url, { checks: { test: "sh test.sh" } });
  return { ...settings, approve: { ...settings.approve, plan: "ask", command: "ask" } };
}

type Call = { name: string; input: Record<string, unknown> };

const plan: Call = {
  name: "submit_plan",
  input: {
    summary: "Tax and ledger.",
    steps: [
      { title: "tax", instructions: "Add src/tax.cjs and use it.", files: ["src/tax.cjs", "src/total.cjs"] },
      { title: "ledger", instructions: "Book op-1.", after: [1], files: [ledgerFile] },
    ],
  },
};
const readLedger: Call = { name: "read_file", input: { path: ledgerFile } };
const book: Call = { name: "run_command", input: { command: ledgerCommand } };

/** What each task calls, answer by answer. */
const parts: { role: string; task: string; answers: Call[][] }[] = [
  { role: "planner", task: "", answers: [[plan]] },
  {
    role: "coder",
    task: "Book op-1",
    answers: [[book], [{ name: "attempt_completion", input: { result: "Booked op-1." } }]],
  },
  {
    role: "coder",
    task: "Add src/tax.cjs",
    answers: [
      [
        {
          name: "write_file",
          input: { path: "src/tax.cjs", content: "exports.tax = (sum) => sum * 0.2;\n" },
        },
        {
          name: "edit_file",
          input: {
            path: "src/total.cjs",
            search: "sum + part, 0)",
            replace: "sum + part, 0) + 0",
          },
        },
      ],
      [{ name: "attempt_completion", input: { result: "Added the tax." } }],
    ],
  },
  {
    role: "debugger",
    task: "",
    answers: [
      [
        {
          name: "edit_file",
          input: { path: "src/tax.cjs", search: "sum * 0.2", replace: "(sum * 19) / 100" },
        },
      ],
      [{ name: "report_verification", input: { verdict: "patched", summary: "The rate was wrong." } }],
    ],
  },
];

/** Every answer costs the same, so that money can be compared to the micro-dollar. */
const usage = { input: 1_000, output: 100 };

/** The model: the first calls of the task that were not done yet. */
export function plotReply(request: ScriptRequest): ScriptReply {
  const part = parts.find(({ role, task }) => role === roleOf(request) && taskText(request).includes(task));
  if (!part)
    throw new Error(`the plot has no part for ${roleOf(request)}: ${taskText(request).slice(0, 200)}`);
  const done = doneCalls(request.messages, book);
  const open = part.answers
    .map((calls) => calls.filter((call) => !done.has(keyOf(call))))
    .find((calls) => calls.length > 0);
  const calls = open ?? part.answers.at(-1) ?? [];
  const wary = calls[0] === book && wasInterrupted(request.messages);
  return { calls: wary ? [readLedger] : calls, usage };
}
