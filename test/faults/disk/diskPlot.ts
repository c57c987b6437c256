// The small run that is played on a disk that fails: files read, edited, written, moved and deleted, one of them with two
// names, a long text, an operation booked by a command, a check. The model answers by what the conversation holds.
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ScriptReply, ScriptRequest } from "../../../src/demo/modelServer/script";
import type { RunSettings } from "../../../src/protocol/settings";
import { doneCalls, keyOf } from "../../crash/remembered";
import { testSettings } from "../../fakes/testSettings";

export const prompt = "/single Add a tax to the total and book operation op-1. The test must pass.";
export const ledgerFile = "ledger.txt";

const seed: Record<string, string> = {
  "test.sh": "grep -q 'sum . 19' src/tax.cjs && grep -q 'rates' src/shared.cjs && test ! -e src/dead.cjs\n",
  "src/total.cjs": "exports.total = (parts) => parts.reduce((sum, part) => sum + part, 0);\n",
  "src/shared.cjs": `exports.shared = [];\n${"// kept as it is\n".repeat(40)}`,
  "src/dead.cjs": "exports.dead = true;\n",
  "src/old.cjs": "exports.old = true;\n",
  "book.sh": `echo "$1" >> ${ledgerFile}\n`,
  [ledgerFile]: "opened\n",
};

/** @param git false for a folder that is no repository: snapshots stand in a store of the run's own then. */
export function plantDiskSeed(folder: string, git: boolean): void {
  for (const [path, text] of Object.entries(seed)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (!git) return;
  const run = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  run("init", "-q", "-b", "main");
  run("add", "-A");
  run("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "seed");
}

/** A file with two names, which is written in place; a copy of the seed does not keep that. */
export function linkShared(folder: string): void {
  linkSync(join(folder, "src/shared.cjs"), join(folder, "src/twin.cjs"));
}

export function diskSettings(url: string): RunSettings {
  return testSettings(url, { checks: { test: "sh test.sh" }, allowCommands: ["sh book.sh op-1"] });
}

type Call = { name: string; input: Record<string, unknown> };

const book: Call = { name: "run_command", input: { command: "sh book.sh op-1" } };
const readLedger: Call = { name: "read_file", input: { path: ledgerFile } };
const answers: Call[][] = [
  [
    { name: "read_file", input: { path: "src/total.cjs" } },
    { name: "list_files", input: { path: "src" } },
  ],
  [
    {
      name: "write_file",
      input: {
        path: "src/rates/tax.cjs",
        content: `exports.tax = (sum) => (sum * 19) / 100;\n${"// a long line of the new file that fills it up\n".repeat(200)}`,
      },
    },
    {
      name: "edit_file",
      input: { path: "src/total.cjs", search: "sum + part, 0)", replace: "sum + part, 0) + 0" },
    },
    { name: "edit_file", input: { path: "src/shared.cjs", search: "= [];", replace: "= ['rates'];" } },
  ],
  [
    { name: "move_file", input: { from: "src/rates/tax.cjs", to: "src/tax.cjs" } },
    { name: "delete_file", input: { path: "src/dead.cjs" } },
    { name: "move_file", input: { from: "src/old.cjs", to: "src/kept/new.cjs" } },
  ],
  [book],
  [{ name: "attempt_completion", input: { result: "Added the tax and booked op-1." } }],
];

/** The model: the first calls that were not done yet; one that is not sure whether it booked looks first. */
export function diskReply(request: ScriptRequest): ScriptReply {
  const done = new Set([...doneCalls(request.messages, book), ...givenUp(request)]);
  const open = answers
    .map((calls) => calls.filter((call) => !done.has(keyOf(call))))
    .find((calls) => calls.length > 0);
  const calls = open ?? answers.at(-1) ?? [];
  const wary = calls[0] === book && failedBefore(request);
  return { calls: wary ? [readLedger] : calls, usage: { input: 1_000, output: 100 } };
}

/** Calls that failed twice: the first may have done its work and failed after it, and the tree tells in the end. */
function givenUp({ messages }: ScriptRequest): string[] {
  const results = new Map(messages.flatMap(({ toolResults }) => toolResults).map((one) => [one.id, one]));
  const failed = new Map<string, number>();
  for (const call of messages.flatMap(({ toolCalls }) => toolCalls)) {
    const key = keyOf(call);
    if (results.get(call.id)?.isError) failed.set(key, (failed.get(key) ?? 0) + 1);
  }
  return [...failed].flatMap(([key, times]) => (times > 1 && key !== keyOf(book) ? [key] : []));
}

function failedBefore({ messages }: ScriptRequest): boolean {
  const last = messages.at(-1)?.toolResults.at(-1);
  const call = messages.flatMap(({ toolCalls }) => toolCalls).find(({ id }) => id === last?.id);
  return call?.name === "run_command" && last?.isError === true;
}
