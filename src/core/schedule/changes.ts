// What a task, or the whole run, changed: paths, counts, diff, altered tests. Read from checkpoints, never from a model.
import type { ChangedFile } from "../../protocol/approvalSubject";
import type { AlteredTest } from "../../protocol/check";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { demand } from "../git/outcome";
import { findAlteredTests, mayHoldTests } from "../verify/alteredTests";
import { checkpointBefore } from "./checkpointLabel";
import { type Runtime, rootOf } from "./runtime";
import { writtenSince } from "./writtenSince";

/** The checkpoint the baseline is measured on. */
export const baselineLabel = "before the first edit";

export interface Changes {
  /** `src/a.ts +3 −1`, one per file. */
  stat: string[];
  files: ChangedFile[];
  diff: string;
  altered: AlteredTest[];
}

/** The run's first checkpoint's tree: the state before its first edit. Null where nothing was edited yet. */
export function firstTree(view: RunView): string | null {
  // Agents of a session take checkpoints of their own trees, some before the baseline was measured.
  const first = view.session
    ? view.checkpoints.find(({ label }) => label === baselineLabel)
    : view.checkpoints[0];
  return first?.tree ?? null;
}

/** Tests altered between the first checkpoint and `tree`. */
export async function alteredTestsOf(runtime: Runtime, tree: string): Promise<AlteredTest[]> {
  const view = runtime.log.view();
  const from = firstTree(view);
  return from === null ? [] : alteredBetween(runtime, from, tree);
}

async function alteredBetween(
  runtime: Runtime,
  from: string,
  to: string,
  task: TaskView | null = null,
): Promise<AlteredTest[]> {
  if (from === to) return [];
  const checkpoints = runtime.checkpoints(task?.root ?? rootOf(runtime));
  const mine = new Set(Object.keys(filesWritten(runtime.log.view(), task)));
  const changed = demand(await checkpoints.changedPaths(from, to)).filter(
    ({ path }) => mine.has(path) && mayHoldTests(path),
  );
  const paths = changed.map(({ path }) => path);
  const olds = demand(await checkpoints.readFiles(from, paths));
  const news = demand(await checkpoints.readFiles(to, paths));
  const files = changed.map(({ path, before, after }, index) => {
    const old = before === null ? null : textOf(olds[index]);
    const now = after === null ? null : textOf(news[index]);
    return { path, before: old, after: now, binary: [old, now].some((text) => text?.includes("\0")) };
  });
  return await findAlteredTests(files, runtime.log.view().plan?.contractChanges ?? []);
}

/** What the run wrote where a task works; for the whole of a session, what its agents wrote. */
function filesWritten(view: RunView, task: TaskView | null): RunView["files"] {
  const agents = Object.values(view.session?.agents ?? {});
  const own = agents.find(({ tree }) => tree !== null && tree.path === task?.root);
  if (own) return own.files;
  return Object.assign({ ...view.files }, ...agents.map(({ files }) => files));
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString("utf8");
}

/**
 * What a task changed since the checkpoint before its first effect; nothing where it had no effect.
 * @throws FailureError where that cannot be measured: nobody shall accept a diff that was never looked at.
 */
export async function changesOf(runtime: Runtime, task: TaskView): Promise<Changes> {
  const start = checkpointBefore(runtime.log.view(), task);
  if (!start) return { stat: [], files: [], diff: "", altered: [] };
  const checkpoints = runtime.checkpoints(task.root);
  const { tree } = demand(await checkpoints.take(`after ${task.task}`));
  if (tree === start.tree) return { stat: [], files: [], diff: "", altered: [] };
  const written = await writtenSince(runtime, start, task);
  const paths = written ? { paths: [...written.own] } : {};
  if (written?.own.size === 0) return { stat: [], files: [], diff: "", altered: [] };
  const { text, files } = demand(await checkpoints.diff(start.tree, tree, paths));
  const stat = files.map((file) =>
    file.binary ? `${file.path} (binary)` : `${file.path} +${file.added} −${file.removed}`,
  );
  const counts = files.map(({ path, added, removed }) => ({ path, added, removed }));
  return { stat, files: counts, diff: text, altered: await alteredBetween(runtime, start.tree, tree, task) };
}

/** Reasons that are named for one file; the diff has the others. */
const reasons = 3;

/** One line per altered test, for approvals and reports. */
export function describeAltered(altered: AlteredTest[]): string[] {
  return altered.map(({ path, change, declared, why = [] }) => {
    const more = why.length > reasons ? [`${why.length - reasons} more`] : [];
    const said = [...why.slice(0, reasons), ...more].join("; ");
    // What is added needs no reason.
    const because = said === "" || change === "added" ? "" : ` (${said})`;
    return `${path}: ${change}${declared ? ", declared in the plan" : ", not declared"}${because}`;
  });
}

const askedAbout = new Set<AlteredTest["change"]>(["weakened", "skipped", "deleted", "relaxed"]);

/** Weakening outside a declared contract change is never approved by a rule. */
export function needsPerson(altered: AlteredTest[]): boolean {
  return altered.some((test) => !test.declared && askedAbout.has(test.change));
}
