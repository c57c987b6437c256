// What a run has read of secrets, with a person's leave, goes with every later question about a command: who allowed a
// read has not allowed to send it anywhere. No rule answers for the network from then on.
import { firstOf } from "../../protocol/firstOf";
import type { RunView } from "../../protocol/run";
import { reachesNetwork } from "../policy/denyNetwork";
import { isSecretPath } from "../policy/secretPath";
import { shellPrograms, withInner } from "../policy/shellProgram";
import type { Judgement } from "../policy/verdict";
import type { PreparedCall } from "../tools/tool";

/** Named in a question at most. */
const mostNamed = 5;

/** @returns the same verdict, with what was read in its reason where a command is asked about. */
export function withTaint(view: RunView, { command }: PreparedCall, judged: Judgement): Judgement {
  if (!command || judged.verdict !== "ask") return judged;
  const read = secretsRead(view);
  if (read.length === 0) return judged;
  const reason = `${judged.reason}; this run has read ${firstOf(read, mostNamed)}, which may hold secrets`;
  return { ...judged, reason, ...(reachesNetwork(command.line) ? { personOnly: true as const } : {}) };
}

/** Files that may hold secrets and that approved calls named. */
function secretsRead({ approvals }: RunView): string[] {
  const named = Object.values(approvals).flatMap(({ answer, subject }) => {
    if (answer?.verdict !== "approved") return [];
    if (subject?.kind === "edit") return subject.paths;
    if (subject?.kind !== "command") return [];
    return withInner(shellPrograms(subject.line)).flatMap(({ words }) => words);
  });
  return [...new Set(named.filter(isSecretPath))];
}
