// Who carries out which of the calls that only the engine can. Adding one is its tool, its function and a line here.
import type { TaskView } from "../../protocol/task";
import type { EngineCall } from "../agent/taskHost";
import { answerTask, askParent, cancelTask } from "./askUpwards";
import { publishArtifact, switchMode, updatePlan } from "./changeCourse";
import { newTask } from "./newTask";
import type { Runtime } from "./runtime";
import { answerQuestion, askOrchestrator } from "./session/messages";

export async function engineCallOf(
  runtime: Runtime,
  task: TaskView,
  tool: string,
  input: unknown,
  toolCall: string,
): Promise<EngineCall> {
  switch (tool) {
    case "new_task":
      return newTask(runtime, task, input, toolCall);
    case "answer_task":
      return answerTask(runtime, task, input, toolCall);
    case "cancel_task":
      return cancelTask(runtime, task, input, toolCall);
    case "ask_parent":
      return askParent(task, input, toolCall);
    case "ask_orchestrator":
      return askOrchestrator(runtime, task, input, toolCall);
    case "answer_question":
      return answerQuestion(runtime, task, input, toolCall);
    case "update_plan":
      return updatePlan(runtime, task, input, toolCall);
    case "switch_mode":
      return switchMode(runtime, task, input, toolCall);
    case "publish_artifact":
      return publishArtifact(runtime, task, input, toolCall);
    default:
      return { kind: "refused", text: `There is no ${tool} here.` };
  }
}
