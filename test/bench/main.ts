// `npm run bench`: measures what the project promises, against its own loopback model server, and prints one table.
// `--only <words>` measures the groups whose name holds the words; `--program <file>` measures another build.
import { existsSync, realpathSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import type { BenchRow } from "./benchRow";
import { checkpointRows } from "./checkpointRows";
import { delegationRows } from "./delegationRows";
import { fixedPromptRows } from "./fixedPromptRows";
import { longTaskRows } from "./longTaskRows";
import { moneyRows } from "./moneyRows";
import { tableText } from "./printTable";
import { routingRows } from "./routingRows";
import { runLogRows } from "./runLogRows";
import { scheduleRows } from "./scheduleRows";
import { sessionMoneyRows } from "./sessionMoneyRows";
import { sessionRows } from "./sessionRows";
import { startUpRows } from "./startUpRows";
import { commandLine, type Subject } from "./subject";
import { worktreeRows } from "./worktreeRows";

const bench = realpathSync(process.argv[1] ?? "");

type Group = [name: string, measure: () => BenchRow[] | Promise<BenchRow[]>];

function groups(subject: Subject): Group[] {
  return [
    ["start", () => startUpRows(subject)],
    ["task", () => longTaskRows(subject)],
    ["delegation", () => delegationRows(subject)],
    ["prompt", fixedPromptRows],
    ["routing", routingRows],
    ["log", runLogRows],
    ["money", moneyRows],
    ["checkpoint", checkpointRows],
    ["worktree", () => worktreeRows()],
    ["schedule", scheduleRows],
    ["session", () => sessionRows(subject)],
    ["cap", () => sessionMoneyRows(subject)],
  ];
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** The built command line. */
function subjectOf(): Subject {
  const program = option("--program") ?? join(dirname(bench), "..", "kilo-code.cjs");
  if (!existsSync(program)) throw new Error(`There is no ${program}; build it with npm run build.`);
  return commandLine(program);
}

async function main(): Promise<void> {
  const only = option("--only") ?? "";
  const rows: BenchRow[] = [];
  const start = performance.now();
  for (const [name, measure] of groups(subjectOf())) {
    if (!name.includes(only)) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await measure()));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores`;
  const load = `load ${loadavg()[0]?.toFixed(1)} at the end: figures in milliseconds mean something on an idle machine only`;
  process.stdout.write(`${tableText(rows)}\n\n${machine}, measured in ${seconds} s, ${load}.\n`);
}

void main().then(() => process.exit(0));
