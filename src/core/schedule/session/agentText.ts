// What an agent of a session is told beside its step: its tree, what it was given for itself, why it is begun once more.
import type { RunView, StepView } from "../../../protocol/run";
import type { AgentView } from "../../../protocol/session";
import { agentOfStep } from "./fleet";

/** @returns null for a step of a run that is no session. */
export function agentText(view: RunView, step: StepView): string | null {
  const agent = agentOfStep(view, step.id);
  if (!agent?.tree) return null;
  const { environment, notes, branch } = agent.tree;
  const ports = Object.entries(environment).filter(([name]) => !["TMPDIR", "TMP", "TEMP"].includes(name));
  const lines = [
    `You are the agent ${agent.name}, in a git worktree of your own on branch ${branch}; others work beside you in theirs. What you leave in the files is committed for you: do not commit, switch branches or push.`,
    ...(step.directory === undefined
      ? []
      : [`Work in ${step.directory}: shell commands start there, and you may write only there.`]),
    ...(ports.length > 0
      ? [
          `For yourself alone, in the environment: ${ports.map(([name, value]) => `${name}=${value}`).join(", ")}.`,
        ]
      : []),
    ...notes,
    ...againLines(view, agent),
  ];
  return lines.join("\n");
}

function againLines(view: RunView, agent: AgentView): string[] {
  if (agent.reason === null) return [];
  const before = view.steps.find(({ id }) => id === agent.step)?.result?.text;
  const words = agent.why ? [agent.why] : [];
  const marks =
    agent.reason === "conflict"
      ? [
          "The other side has been brought into your files. Where both changed the same lines you find git's marks (<<<<<<<, =======, >>>>>>>): keep what both sides meant, and leave no mark.",
        ]
      : [];
  // It had not begun before.
  if (agent.reason === "resolved") return words;
  const tree =
    agent.reason === "recreate" ? "You begin anew, from a fresh tree." : "Your earlier work is in the tree.";
  return [tree, ...words, ...marks, ...(before ? [`What you handed in then: ${before}`] : [])];
}
