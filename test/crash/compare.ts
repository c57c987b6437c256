// What differs between a run that was killed and the one nobody killed: the tree, the user's branch, facts and questions,
// money.
import type { RunEvent } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import { type PlotName, plots } from "./plots";
import { booked, type Scene, userGit } from "./scene";
import type { Outcome, Reference } from "./theatre";

/** What deaths left open: money that may have been billed, and questions that wait. */
export interface Owed {
  /** What each request that was open had set aside. */
  requests: Map<string, number>;
  pending: string[];
}

/** What was booked for requests that failed though nobody died. */
export function retriedIn(events: readonly RunEvent[]): number {
  const failed = events.flatMap(({ fact }) =>
    fact.type === "model.settled" && fact.failure && fact.failure.code !== "unknown-outcome"
      ? [fact.micros]
      : [],
  );
  return failed.reduce((sum, micros) => sum + micros, 0);
}

export interface Found {
  plot: PlotName;
  events: RunEvent[];
  view: RunView;
  user: string[];
  owed: Owed;
  reference: Reference;
  made: Reference;
}

export function compare(outcome: Outcome, scene: Scene, found: Found): void {
  const { view, user, reference, made, plot } = found;
  const { lost, doubled, wrong } = outcome;
  const operations = booked(scene.work);
  if (operations === 0) lost.push("the operation is not in the ledger");
  if (operations > 1) doubled.push(`the operation is in the ledger ${operations} times`);
  const isLost = reference.tree.filter((line) => !made.tree.includes(line));
  const isNew = made.tree.filter((line) => !reference.tree.includes(line));
  if (isLost.length > 0) lost.push(`missing in the tree: ${isLost.join(", ")}`);
  if (isNew.length > 0) wrong.push(`not in the unkilled tree: ${isNew.join(", ")}`);
  if (view.outcome !== "done" || view.verified !== plots[plot].verified)
    wrong.push(`the run ended ${view.outcome}: ${view.summary}`);
  const isKept = plots[plot].commits || userGit(scene.work).join() === user.join();
  if (!isKept) wrong.push("the user's branch or index was changed");
  compareFacts(outcome, found);
  compareMoney(outcome, found);
}

function compareFacts(outcome: Outcome, { events, view, owed }: Found): void {
  if (events.some(({ seq }, index) => seq !== index + 1)) outcome.wrong.push("the sequence has a gap");
  const given = events.flatMap(({ fact }) => (fact.type === "approval.given" ? [fact.approval] : []));
  const asked = events.flatMap(({ fact }) => (fact.type === "approval.asked" ? [fact.approval] : []));
  outcome.asked = asked.filter(({ title }) => title.startsWith("Run again?")).length;
  const ids = asked.map(({ id }) => id);
  if (new Set(ids).size < ids.length) outcome.doubled.push("a question was asked twice under one id");
  if (new Set(given).size < given.length) outcome.doubled.push("a question was answered twice");
  // What a cancelled task had asked, nobody answers.
  const moot = asked.filter(({ task }) => view.tasks[task ?? ""]?.status === "cancelled").map(({ id }) => id);
  const dropped = owed.pending.filter((id) => !given.includes(id) && !moot.includes(id));
  if (dropped.length > 0) outcome.lost.push(`questions that were pending: ${dropped.join(", ")}`);
  const open = [...Object.keys(view.openModelCalls), ...Object.keys(view.openToolCalls)];
  if (open.length > 0) outcome.wrong.push(`still open: ${open.join(", ")}`);
  const unasked = rerunUnasked(events);
  if (unasked) outcome.doubled.push(unasked);
}

/** A command with an unknown outcome that was run again without an answer given for that very outcome. */
function rerunUnasked(events: RunEvent[]): string | null {
  const intents = new Map<string, number>();
  const answers = new Map<string, number>();
  for (const { fact } of events) {
    if (fact.type === "approval.given" && fact.approval.includes(":again")) {
      const call = /^question:(.*?):again/.exec(fact.approval)?.[1] ?? "";
      if (fact.answer.verdict === "approved") answers.set(call, (answers.get(call) ?? 0) + 1);
    }
    if (fact.type !== "toolCall.intended" || fact.effect !== "command") continue;
    intents.set(fact.toolCall, (intents.get(fact.toolCall) ?? 0) + 1);
  }
  const wrong = [...intents].find(([call, count]) => count - 1 > (answers.get(call) ?? 0));
  return wrong ? `${wrong[0]} ran ${wrong[1]} times with ${answers.get(wrong[0]) ?? 0} answers` : null;
}

/** A request that may have been billed is booked at its reservation and made again: nothing is forgotten, nothing more. */
function compareMoney(outcome: Outcome, { view, owed, reference, made }: Found): void {
  if (view.purses.run?.reserved !== 0) outcome.wrong.push("money is still reserved");
  const more = made.spent - reference.spent;
  // Who lost its hands in a call looks before it tries again, and that is a request more.
  const looked = outcome.asked > 0 || outcome.case.frail !== undefined;
  if (more < made.retried - reference.retried) outcome.lost.push(`${-more} micro-dollars are forgotten`);
  const reserved = [...owed.requests.values()].reduce((sum, one) => sum + one, 0);
  if (!looked && more !== reserved + made.retried - reference.retried)
    outcome.wrong.push(`${more} micro-dollars more than unkilled, ${reserved} were reserved`);
}
