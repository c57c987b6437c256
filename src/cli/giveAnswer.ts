// Gives one answer to a run that waits somewhere else, bound to the hash of what was shown here.
import type { ApprovalView } from "../protocol/approval";
import type { RunCommand } from "../protocol/command";
import { failure } from "../protocol/failure";
import { exitCodeOfFailure } from "./exitCode";
import { type Host, refuse } from "./host";
import { isOwn, type Line, sayTold, tellRun } from "./tellRun";
import { visibleLine } from "./text/visibleText";

type Answer = Omit<Extract<RunCommand, { type: "approval.give" }>, "type" | "approval" | "hash">;

/** Words of `approve` and `reject`: a run, an approval, or both; a lone approval is one of the newest run. */
export function readAnswerWords(words: readonly string[]): { run?: string; approval?: string } {
  const [first, second] = words;
  if (first === undefined) return {};
  if (second !== undefined) return { run: first, approval: second };
  return first.includes(":") || /^t\d+$/.test(first) ? { approval: first } : { run: first };
}

/** @returns the exit code; 4 where somebody else answered first, and otherwise. */
export async function giveAnswer(
  host: Host,
  line: Line,
  approval: ApprovalView,
  answer: Answer,
  json: boolean,
): Promise<number> {
  const { run, origin } = line;
  const { id, hash, title } = approval;
  const told = await tellRun(host, line, {
    command: { type: "approval.give", approval: id, hash, ...answer },
    taken: (fact) => fact.type === "approval.given" && fact.approval === id,
  });
  if (!told.ok) return refuse(host, told.failure);
  const { fact } = told.value.taken;
  if (fact.type === "approval.given" && !isOwn(fact.answer.origin, origin)) {
    const same = fact.answer.verdict === answer.verdict;
    host.say(
      `${visibleLine(id)} was ${fact.answer.verdict} by somebody else first; this answer has no effect.`,
    );
    if (same) return sayTold(host, json, run, told.value, "");
    if (json) host.print(JSON.stringify({ run, ...told.value, text: "" }));
    return exitCodeOfFailure(failure("conflict", ""));
  }
  const word = answer.verdict === "approved" ? "Approved" : "Rejected";
  return sayTold(host, json, run, told.value, `${word}: ${visibleLine(title)}`);
}
