// The tools a role's file may name. A test holds this list against the tools there are.
import { nearestName } from "../../config/nearestName";

/** Tools that change files. */
export const writingTools: readonly string[] = ["edit_file", "write_file", "move_file", "delete_file"];
/** Tools that run shell commands. */
export const runningTools: readonly string[] = ["run_command"];
export const readingTools: readonly string[] = ["read_file", "list_files", "search_files", "read_output"];
/** Tools that end a task; which one a role has follows from its base. */
export const endingTools: readonly string[] = ["attempt_completion", "submit_plan", "report_verification"];
/** Tools that make and lead subtasks. */
export const leadingTools: readonly string[] = [
  "new_task",
  "answer_task",
  "cancel_task",
  "update_plan",
  "switch_mode",
  "hand_off",
];

export const toolNames: readonly string[] = [
  ...readingTools,
  ...writingTools,
  ...runningTools,
  ...endingTools,
  ...leadingTools,
  "ask_user",
  "ask_parent",
  "ask_orchestrator",
  "answer_question",
  "publish_artifact",
  "open_skill",
];

/** Why a name cannot stand in a list of tools; null where it can. */
export function toolProblem(name: string): string | null {
  if (toolNames.includes(name)) return null;
  if (/__|^mcp/.test(name)) return `${name} is no tool of a role; tools of servers come with mcpServers`;
  const nearest = nearestName(name, toolNames);
  return nearest === null
    ? `${name} is no tool; there are ${toolNames.join(", ")}`
    : `${name} is no tool; did you mean ${nearest}?`;
}
