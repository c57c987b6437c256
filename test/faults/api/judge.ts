// What has to hold for every run of the table, whatever went wrong: a typed end, a whole log, money by the rule, and no
// effect of a call that nobody made.
import { costOf } from "../../../src/core/budget/costOf";
import type { Fact } from "../../../src/protocol/event";
import type { FailureCode } from "../../../src/protocol/failure";
import { inputTokens } from "../../../src/protocol/money";
import type { Ending, FaultRow, Played } from "./faultRow";
import { tries } from "./faultRow";
import { sameInput } from "./work";

/** How the run ended, in the words of the table. */
function endOf({ view, events }: Played): Ending | string {
  if (view.status === "paused") return pauseOf(events);
  if (view.status !== "ended") return `still ${view.status}`;
  if (view.outcome === "done") return "done";
  const failed = Object.values(view.tasks).findLast(({ failure }) => failure)?.failure;
  return failed ? { failed: failed.code } : `ended ${view.outcome} without a reason: ${view.summary}`;
}

/** Why it rests: money, or what the provider said last. */
function pauseOf(events: Played["events"]): Ending | string {
  let pause = "it does not say why";
  let code: FailureCode | null = null;
  for (const { fact } of events) {
    if (fact.type === "model.settled" && fact.failure) code = fact.failure.code;
    if (fact.type !== "run.paused") continue;
    pause = `${fact.reason}: ${fact.message}`;
    if (fact.reason === "cap") code = "budget-exhausted";
    else if (fact.reason !== "provider") code = null;
  }
  return code ? { paused: code } : `paused, ${pause}`;
}

export function judgeEnd(played: Played, ends: Ending | "typed"): string[] {
  const end = endOf(played);
  if (ends === "typed" && (end === "done" || typeof end !== "string")) return [];
  if (JSON.stringify(end) === JSON.stringify(ends)) return [];
  return [`ended ${JSON.stringify(end)} (${played.view.summary ?? ""}) and not ${JSON.stringify(ends)}`];
}

export function judge(played: Played, row: FaultRow): string[] {
  return [
    ...judgeLog(played),
    ...(row.mangled ? [] : judgeCalls(played)),
    ...(row.lies ? [] : judgeMoney(played)),
    ...judgeWaits(played, row.waits),
  ];
}

function judgeLog({ events, view }: Played): string[] {
  const wrong: string[] = [];
  if (events.some(({ seq }, at) => seq !== at + 1)) wrong.push("the sequence of the log has a gap");
  const open = [...Object.keys(view.openModelCalls), ...Object.keys(view.openToolCalls)];
  if (open.length > 0) wrong.push(`still open: ${open.join(", ")}`);
  const internal = events.find(({ fact }) => JSON.stringify(fact).includes('"code":"internal"'));
  if (internal) wrong.push(`a bug of ours: ${JSON.stringify(internal.fact).slice(0, 400)}`);
  return wrong;
}

/** Nothing is run but what was planned whole, and each effect once. */
function judgeCalls({ events, work }: Played): string[] {
  const wrong: string[] = [];
  const planned = work.answers.flat();
  const effects = new Map<string, number>();
  for (const { fact } of events) {
    if (fact.type !== "toolCall.intended" || fact.verdict === "deny") continue;
    const text = "text" in fact.input ? fact.input.text : fact.input.head;
    const call = planned.find((one) => one.name === fact.name && sameInput(one.input, parsed(text)));
    if (!call) wrong.push(`a call that nobody made was run: ${fact.name} ${text.slice(0, 120)}`);
    if (fact.effect === "read") continue;
    const times = (effects.get(`${fact.name} ${text}`) ?? 0) + 1;
    effects.set(`${fact.name} ${text}`, times);
    if (times > 1) wrong.push(`run ${times} times: ${fact.name} ${text.slice(0, 120)}`);
  }
  return wrong;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Never over the cap; a request turned away costs nothing, an unknown one what was set aside, each exactly once. */
function judgeMoney({ events, view }: Played): string[] {
  const wrong: string[] = [];
  const reserved = new Map<string, number>();
  const bounds = new Map<string, number>();
  let spent = 0;
  let cap = view.settings.capMicros;
  for (const { fact } of events) {
    if (fact.type === "budget.raised") cap = fact.to;
    if (fact.type === "model.called") {
      reserved.set(fact.modelCall, fact.reserved);
      bounds.set(fact.modelCall, fact.inputBound);
    }
    if (fact.type === "model.settled") {
      const due = dueFor(fact, reserved.get(fact.modelCall), view);
      if (due !== null && fact.micros !== due)
        wrong.push(`${fact.modelCall} was booked with ${fact.micros} and not ${due}`);
      const bound = bounds.get(fact.modelCall) ?? 0;
      if (fact.usage && inputTokens(fact.usage) > bound)
        wrong.push(
          `${fact.modelCall} took ${inputTokens(fact.usage)} tokens, where at most ${bound} were expected`,
        );
      reserved.delete(fact.modelCall);
      spent += fact.micros;
    }
    const open = [...reserved.values()].reduce((sum, micros) => sum + micros, 0);
    if (spent + open > cap) wrong.push(`over the cap: ${spent} + ${open} of ${cap}`);
  }
  return wrong;
}

type Settled = Extract<Fact, { type: "model.settled" }>;

function dueFor(fact: Settled, reserved: number | undefined, view: Played["view"]): number | null {
  if (reserved === undefined) return -1;
  const binding = view.settings.models.coder;
  if (fact.usage) return binding ? costOf(fact.usage, binding.price) : null;
  const code = fact.failure?.code ?? "";
  const isRefusal = /^(provider-(?!broken|output)|key-missing)/.test(code);
  return isRefusal && fact.firstMs === null ? 0 : reserved;
}

/** Waits are clamped, really slept, and no request is tried more often than may be. */
function judgeWaits({ events, sleeps }: Played, range: [number, number] = [500, 120_000]): string[] {
  const wrong: string[] = [];
  const left = [...sleeps];
  for (const { fact } of events) {
    if (fact.type === "model.called" && fact.attempt > tries)
      wrong.push(`${fact.turn} was tried ${fact.attempt} times`);
    if (fact.type !== "turn.retried") continue;
    const { waitMs } = fact;
    const ceiling = Math.min(120_000, range[1]);
    if (waitMs < range[0] || waitMs > ceiling)
      wrong.push(`waited ${waitMs} ms, not ${range[0]} to ${ceiling}`);
    const at = left.indexOf(waitMs);
    if (at < 0) wrong.push(`said it would wait ${waitMs} ms, and did not`);
    else left.splice(at, 1);
  }
  return wrong;
}
