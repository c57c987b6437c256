// What a shell line of a task is judged by: the grammar, the disk as its programs would see it, and the files of this run
// that say what the project's own commands do.
import { createHash } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { filesAt } from "../../protocol/foldTask";
import type { TaskView } from "../../protocol/task";
import { repositoryPrograms } from "../git/namedPrograms";
import { changedDefinition } from "../policy/changedDefinition";
import { changedScript, filesRun } from "../policy/changedScript";
import type { ShellRules } from "../policy/commandPolicy";
import { startsGit } from "../policy/shellProgram";
import { loadGrammar } from "../syntax/loadGrammar";
import { diskView } from "../tools/diskView";
import type { PreparedCall } from "../tools/tool";
import type { TaskHost } from "./taskHost";

const longestScript = 4_000_000;

/** @returns null where the call is no shell line. */
export async function shellRules(
  host: Pick<TaskHost, "view">,
  task: TaskView,
  prepared: PreparedCall,
): Promise<ShellRules | null> {
  if (!prepared.command) return null;
  // Without its grammar nothing of the built-in list is allowed; a person still decides.
  const parse = await loadGrammar("bash").catch(() => null);
  const { line, cwd } = prepared.command;
  const effects = Object.values(filesAt(host.view(), task.root));
  const changed = effects.filter(({ before, after }) => before !== after).map(({ path }) => path);
  const scripts = changed.length > 0 ? packageScripts(join(task.root, cwd)) : {};
  const script = changedScript({ line, cwd, scripts }, changed);
  const repository = onceEach((folder) => repositoryPrograms(join(task.root, folder)));
  const named = startsGit(line) ? repository(cwd) : null;
  return {
    parse,
    files: diskView(task.root),
    repository,
    changedDefinition: changedDefinition(changed) ?? script,
    ...(named ? { genuinePrograms: false, notGenuine: named } : {}),
  };
}

/** One judgement asks of the whole line first and then of each of its folders; the rules live no longer than it. */
function onceEach(tell: (folder: string) => string | null): (folder: string) => string | null {
  const told = new Map<string, string | null>();
  return (folder) => {
    const known = told.get(folder);
    if (known !== undefined) return known;
    const answer = tell(folder);
    told.set(folder, answer);
    return answer;
  };
}

/** What the package.json of a folder says; nothing where there is none that can be read. */
function packageScripts(folder: string): Record<string, string> {
  try {
    const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      scripts?: unknown;
    };
    const entries = typeof scripts === "object" && scripts ? Object.entries(scripts) : [];
    return Object.fromEntries(entries.filter(([, text]) => typeof text === "string")) as Record<
      string,
      string
    >;
  } catch {
    return {};
  }
}

/**
 * What a line would run of the project's own files, by their content, and where it would really run: who allowed it
 * allowed these bytes in this place.
 * @returns "" where it runs none of them, in a folder that is no link.
 */
export function scriptStamp({ root }: TaskView, { command }: PreparedCall): string {
  if (!command) return "";
  const { line, cwd } = command;
  const paths = filesRun({ line, cwd, scripts: packageScripts(join(root, cwd)) });
  return linkedPlace(root, cwd) + [...new Set(paths)].map((path) => stampOf(root, path)).join("");
}

function linkedPlace(root: string, cwd: string): string {
  try {
    const real = realpathSync(join(root, cwd));
    return real === join(realpathSync(root), cwd) ? "" : `\nin ${real}`;
  } catch {
    return "\nnowhere";
  }
}

function stampOf(root: string, path: string): string {
  try {
    const stats = statSync(join(root, path));
    if (!stats.isFile() || stats.size > longestScript) return "";
    return `\n${path} ${createHash("sha256")
      .update(readFileSync(join(root, path)))
      .digest("hex")}`;
  } catch {
    return "";
  }
}
