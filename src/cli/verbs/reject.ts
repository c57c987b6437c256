// `reject [run] [approval] --reason "<why>"`: says no to what a run waits for, from any terminal; the agent reads why.
import { failure } from "../../protocol/failure";
import { chooseApproval } from "../chooseApproval";
import { giveAnswer, readAnswerWords } from "../giveAnswer";
import { refuse } from "../host";
import { openLine } from "../tellRun";
import type { Verb } from "../verb";

/** As the engine takes it. */
const mostLetters = 8000;

export const reject: Verb = {
  name: "reject",
  about: "say no to what a run waits for, from any terminal",
  takes: '[run] [approval] --reason "<why>"',
  most: 2,
  options: [
    { name: "reason", value: "why", about: "the agent reads this" },
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "An approval is named by its id or by its task; without a name the only open one is meant.",
    "A rejected completion sends the task back to work; a rejected question lets the agent decide.",
  ],
  async run(input, host) {
    const words = readAnswerWords(input.words);
    const comment = input.value("reason")?.trim() ?? "";
    if (comment.length > mostLetters) {
      const cause = `The reason has ${comment.length} characters; ${mostLetters} are the most.`;
      return refuse(host, failure("invalid-input", cause));
    }
    const line = await openLine(host, words.run);
    if (!line.ok) return refuse(host, line.failure);
    const chosen = chooseApproval(line.value.view, words.approval);
    if (!chosen.ok) return refuse(host, chosen.failure);
    const approval = chosen.value;
    // No to more money, or to a question, says all there is to say.
    if (comment === "" && approval.kind !== "budget" && approval.kind !== "question") {
      const cause = 'Say why, for the agent reads it: --reason "Keep the public names".';
      return refuse(host, failure("invalid-input", cause));
    }
    const answer = {
      verdict: "rejected" as const,
      scope: "once" as const,
      ...(comment === "" ? {} : { comment }),
    };
    return giveAnswer(host, line.value, approval, answer, input.has("json"));
  },
};
