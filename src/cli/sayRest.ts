// What is said when a run has come to its end or its rest: the report, what waits, how to go on.
import type { Engine } from "../core/engine";
import { type Failure, failure } from "../protocol/failure";
import { formatMicros } from "../protocol/money";
import type { RunView } from "../protocol/run";
import { kindOf } from "../protocol/runKind";
import type { Host } from "./host";
import { cleanLine, cleanText } from "./text/cleanText";
import { goOnLine, undoLine } from "./text/runLine";
import { openApprovals, spentOf } from "./text/runWords";
import { visibleLine } from "./text/visibleText";

export interface Rest {
  host: Host;
  engine: Engine;
  view: RunView;
  /** Facts go to stdout; then only words to the person are said. */
  json: boolean;
  requireVerified: boolean;
}

/** The report to stdout, everything else to stderr. */
export async function sayRest({ host, engine, view, json, requireVerified }: Rest): Promise<void> {
  if (view.status !== "ended") {
    for (const line of pausedLines(view)) host.say(line);
    return;
  }
  const reply = await engine.ask(view.run, { type: "report" });
  const report = reply.ok && reply.answer.type === "report" ? reply.answer.text : null;
  if (!json && report !== null) host.print(`\n${cleanText(report).trimEnd()}`);
  if (requireVerified && view.outcome === "done" && !view.verified) {
    host.say("--require-verified: no check proved this result, so it counts as failed.");
  }
  if (json) return;
  const changed = Object.values(view.files).some((file) => file.before !== file.after);
  host.say(`\nEvery prompt and response: kilo-code show ${view.run}`);
  if (changed) host.say(`Take the changes back:     ${undoLine(view.run)}`);
}

/** Why it rests, what it waits for, and how it goes on. */
export function pausedLines(view: RunView): string[] {
  const { run } = view;
  const waiting = openApprovals(view);
  const reason = view.pause?.reason;
  const cause = view.pause ? cleanLine(view.pause.message) : "It was left while it ran.";
  const spent = `${formatMicros(spentOf(view))} of ${formatMicros(view.settings.capMicros)} spent`;
  return [
    `\nThe ${kindOf(run)} ${run} is paused: ${cause} (${spent})`,
    ...(reason === "cap"
      ? []
      : waiting.map(({ kind, title }) => `  waits for you (${kind}): ${visibleLine(title)}`)),
    reason === "cap"
      ? `Go on with more money: ${goOnLine(run)} --budget <dollars>`
      : `Go on: ${goOnLine(run)}${waiting.length > 0 ? "   (in a terminal, to answer)" : ""}`,
  ];
}

/** A run whose very first append was cut off: nothing of it, the prompt included, was kept, and nothing was done. */
export function nothingRecorded(run: string): Failure {
  const message = `The run ${run} was cut off before anything was recorded: nothing was done, and its prompt was not kept. Give the prompt again: kilo-code run "<prompt>"`;
  return failure("log-damaged", message);
}
