// `steer <run> "<message>"`: says something to a running task, which reads it before its next request.
import { failure } from "../../protocol/failure";
import { looksLikeRun } from "../findRun";
import { refuse } from "../host";
import { openTaskLine, ownFact, tellAndSay } from "../tellRun";
import type { Verb } from "../verb";

/** As the engine takes it. */
const mostLetters = 20_000;

export const steer: Verb = {
  name: "steer",
  about: "say something to a running task",
  takes: '<run> "<message>"',
  options: [
    { name: "task", value: "task", about: "such as t3; without it the only task that works" },
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "The task reads it before its next request. `kilo-code tree <run>` shows the tasks.",
    'A word such as `last` may name the run; `kilo-code steer "<message>"` means the newest one.',
  ],
  async run(input, host) {
    const [first = "", ...rest] = input.words;
    const named = rest.length > 0 || looksLikeRun(first);
    const message = (named ? rest : input.words).join(" ").trim();
    if (message === "") {
      const cause = 'There is no message. Write it in quotes: kilo-code steer <run> "Keep the old names"';
      return refuse(host, failure("invalid-input", cause));
    }
    if (message.length > mostLetters) {
      const cause = `The message has ${message.length} characters; ${mostLetters} are the most, so put the rest into a file and name it.`;
      return refuse(host, failure("invalid-input", cause));
    }
    const opened = await openTaskLine(host, named ? first : undefined, input.value("task"));
    if (!opened.ok) return refuse(host, opened.failure);
    const { line } = opened.value;
    const { task } = opened.value.task;
    return tellAndSay(host, line, input.has("json"), {
      command: { type: "task.steer", task, message },
      taken: ownFact("task.steered", task, line.origin),
      sentence: () => `${task} reads it before its next request.`,
    });
  },
};
