// Takes a run over and goes on with it here, as `resume` does and `run` offers: asks what waits, or raises the cap.
import type { ApprovalKind } from "../protocol/approval";
import type { Micros } from "../protocol/money";
import type { RunView } from "../protocol/run";
import { mayApproveBeforehand } from "./ask/approveBeforehand";
import { loadOwnConfiguration } from "./configuration";
import { exitCode } from "./exitCode";
import { type Host, refuse } from "./host";
import { openSession, type Session } from "./openSession";
import { personHere } from "./person";
import { nothingRecorded, pausedLines } from "./sayRest";
import { openApprovals } from "./text/runWords";

export interface ResumeWish {
  run: string;
  /** Kinds the person approves beforehand; the run's own settings are sealed. */
  approved: readonly ApprovalKind[];
  /** The new cap; null leaves it as it is. */
  budget: Micros | null;
  json: boolean;
  requireVerified: boolean;
}

/** @returns the exit code; the run has ended or paused durably then. */
export async function resumeRun(host: Host, wish: ResumeWish): Promise<number> {
  const { run, approved, budget, json } = wish;
  const origin = personHere(host, run);
  if (!origin.ok) return refuse(host, origin.failure);
  const loaded = await loadOwnConfiguration(host);
  if (!loaded.ok) return refuse(host, loaded.failure);
  const { secret, config } = loaded.value;
  const allowed = mayApproveBeforehand(host, approved, loaded.value);
  if (!allowed.ok) return refuse(host, allowed.failure);
  const session = await openSession(host, { json, approved });
  const { engine } = session.open(secret, config.retentionBytes);
  const paused = await engine.view(run);
  if (!paused) return refuse(host, nothingRecorded(run));
  if (!canAnswer(session, approved) && waitsFor(paused, budget !== null)) {
    // Taking the run over would only write down that it waits again.
    for (const line of pausedLines(paused)) host.say(line);
    if (json) host.print(JSON.stringify({ run, status: paused.status, waiting: openApprovals(paused) }));
    return paused.pause?.reason === "cap" ? exitCode.cap : exitCode.waiting;
  }
  const resumed = await engine.resume(run, {
    origin: origin.value,
    ...(budget === null ? {} : { budgetMicros: budget }),
  });
  if (!resumed.ok) return refuse(host, resumed.failure);
  const requireVerified = wish.requireVerified || paused.settings.requireVerified;
  return session.drive(run, origin.value, requireVerified, paused.seq);
}

function canAnswer(session: Session, approved: readonly ApprovalKind[]): boolean {
  return session.prompter !== null || approved.length > 0;
}

/** Whether something waits that a raise of the budget does not answer. */
function waitsFor(view: RunView, raised: boolean): boolean {
  const open = openApprovals(view).filter(({ kind }) => !(raised && kind === "budget"));
  return view.status === "paused" && open.length > 0;
}
