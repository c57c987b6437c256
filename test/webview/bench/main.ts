// `npm run bench:webview`: what the panes and the extension's host promise, measured in Chromium and in fresh Node
// processes over the built extension. One table. `--quick` takes seconds instead of minutes; `--only <words>` measures
// the groups whose name holds the words; `--profile <folder>` keeps CPU profiles, and slows what it measures.
import { cpus, loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type BenchRow, told } from "../../bench/benchRow";
import { tableText } from "../../bench/printTable";
import { activationRows } from "./activationRows";
import type { Built } from "./built";
import { bundleRows } from "./bundleRows";
import { eventLoopRows, openRunRows } from "./eventLoopRows";
import { firstPaintRows } from "./firstPaintRows";
import { scrollRows } from "./scrollRows";
import { raiseStage, type Stage } from "./stage";
import { streamRows } from "./streamRows";

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const root = process.cwd();
const dist = resolve(process.env.KILO_DIST ?? join(root, "dist"));
const quick = process.argv.includes("--quick");
const profile = option("--profile");
const profiles = profile === undefined ? null : resolve(profile);

const built: Built = { root, dist, children: dirname(process.argv[1] ?? ""), profiles };

type Group = [name: string, measure: () => BenchRow[] | Promise<BenchRow[]>];

function groups(stage: Stage | null): Group[] {
  const inBrowser =
    (measure: (stage: Stage) => Promise<BenchRow[]>): (() => Promise<BenchRow[]>) =>
    async () =>
      stage
        ? measure(stage)
        : [told("panes", "not measured", "there is no Chromium; KILO_CHROMIUM names one")];
  return [
    ["paint", inBrowser(firstPaintRows)],
    ["stream", inBrowser(streamRows)],
    ["scroll", inBrowser(scrollRows)],
    ["activation", () => activationRows(built)],
    ["sizes", () => bundleRows(built)],
    ["loop", () => eventLoopRows(built)],
    ["open", () => openRunRows(built)],
  ];
}

const load = () => loadavg()[0]?.toFixed(1);

/** A group that fails says so in its place and takes nothing from the others. */
async function measured(name: string, measure: Group[1]): Promise<BenchRow[]> {
  try {
    return await measure();
  } catch (thrown) {
    process.exitCode = 1;
    return [
      {
        what: name,
        figure: `failed: ${firstLine(thrown)}`,
        aim: "",
        met: false,
        how: "the other rows are not touched by it",
      },
    ];
  }
}

function firstLine(thrown: unknown): string {
  return String(thrown).split("\n", 1)[0]?.slice(0, 200) ?? "";
}

async function main(): Promise<void> {
  const only = option("--only") ?? "";
  const rows: BenchRow[] = [];
  const start = performance.now();
  const loadBefore = load();
  const stage = await raiseStage({ root, dist, quick, profiles });
  try {
    for (const [name, measure] of groups(stage)) {
      if (!name.includes(only)) continue;
      process.stderr.write(`${name} … (load ${load()})\n`);
      rows.push(...(await measured(name, measure)));
    }
  } finally {
    await stage?.close();
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const machine = `Node ${process.version}, Chromium ${stage?.browser.version() ?? "none"}, ${process.platform} ${process.arch}, ${cpus().length} cores`;
  const loads = `load ${loadBefore} before and ${load()} after: figures in milliseconds mean something on an idle machine only`;
  process.stdout.write(`${tableText(rows)}\n\n${machine}, measured in ${seconds} s, ${loads}.\n`);
}

void main().then(
  () => process.exit(),
  (thrown) => {
    console.error(thrown);
    process.exit(1);
  },
);
