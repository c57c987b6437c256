// `restart <run> --task t3 --turn 2`: a task's conversation goes back to where one of its turns began; files stay as they are.
import { failure, type Result } from "../../protocol/failure";
import type { TaskView } from "../../protocol/task";
import { refuse } from "../host";
import { openTaskLine, ownFact, tellAndSay } from "../tellRun";
import { cleanLine } from "../text/cleanText";
import type { Verb } from "../verb";

export const restart: Verb = {
  name: "restart",
  about: "let a task begin again from one of its turns",
  takes: "[run] --task <task> --turn <turn>",
  most: 1,
  options: [
    { name: "task", value: "task", about: "such as t3; without it the only task that works" },
    { name: "turn", value: "turn", about: "such as 2, or t3.2: the turn that is done anew" },
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "What the task did to files since that turn stays as it is; `kilo-code show <run>` lists the turns.",
    "What the turns cost stays counted.",
  ],
  async run(input, host) {
    const wanted = input.value("turn");
    if (wanted === undefined) {
      const cause = "From which turn? Name it with --turn; `kilo-code show <run>` lists them.";
      return refuse(host, failure("invalid-input", cause));
    }
    const opened = await openTaskLine(host, input.words[0], input.value("task"));
    if (!opened.ok) return refuse(host, opened.failure);
    const { line } = opened.value;
    const turn = turnOf(opened.value.task, wanted);
    if (!turn.ok) return refuse(host, turn.failure);
    const { task } = opened.value.task;
    return tellAndSay(host, line, input.has("json"), {
      command: { type: "task.restart", task, turn: turn.value },
      taken: ownFact("task.restarted", task, line.origin),
      sentence: () => `${task} begins again at ${turn.value}; files stay as they are.`,
    });
  },
};

/** `2` or `t3.2` as the turn's own name. */
function turnOf({ task, turns }: TaskView, wanted: string): Result<string> {
  const number = wanted.startsWith(`${task}.`) ? wanted.slice(task.length + 1) : wanted;
  if (/^[1-9]\d{0,8}$/.test(number) && Number(number) <= turns) {
    return { ok: true, value: `${task}.${number}` };
  }
  const has = turns === 0 ? "has no turn yet" : `has the turns 1 to ${turns}`;
  const message = `The task ${task} ${has}; "${cleanLine(wanted).slice(0, 40)}" is none of them.`;
  return { ok: false, failure: failure("not-found", message) };
}
