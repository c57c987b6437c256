// `steer <run> "<message>"`: says something to a running task, which reads it before its next request.
import { failure } from "../../protocol/failure";
import { chooseTask } from "../chooseTask";
import { looksLikeRun } from "../findRun";
import { refuse } from "../host";
import { isOwn, openLine, sayTold, tellRun } from "../tellRun";
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
    const line = await openLine(host, named ? first : undefined);
    if (!line.ok) return refuse(host, line.failure);
    const { run, view, origin } = line.value;
    const chosen = chooseTask(view, input.value("task"));
    if (!chosen.ok) return refuse(host, chosen.failure);
    const { task } = chosen.value;
    const told = await tellRun(host, line.value, {
      command: { type: "task.steer", task, message },
      taken: (fact) => fact.type === "task.steered" && fact.task === task && isOwn(fact.origin, origin),
    });
    if (!told.ok) return refuse(host, told.failure);
    return sayTold(host, input.has("json"), run, told.value, `${task} reads it before its next request.`);
  },
};
