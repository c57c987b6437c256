// Checks found, baseline measured, iterations verified, progress judged: the engine's own evidence, no model asked.
import { join } from "node:path";
import type { Check } from "../../protocol/check";
import type { Fact } from "../../protocol/event";
import type { RunView } from "../../protocol/run";
import { demand } from "../git/outcome";
import { denyFloor } from "../policy/denyFloor";
import type { CheckOutcome } from "../verify/checkRun";
import { checkOf, coverCriteria } from "../verify/criteria";
import { findChecks } from "../verify/findChecks";
import { measureBaseline, runVerification } from "../verify/verify";
import type { Action } from "./action";
import { alteredTestsOf, baselineLabel } from "./changes";
import { reportedCriteria, stepsThatHold, stepsToProve } from "./openCriteria";
import { restoreTo, takeCheckpoint } from "./performTree";
import { projectReader } from "./projectReader";
import { type Runtime, rootOf } from "./runtime";
import { tellLive } from "./tellLive";

/** Finds the project's checks; an untrusted folder has none that may run. */
export async function performFindChecks(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const { settings } = log.view();
  if (!settings.trusted) {
    log.append({
      type: "checks.found",
      checks: [],
      skipped: ["the folder is not trusted: no check of it is run"],
    });
    return;
  }
  const found = await findChecks(projectReader(runtime, rootOf(runtime)), settings.checks);
  log.append({ type: "checks.found", checks: found.checks, skipped: found.skipped });
}

/** Runs every check once before the first edit, so that old failures are told from new ones. */
export async function performBaseline(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const { id, tree } = demand(await takeCheckpoint(runtime, baselineLabel, { step: null, iteration: 0 }));
  log.append({ type: "baseline.started", checkpoint: id });
  const receipts = await measureBaseline({
    ...checking(runtime, tree),
    onReceipt: (receipt, rerun) => log.append({ type: "check.settled", iteration: 0, receipt, rerun }),
  });
  runtime.signal.throwIfAborted();
  log.append({ type: "baseline.measured", receipts });
}

/** One engine verification: the end of an iteration. */
export async function performVerify(runtime: Runtime, iteration: number): Promise<void> {
  const { log } = runtime;
  const { tree } = demand(await takeCheckpoint(runtime, `iteration ${iteration}`, { step: null, iteration }));
  log.append({ type: "verification.started", iteration });
  const view = log.view();
  const verification = await runVerification({
    ...checking(runtime, tree),
    baseline: view.baseline,
    iteration,
    alteredTests: await alteredTestsOf(runtime, tree),
    onReceipt: (receipt, rerun) => log.append({ type: "check.settled", iteration, receipt, rerun }),
    uncovered: (receipts) => {
      return coverCriteria({
        steps: stepsToProve(view),
        checks: view.checks ?? [],
        receipts,
        reported: reportedCriteria(runtime.log.view()),
      }).uncovered;
    },
  });
  runtime.signal.throwIfAborted();
  log.append({ type: "verification.ended", verification });
}

/** Checks made from criteria count while a step that holds asks for them. @param steps those whose work is there to be proved. */
export function checksThatHold(view: RunView, steps = stepsThatHold(view)): Check[] {
  const checks = view.checks ?? [];
  const wanted = new Set(
    steps.flatMap((step) => step.criteria.map((criterion) => checkOf(criterion, checks))),
  );
  return checks.filter((check) => !check.origin.startsWith("criterion ") || wanted.has(check));
}

/** What a round of checks is run with. */
export function checking(runtime: Runtime, tree: string) {
  const { log, ports, signal } = runtime;
  const run = (check: Check, aborted: AbortSignal) => runCheck(runtime, check, aborted);
  return { checks: checksThatHold(log.view()), run, tree, root: rootOf(runtime), now: ports.now, signal };
}

/** Runs one check as a shell command with the limits of the run, its whole output kept by its hash. */
async function runCheck(runtime: Runtime, check: Check, signal: AbortSignal): Promise<CheckOutcome> {
  const { log, shell, store, gitWatch } = runtime;
  const { run, settings } = log.view();
  const denied = check.origin.startsWith("criterion") ? denyFloor(check.command) : null;
  if (denied) {
    const output = `Not run: ${denied}.`;
    return { end: "not-started", exitCode: null, output, outputHash: store.putBlob(output), ms: 0 };
  }
  const root = rootOf(runtime);
  const command = {
    line: check.command,
    cwd: join(root, check.cwd),
    root,
    wallMs: settings.limits.checkWallMs,
    idleMs: settings.limits.checkIdleMs,
    signal,
    runTag: run,
    onOutput: (text: string) =>
      tellLive(runtime, { type: "live.output", task: "", toolCall: null, check: check.id, text }),
  };
  const result = await gitWatch.around(root, () => shell.run(command));
  await gitWatch.settle(runtime);
  const output = runtime.redactText(result.text);
  const { end, exitCode, ms } = result;
  return { end, exitCode, output, outputHash: store.putBlob(output), ms };
}

/** No progress: says so, goes back to the best tree where there is a better one. */
export async function performLoseProgress(
  runtime: Runtime,
  action: Extract<Action, { kind: "loseProgress" }>,
): Promise<void> {
  const { log } = runtime;
  const { iteration, reason, next, best } = action;
  const view = log.view();
  const checkpoint = view.checkpoints.find((candidate) => candidate.label === `iteration ${best}`);
  if (best !== null && checkpoint) {
    await restoreTo(runtime, checkpoint, `iteration ${best} was the best so far`);
  }
  const fact: Fact = { type: "progress.lost", iteration, reason, next };
  log.append(fact);
}
