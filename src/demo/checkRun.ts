// Looks at a finished demo run from outside: through the command line's JSON, git and the sample's own tests.
// It shares nothing with the engine but the fold of the log, and believes no word of the report.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RunEvent } from "../protocol/event";
import { fold } from "../protocol/fold";
import { formatMicros } from "../protocol/money";
import type { RunView } from "../protocol/run";
import type { CommandLine } from "./commandLine";
import { type DemoFolder, git } from "./demoFolder";
import type { DemoScript } from "./script";

export interface Finding {
  ok: boolean;
  text: string;
}

export interface FinishedRun {
  run: string;
  script: DemoScript;
  prompt: string;
  exitCode: number;
  folder: DemoFolder;
  commandLine: CommandLine;
}

const changedBy = {
  pagination: ["openapi.json", "src/users/handler.js", "src/users/schema.js", "test/users.test.js"],
  rename: ["src/server.js", "src/users/store.js", "test/users.test.js"],
};

/** Everything the demo claims, one finding each. The last one takes the run back. */
export async function checkRun(finished: FinishedRun): Promise<Finding[]> {
  const { run, script, folder, commandLine, exitCode } = finished;
  const events = await commandLine.ask<RunEvent>("logs", run);
  const view = events.reduce<RunView | null>((before, event) => fold(before, event), null);
  if (!view) return [{ ok: false, text: "the run has a log" }];
  const changed = await changedPaths(folder);
  return [
    is("exit code", exitCode, 0),
    is("outcome", `${view.outcome}, ${view.verified ? "verified" : "not verified"}`, "done, verified"),
    ...(script.name === "pagination" ? checkRounds(view) : checkRename(view, finished.prompt)),
    ...(await checkMoney(events, finished)),
    is("changed files", changed.join(" "), changedBy[script.name].join(" ")),
    ...(script.name === "rename" ? [await checkNames(folder, changed)] : []),
    is("tests run again by hand", await runTests(folder.project), "exit 0, 12 passed"),
    await checkUndo(finished),
  ];
}

function is(what: string, found: unknown, wanted: unknown): Finding {
  const ok = found === wanted;
  return { ok, text: ok ? `${what}: ${found}` : `${what}: ${found}, not ${wanted}` };
}

function checkRounds(view: RunView): Finding[] {
  const [first, second] = view.verifications;
  const steps = view.steps.map((step) => `${step.kind} ${step.status}`).join(", ");
  return [
    is("plan", steps, "change done, change done, change done, verify done"),
    is(
      "verification 1",
      `${first?.verdict}, ${first?.newFailures.length} new failures`,
      "red, 2 new failures",
    ),
    is(
      "verification 2",
      `${second?.verdict}, ${second?.uncovered.length} open criteria`,
      "green, 0 open criteria",
    ),
    is("iterations", view.iteration, 2),
    is(
      "altered tests",
      second?.alteredTests
        .map((test) => `${test.path} ${test.change}, ${test.declared ? "" : "not "}declared`)
        .join("; "),
      "test/users.test.js changed, declared",
    ),
  ];
}

function checkRename(view: RunView, prompt: string): Finding[] {
  const forced = prompt.trimStart().startsWith("/orchestrate");
  return [
    is("route", view.route?.decision, forced ? "orchestrate" : "single"),
    is("verifications", view.verifications.map(({ verdict }) => verdict).join(", "), "green"),
    is(
      "tasks",
      view.taskOrder.map((id) => view.tasks[id]?.role).join(", "),
      forced ? "planner, coder" : "coder",
    ),
  ];
}

/** The money three ways: settled calls of the log, the list of runs, the turns. */
async function checkMoney(events: RunEvent[], { run, commandLine }: FinishedRun): Promise<Finding[]> {
  const settled = events.flatMap(({ fact }) => (fact.type === "model.settled" ? [fact.micros] : []));
  const sum = settled.reduce((total, micros) => total + micros, 0);
  const listed = await commandLine.ask<{ run: string; spentMicros: number }>("runs");
  const turns = await commandLine.ask<{ micros: number }>("show", run);
  const shown = turns.reduce((total, { micros }) => total + micros, 0);
  return [
    { ok: sum > 0 && settled.length > 0, text: `${settled.length} calls settled at ${formatMicros(sum)}` },
    is("spent, micro-dollars", listed.find((row) => row.run === run)?.spentMicros, sum),
    is("cost of all turns, micro-dollars", shown, sum),
  ];
}

async function changedPaths({ project }: DemoFolder): Promise<string[]> {
  const text = await git(project, "status", "--porcelain", "--untracked-files=all");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(3))
    .sort();
}

async function checkNames({ project }: DemoFolder, paths: string[]): Promise<Finding> {
  const texts = await Promise.all(paths.map((path) => readFile(join(project, path), "utf8")));
  const left = texts.flatMap((text) => text.match(/\buserCount\b/g) ?? []).length;
  return is("places with the old name", left, 0);
}

/** What `npm test` of the sample runs, without npm. */
async function runTests(project: string): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("NODE_"));
  const options = { cwd: project, env: Object.fromEntries(own) };
  const run = promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap"], options);
  const { stdout, code = 0 } = await run.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (thrown: { stdout?: string; code?: number }) => ({ stdout: thrown.stdout ?? "", code: thrown.code ?? 1 }),
  );
  return `exit ${code}, ${/^# pass (\d+)$/m.exec(stdout)?.[1] ?? 0} passed`;
}

async function checkUndo({ run, folder, commandLine }: FinishedRun): Promise<Finding> {
  await commandLine.ask("undo", run);
  return is("files still changed after undo", (await changedPaths(folder)).length, 0);
}
