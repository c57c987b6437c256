// `pause <run>`: lets a run rest durably, or one task of it at its next safe point; `--off` lets the task go on.
import { failure } from "../../protocol/failure";
import { kindOf } from "../../protocol/runKind";
import type { TaskView } from "../../protocol/task";
import { stillDriven } from "../agentManager/stillDriven";
import { type Host, refuse } from "../host";
import { findLine, type Line, openTaskLine, ownFact, sayStanding, tellAndSay } from "../tellRun";
import { restsWords } from "../text/restsWords";
import { goOnLine } from "../text/runLine";
import type { Verb } from "../verb";

export const pause: Verb = {
  name: "pause",
  about: "let a run rest, or one of its tasks; a task goes on with --off",
  takes: "[run]",
  most: 1,
  options: [
    { name: "task", value: "task", about: "only this task, such as t3, before its next request" },
    { name: "off", about: "the task goes on" },
    { name: "json", about: "the facts it made, as JSON" },
  ],
  notes: [
    "A run that rests goes on with `kilo-code resume <run>`; what is in flight is ended and done again.",
  ],
  async run(input, host) {
    const wanted = input.value("task");
    if (wanted === undefined && input.has("off")) {
      const cause =
        "--off lets a task go on: name it with --task. A whole run goes on with `kilo-code resume <run>`.";
      return refuse(host, failure("invalid-input", cause));
    }
    const json = input.has("json");
    if (wanted === undefined) {
      const line = await findLine(host, input.words[0]);
      return line.ok ? pauseRun(host, line.value, json) : refuse(host, line.failure);
    }
    const opened = await openTaskLine(host, input.words[0], wanted);
    if (!opened.ok) return refuse(host, opened.failure);
    const { line, task } = opened.value;
    return input.has("off") ? unpauseTask(host, line, task, json) : pauseTask(host, line, task, json);
  },
};

async function pauseRun(host: Host, line: Line, json: boolean): Promise<number> {
  if (!(await stillDriven(line))) return sayStanding(host, json, { run: line.run }, restsWords(line.view));
  return tellAndSay(host, line, json, {
    command: { type: "run.pause" },
    taken: ({ type }) => type === "run.paused",
    sentence: () => `The ${kindOf(line.run)} is paused. Go on: ${goOnLine(line.run)}`,
  });
}

async function pauseTask(
  host: Host,
  line: Line,
  { task, pauseWanted }: TaskView,
  json: boolean,
): Promise<number> {
  const { run, origin } = line;
  const off = `kilo-code pause ${run} --task ${task} --off`;
  if (pauseWanted) {
    const sentence = `${task} is paused already, or will be before its next request. It goes on with: ${off}`;
    return sayStanding(host, json, { run }, sentence);
  }
  return tellAndSay(host, line, json, {
    command: { type: "task.pause", task },
    taken: ownFact("task.pauseRequested", task, origin),
    sentence: () => `${task} pauses before its next request. It goes on with: ${off}`,
  });
}

async function unpauseTask(
  host: Host,
  line: Line,
  { task, pauseWanted }: TaskView,
  json: boolean,
): Promise<number> {
  const { run, origin } = line;
  if (!pauseWanted) {
    const cause = `${task} was not paused by anybody; \`kilo-code tree ${run}\` shows what it waits for.`;
    return refuse(host, failure("invalid-input", cause));
  }
  return tellAndSay(host, line, json, {
    command: { type: "task.resume", task },
    taken: ownFact("task.resumed", task, origin),
    sentence: () => `${task} goes on.`,
  });
}
