// Verdicts of the policy for a person who asks, and for corpora that are judged line by line: by the same functions that
// judge an agent's calls. Starts nothing and writes nothing.
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, relative } from "node:path";
import { toFailure } from "../../protocol/failure";
import { checkTreeName } from "../fleet/worktrees/treeName";
import { repositoryPrograms } from "../git/namedPrograms";
import { type CommandInput, commandPolicy, type ShellKind } from "../policy/commandPolicy";
import { branchNamePolicy, commitMessagePolicy, patchPolicy } from "../policy/namePolicy";
import { type PathOperation, pathPolicy } from "../policy/pathPolicy";
import { startsGit } from "../policy/shellProgram";
import { allow, deny, type Judgement, type Verdict } from "../policy/verdict";
import { loadGrammar } from "../syntax/loadGrammar";
import { type DiskView, diskView } from "../tools/diskView";

export interface PolicyAnswer {
  verdict: Verdict;
  why: string;
}

/** What a line of a corpus may say of where it would run. */
export interface CommandContext {
  workspace_trusted?: boolean;
  hardened_git?: boolean;
  path_first?: string;
  rule_origin?: string;
  deny_rules?: string[];
  /** Folder the line would run in, relative to the root or absolute. */
  cwd?: string;
}

/** What a context may say that is known here. What anything else would mean for a line, a person decides. */
const knownContext: ReadonlySet<string> = new Set([
  "workspace_trusted",
  "hardened_git",
  "git_local_config",
  "path_first",
  "workspace_files",
  "rule_origin",
  "deny_rules",
  "cwd",
  // A model's own words about its call, and a setting that lifts no floor: neither changes a verdict.
  "tool_args",
  "auto_approve_all",
]);

export interface CommandQuestion {
  line: string;
  shell: ShellKind;
  context: CommandContext;
}

/** @param root folder the lines would run in. */
export async function commandJudge(
  root: string,
  rules: Pick<CommandInput, "allowed" | "checks">,
): Promise<(question: CommandQuestion) => PolicyAnswer> {
  const parse = await loadGrammar("bash");
  const files = diskView(root);
  return ({ line, shell, context }) => {
    const cwd = folderIn(root, files, context.cwd ?? "");
    // As for an agent's own line: what the repository names beside git itself. Files are read, and nothing is started.
    const repository = (folder: string) =>
      context.hardened_git === true ? null : repositoryPrograms(join(root, folder));
    const doubt = doubtOf(context) ?? (startsGit(line) ? repository(cwd) : null);
    return answer(
      commandPolicy({
        line,
        shell,
        cwd,
        parse,
        files,
        ...(doubt === null ? rules : { allowed: [], checks: [] }),
        trusted: context.workspace_trusted !== false,
        refused: context.deny_rules ?? [],
        repository,
        genuinePrograms: doubt === null,
        ...(doubt === null ? {} : { notGenuine: doubt }),
      }),
    );
  };
}

/** Why nothing may be allowed in such a context, or null. */
function doubtOf(context: CommandContext): string | null {
  if (context.path_first !== undefined) return "a name may not mean the user's own program here";
  if (context.hardened_git === false) return "settings of the repository could start programs";
  if (context.rule_origin !== undefined && context.rule_origin !== "user")
    return "the rule is not the user's own";
  const unknown = Object.keys(context).find((name) => !knownContext.has(name));
  return unknown === undefined ? null : `what ${unknown} means for the line is not known`;
}

/** Relative to the root, where it really leads; as it is written where it leads out of it. */
function folderIn(root: string, files: DiskView, cwd: string): string {
  if (cwd === "" || cwd === ".") return "";
  // Something would be put in for it, and nobody knows what.
  if (/[$~%{}`]/.test(cwd)) return "..";
  if (isAbsolute(cwd)) {
    const inside = relative(root, cwd);
    return inside.startsWith("..") || isAbsolute(inside) ? cwd : inside;
  }
  const place = files.place("", cwd);
  return "path" in place ? place.path : "..";
}

/** What can be asked about a path or a name, as corpora call it. */
export const pathQuestions = [
  "read",
  "write",
  "create",
  "delete",
  "rename",
  "list",
  "exec_cwd",
  "worktree_name",
  "branch_name",
  "commit_message",
  "apply_patch",
] as const;

export interface PathQuestion {
  op: (typeof pathQuestions)[number];
  input: string;
}

/**
 * @param own folders of the product itself.
 * @param home of the person who asks.
 */
export function pathJudge(
  root: string,
  own: readonly string[],
  home = homedir(),
): (question: PathQuestion) => PolicyAnswer {
  const judge = (operation: PathOperation, path: string) =>
    pathPolicy({ operation, path, root, own, home: realHome(home) });
  return ({ op, input }) => answer(judgeOne(op, input, judge));
}

function judgeOne(
  op: PathQuestion["op"],
  input: string,
  judge: (operation: PathOperation, path: string) => Judgement,
): Judgement {
  switch (op) {
    case "worktree_name":
      return judgeTreeName(input);
    case "branch_name":
      return branchNamePolicy(input);
    case "commit_message":
      return commitMessagePolicy(input);
    case "apply_patch":
      return patchPolicy(input, (path) => judge("write", path));
    case "exec_cwd":
      return judge("work-in", input);
    case "rename": {
      const [from, to, ...more] = input.split(" -> ");
      if (!from || !to || more.length > 0) return deny("it does not say what is renamed to what");
      const leaves = judge("delete", from);
      return leaves.verdict === "deny" ? leaves : stricter(leaves, judge("write", to));
    }
    default:
      return judge(op, input);
  }
}

/** Judged by whoever makes the worktree. */
function judgeTreeName(name: string): Judgement {
  try {
    checkTreeName(name);
    return allow("it is a plain name");
  } catch (thrown) {
    return deny(toFailure(thrown, "invalid-input").message);
  }
}

function stricter(one: Judgement, other: Judgement): Judgement {
  return one.verdict === "allow" || other.verdict === "deny" ? other : one;
}

function answer({ verdict, reason }: Judgement): PolicyAnswer {
  return { verdict, why: reason };
}

/** Places are judged where they really are. */
function realHome(home: string): string {
  try {
    return realpathSync(home);
  } catch {
    return home;
  }
}
