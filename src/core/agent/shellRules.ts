// What a shell line of a task is judged by: the grammar, the disk as its programs would see it, and the files of this run
// that say what the project's own commands do.
import type { TaskView } from "../../protocol/task";
import { changedDefinition } from "../policy/changedDefinition";
import type { ShellRules } from "../policy/commandPolicy";
import { loadGrammar } from "../syntax/loadGrammar";
import { diskView } from "../tools/diskView";
import type { PreparedCall } from "../tools/tool";
import type { TaskHost } from "./taskHost";

/** @returns null where the call is no shell line. */
export async function shellRules(
  host: Pick<TaskHost, "view">,
  task: TaskView,
  prepared: PreparedCall,
): Promise<ShellRules | null> {
  if (!prepared.command) return null;
  // Without its grammar nothing of the built-in list is allowed; a person still decides.
  const parse = await loadGrammar("bash").catch(() => null);
  const changed = Object.values(host.view().files).filter(({ before, after }) => before !== after);
  return {
    parse,
    files: diskView(task.root),
    changedDefinition: changedDefinition(changed.map(({ path }) => path)),
  };
}
