// Rows of delegation: who rests and why, who asks whom, what a person did to one task, what became of the plan. Pure.
import { counted } from "./counted";
import type { RunEvent } from "./event";
import { firstLine } from "./firstLine";
import type { Draft } from "./trace";

export function traceTree({ fact }: RunEvent): Draft | null {
  switch (fact.type) {
    case "task.paused":
      return { kind: "task", task: fact.task, state: "waiting", text: `${fact.task} rests: ${fact.reason}` };
    case "task.resumed":
      return { kind: "task", task: fact.task, state: "running", text: `${fact.task} goes on` };
    case "task.pauseRequested":
      return { kind: "note", task: fact.task, text: `${fact.task} shall rest before its next request` };
    case "task.cancelRequested":
      return { kind: "note", task: fact.task, text: `${fact.task} shall end: ${lineOf(fact.message)}` };
    case "task.restarted":
      return { kind: "note", task: fact.task, text: `${fact.task} was taken back to turn ${fact.turn}` };
    case "task.asked":
      return {
        kind: "note",
        task: fact.task,
        state: "waiting",
        text: `asks its parent: ${lineOf(fact.question)}`,
      };
    case "task.answered":
      return {
        kind: "note",
        task: fact.task,
        state: "ok",
        text: `answered by ${fact.by ?? "the user"}: ${lineOf(fact.answer)}`,
      };
    case "task.roleSwitched":
      return {
        kind: "note",
        task: fact.task,
        text: `goes on as ${fact.to} on ${fact.model}, before ${fact.from}`,
      };
    case "plan.updated": {
      const count = fact.plan.steps.length;
      return {
        kind: "section",
        text: `plan changed: ${counted(count, "step")}; ${lineOf(fact.reason)}`,
      };
    }
    case "artifact.published":
      return { kind: "note", task: fact.task, text: `published ${fact.name}` };
    case "server.started":
      return {
        kind: "note",
        text: `tool server ${fact.server} started`,
        figures: counted(fact.count, "tool"),
      };
    case "server.stopped":
      return { kind: "note", text: `tool server ${fact.server} stopped: ${lineOf(fact.why)}` };
    default:
      return null;
  }
}

/** Behind words of our own. */
function lineOf(text: string): string {
  return firstLine(text, 120);
}
