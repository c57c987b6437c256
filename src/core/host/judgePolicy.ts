// Verdicts of the policy for a person who asks, and for corpora that are judged line by line: by the same functions that
// judge an agent's calls. Starts nothing and writes nothing.
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { toFailure } from "../../protocol/failure";
import { checkTreeName } from "../fleet/worktrees/treeName";
import { type CommandInput, commandPolicy, type ShellKind } from "../policy/commandPolicy";
import { branchNamePolicy, commitMessagePolicy, patchPolicy } from "../policy/namePolicy";
import { type PathOperation, pathPolicy } from "../policy/pathPolicy";
import { allow, deny, type Judgement, type Verdict } from "../policy/verdict";
import { loadGrammar } from "../syntax/loadGrammar";
import { diskView } from "../tools/diskView";

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
}

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
  return ({ line, shell, context }) =>
    answer(
      commandPolicy({
        line,
        shell,
        cwd: "",
        parse,
        files,
        ...rules,
        trusted: context.workspace_trusted !== false,
        refused: context.deny_rules ?? [],
        projectCommands: context.rule_origin !== "workspace",
        genuinePrograms: context.hardened_git !== false && context.path_first === undefined,
      }),
    );
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
