// `approve [run] [approval]`: answers what a run waits for, from any terminal. It shows exactly what is approved, and the
// answer is bound to the hash of that.
import type { ApprovalView } from "../../protocol/approval";
import { failure, type Result } from "../../protocol/failure";
import { isRunAgain } from "../../protocol/runAgain";
import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { isAnsweredAlone, shown } from "../ask/askApproval";
import { confirm } from "../ask/confirm";
import { chooseApproval } from "../chooseApproval";
import { atTerminal, loadOwnConfiguration } from "../configuration";
import { giveAnswer, readAnswerWords } from "../giveAnswer";
import { type Host, refuse } from "../host";
import { openLine } from "../tellRun";
import { visibleText } from "../text/visibleText";
import type { Verb, VerbInput } from "../verb";

export const approve: Verb = {
  name: "approve",
  about: "approve what a run waits for, from any terminal",
  takes: "[run] [approval]",
  most: 2,
  options: [
    { name: "edit-message", value: "text", about: "for a subtask: the words it starts from instead" },
    { name: "undo", about: "for a completion: the result counts, its changes are undone" },
    { name: "answer", value: "text", about: "for a question: your answer" },
    { name: "for-run", about: "everything of this kind for the rest of the run" },
    { name: "yes", about: "do not ask whether you are sure" },
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "An approval is named by its id or by its task; without a name the only open one is meant.",
    "Without a terminal it needs --yes and [ci] auto_approve = true in your own configuration, and what only",
    "a person may answer is refused. A run that nobody drives waits for `kilo-code resume`.",
  ],
  async run(input, host) {
    const words = readAnswerWords(input.words);
    const line = await openLine(host, words.run);
    if (!line.ok) return refuse(host, line.failure);
    const chosen = chooseApproval(line.value.view, words.approval);
    if (!chosen.ok) return refuse(host, chosen.failure);
    const approval = chosen.value;
    const answer = readAnswer(input, approval);
    if (!answer.ok) return refuse(host, answer.failure);
    const json = input.has("json");
    const show = json ? host.say : host.print;
    show(shown(approval, line.value.view));
    const { edit } = answer.value;
    if (edit && "message" in edit) show(`With this message instead:\n\n${visibleText(edit.message)}\n`);
    if (edit && "undo" in edit) show("Its changes are undone.\n");
    show(`The answer is bound to exactly this: sha256 ${approval.hash}`);
    const allowed = await mayApprove(host, approval, input.has("yes"));
    if (!allowed.ok) return refuse(host, allowed.failure);
    if (!allowed.value)
      return refuse(host, failure("not-allowed", "Nothing was approved; it goes on waiting."));
    return giveAnswer(host, line.value, approval, answer.value, json);
  },
};

interface Given {
  verdict: "approved";
  scope: "once" | "run";
  comment?: string;
  edit?: { message: string } | { undo: true };
}

/** The answer as the options make it; exported for tests; `invalid-input` for one that does not fit the approval. */
export function readAnswer(input: Pick<VerbInput, "value" | "has">, approval: ApprovalView): Result<Given> {
  const { kind, subject } = approval;
  const message = input.value("edit-message");
  const words = input.value("answer")?.trim();
  const isAgain = isRunAgain(approval.id);
  const isQuestion = kind === "question" && !isAgain;
  if (message !== undefined && kind !== "subtask")
    return wrong(`--edit-message is for a subtask, and this is a ${kind}.`);
  if (message?.trim() === "")
    return wrong("--edit-message is empty; leave it out to keep the message as it is.");
  if (input.has("undo") && kind !== "completion")
    return wrong(`--undo is for a completion, and this is a ${kind}.`);
  if (input.has("undo") && !(subject?.kind === "completion" && subject.canUndo))
    return wrong(
      "The changes of this task cannot be undone by themselves; reject it, or undo the run later.",
    );
  if (input.has("for-run") && isAnsweredAlone(approval))
    return wrong("This can only be answered by itself, not for the rest of the run.");
  if (words !== undefined && isAgain)
    return wrong(
      "This is a yes or a no and takes no --answer: `kilo-code approve` runs it again, `kilo-code reject` goes on without it.",
    );
  if (words !== undefined && !isQuestion) return wrong(`--answer is for a question, and this is a ${kind}.`);
  if (isQuestion && !words)
    return wrong('A question needs words: --answer "<text>"; `kilo-code reject` lets the agent decide.');
  return {
    ok: true,
    value: {
      verdict: "approved",
      scope: input.has("for-run") ? "run" : "once",
      ...(words === undefined ? {} : { comment: words }),
      ...(message === undefined ? {} : { edit: { message } }),
      ...(input.has("undo") ? { edit: { undo: true } } : {}),
    },
  };
}

/** @returns whether the person is sure; `not-allowed` where no person is there and nobody said beforehand that none is needed. */
async function mayApprove(host: Host, approval: ApprovalView, sure: boolean): Promise<Result<boolean>> {
  if (atTerminal(host)) {
    const answer = sure ? "yes" : await confirm(host, "Approve exactly this?");
    return { ok: true, value: answer === "yes" };
  }
  const { kind, mustAsk } = approval;
  if (mustAsk || ["question", "budget", "trust", "mcp"].includes(kind)) {
    const message = `Only a person may answer this (${kind}); do it in a terminal.`;
    return { ok: false, failure: failure("not-allowed", message) };
  }
  if (!sure) {
    const message = "Without a terminal nobody can say that this was read: add --yes.";
    return { ok: false, failure: failure("not-allowed", message) };
  }
  const loaded = await loadOwnConfiguration(host);
  if (!loaded.ok) return loaded;
  const allowed = mayApproveBeforehand(host, [kind], loaded.value);
  return allowed.ok ? { ok: true, value: true } : allowed;
}

function wrong(message: string): Result<never> {
  return { ok: false, failure: failure("invalid-input", message) };
}
