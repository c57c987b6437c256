// What a turn's end means for its task: go on, a reminder, a second try, an end, or a failure with its reason.
import { type Failure, failure } from "../../protocol/failure";
import { type Message, type StopReason, textOf, toolCallsOf } from "../../protocol/message";
import { askApproval } from "./approve";
import { condense } from "./condense";
import { bindingOf, fail, finish, type Loop, say, type TaskEnd } from "./taskState";
import type { TurnOutcome } from "./turn";

const maxPauses = 5;
/** Parts of one text; a model that repeats itself fills every one of them, at the dearest price there is. */
const maxContinued = 5;
const endings = ["attempt_completion", "submit_plan", "report_verification"];
const goOn = "Your answer was cut off. Go on where it stopped.";

/** @returns how the task ended, or null to go on. */
export async function afterTurn(loop: Loop, outcome: TurnOutcome): Promise<TaskEnd | null> {
  if (outcome.kind === "paused") return outcome;
  if (outcome.kind === "failed") return afterFailure(loop, outcome.failure);
  const { stop, cutCall, message } = outcome;
  const { strikes } = loop;
  loop.rawCalls = new Map(toolCallsOf(message).map((call) => [call.id, call]));
  if (stop === "refusal") return fail(loop, failure("model-refusal", `${loop.task.model} refused to go on.`));
  if (stop === "context-exceeded") return afterFailure(loop, contextFailure(loop));
  if (cutCall) return afterCutCall(loop);
  if (stop === "pause") {
    strikes.pauses += 1;
    return strikes.pauses > maxPauses
      ? fail(loop, failure("model-empty", `${loop.task.model} paused ${maxPauses + 1} times in a row.`))
      : null;
  }
  strikes.pauses = 0;
  if (loop.transcript.pending()) {
    strikes.nudges = 0;
    strikes.cutTexts = 0;
    return null;
  }
  // A text without a call is looked at where every turn begins, so that a restart finds it too; words that came
  // meanwhile stand behind it and are answered first.
  return message.parts.length > 0 ? null : afterPlainText(loop, { text: "", stop });
}

/** The last answer with the parts before it that the output limit cut off. */
function wholeText(messages: readonly Message[]): string {
  let text = "";
  for (let at = messages.findLastIndex((message) => message.role === "assistant"); at >= 0; at -= 2) {
    const message = messages[at];
    if (message?.role === "assistant") text = textOf(message) + text;
    const before = messages[at - 1];
    if (before?.role !== "user" || before.text !== goOn) break;
  }
  return text.trim();
}

/** A text without a call: an answer for roles that end so, else a reminder of the ending tool. */
export async function afterPlainText(
  loop: Loop,
  last: { text: string; stop: StopReason },
): Promise<TaskEnd | null> {
  if (last.stop === "output-limit") return afterCutText(loop);
  loop.strikes.cutTexts = 0;
  const role = loop.host.role(loop.task.role);
  // A subtask's words are looked at like a result that was handed in, whatever its role ends with.
  const ends = loop.task.parent === null ? endOf(loop.task, role) : "attempt_completion";
  const text = last.text && wholeText(loop.transcript.messages());
  if (text && role.ends === null && (ends === null || ends === "attempt_completion"))
    return ends === null ? finish(loop, { text }) : endByText(loop, text);
  loop.strikes.nudges += 1;
  if (loop.strikes.nudges <= 1) {
    const end = `End with the tool ${ends} when the work is done; else go on.`;
    return say(loop, text ? end : "Your answer was empty. Go on.");
  }
  if (text && ends === "attempt_completion") return endByText(loop, text);
  const what = text ? `calling ${ends}` : "an answer";
  return fail(loop, failure("model-empty", `${loop.task.model} stopped without ${what}.`));
}

/** The tool a run's own task ends with: its role's, or that of the work it has taken over; null where words are the end. */
function endOf({ rights }: Loop["task"], role: { ends: string | null }): string | null {
  if (role.ends !== null && rights.tools.includes(role.ends)) return role.ends;
  return endings.find((tool) => rights.tools.includes(tool)) ?? role.ends;
}

/** A model that does not call its ending tool ends by the same door: the engine looks, and whoever must approve does. */
async function endByText(loop: Loop, text: string): Promise<TaskEnd | null> {
  const { host, task } = loop;
  const about = `${host.view().tasks[task.task]?.lastTurn ?? task.task}.text`;
  const ending = await host.ending(task, "attempt_completion", { result: text }, about);
  if (ending.kind === "refused") return say(loop, ending.text);
  if (ending.kind === "failed") return fail(loop, ending.failure);
  if (ending.kind === "accepted") return finish(loop, ending.result, ending.facts);
  const answer = await askApproval(host, ending.approval);
  if (answer.verdict === "rejected") {
    return say(
      loop,
      `The user rejected this${answer.comment ? `: ${answer.comment}` : "; change it and try again."}`,
    );
  }
  const { facts, result } = await ending.accept(answer);
  return finish(loop, result, facts);
}

/** The limit cut a text: it is gone on with, but not for ever. */
function afterCutText(loop: Loop): TaskEnd | null {
  const { strikes, task } = loop;
  strikes.cutTexts += 1;
  if (strikes.cutTexts <= maxContinued) return say(loop, goOn);
  const what = `${task.role} came to no end: ${maxContinued + 1} answers in a row were cut off by the output limit.`;
  return fail(loop, failure("model-output-limit", what));
}

/** The limit cut a tool call: it is not in the conversation; the limit is raised once, then the task fails. */
function afterCutCall(loop: Loop): TaskEnd | null {
  const { strikes, host, task } = loop;
  strikes.cutCalls += 1;
  const limit = bindingOf(host, task).maxOutput;
  if (strikes.cutCalls > 1 || loop.wantedOutput >= limit) {
    return fail(
      loop,
      failure(
        "model-output-limit",
        `A tool call of ${task.role} did not fit into ${loop.wantedOutput} tokens.`,
      ),
    );
  }
  loop.wantedOutput = Math.min(limit, loop.wantedOutput * 4);
  return say(
    loop,
    "Your last tool call was cut off by the output limit and was not run. Make it smaller, or split it.",
  );
}

function contextFailure(loop: Loop): Failure {
  return failure(
    "provider-context-exceeded",
    `The conversation of ${loop.task.role} is larger than ${loop.task.model} can take.`,
  );
}

/** Shortened once, and it does not fit: whoever gave the work may split it. */
function tooLarge({ task }: Loop, { code, message, detail }: Failure): Failure {
  const what = `The work of ${task.role} does not fit into one conversation with ${task.model}, even shortened; give it less at once, or a model that reads more.`;
  return failure(code, what, detail ?? message);
}

function afterFailure(loop: Loop, cause: Failure): TaskEnd | null {
  if (cause.code !== "provider-context-exceeded") return fail(loop, cause);
  if (loop.strikes.condensed > 0) return fail(loop, tooLarge(loop, cause));
  loop.strikes.condensed += 1;
  loop.host.emit(condense(loop.host, loop.task, loop.transcript.messages()));
  return null;
}
