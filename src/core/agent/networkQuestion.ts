// A command that wants the network in a sandbox that has none: asked of a person once for the run, answered by nobody else.
import type { ApprovalView } from "../../protocol/approval";
import type { PreparedCall } from "../tools/tool";
import { approvalOf, askApproval } from "./approve";
import type { CallInput } from "./callFacts";
import type { TaskHost } from "./taskHost";

/** What the approval is bound to: not to the line, which is only the first that asks. */
const action = "network for shell commands of this run";

/** Taken back with the task that asked is no answer: the next command asks again. */
const isTakenBack = ({ answer }: ApprovalView) => answer?.origin.kind === "engine";

/**
 * @returns null where the command may have the network or does not want it, else what the agent is told.
 * @throws when the run is paused or stopped while it waits.
 */
export async function askForNetwork(
  host: TaskHost,
  { task, toolCall }: Pick<CallInput, "task" | "toolCall">,
  { command }: PreparedCall,
): Promise<string | null> {
  if (!command?.network) return null;
  const { approvals } = host.view();
  let number = 1;
  for (; ; number += 1) {
    const known = approvals[`command:network ${number}`];
    if (!known || !isTakenBack(known)) break;
  }
  const { line, cwd } = command;
  const reason = "it and later commands of this run that say they need it could send what they can read";
  const approval = approvalOf({
    kind: "command",
    about: `network ${number}`,
    title: `Network for this run: ${line.split("\n", 1)[0] ?? ""}`,
    detail: `${line}\nin ${cwd || "."}\nasks for the network: ${reason}`,
    action,
    subject: { kind: "command", line, cwd, reason, network: true },
    task,
    toolCall,
  });
  const answer = await askApproval(host, { ...approval, mustAsk: true });
  if (answer.verdict === "approved") return null;
  const why = answer.comment ? `: ${answer.comment}` : ".";
  return `The user did not allow the network for this run${why} Do without it, and leave \`network\` out.`;
}
