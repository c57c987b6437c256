// Opens VS Code's multi-diff editor on what one agent changed, or on all that landed.
import { resolve } from "node:path";
import * as vscode from "vscode";
import type { Result } from "../../protocol/failure";
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import { agentChanges, type ChangedSides, mergedChanges } from "./agentChanges";
import { refused } from "./refused";

/**
 * @param agent its name; null for everything that landed in the integration tree.
 * @param known gets the sides before they are shown: VS Code asks once whether comments can be written on them.
 */
export async function openAgentDiff(
  view: RunView,
  agent: string | null,
  known: (sides: readonly ChangedSides[]) => void = () => {},
): Promise<Result<ChangedSides[]>> {
  const one = agent === null ? null : ownNamed(view.session?.agents ?? {}, agent);
  if (agent !== null && !one) return refused(`There is no agent ${agent} in this session.`, "not-found");
  const listed = one ? await agentChanges(view, one) : await mergedChanges(view);
  if (!listed.ok) return listed;
  const isOver = one?.result || view.status === "ended";
  if (listed.value.length === 0)
    return refused(`${agent ?? "The session"} has changed no files${isOver ? "" : " yet"}.`);
  const sides = listed.value;
  known(sides);
  const place = one?.tree?.path ?? view.session?.merge?.folder ?? view.root;
  const title = one ? `${one.name} (${one.role}): changes` : `${view.run}: merged changes`;
  const rows = sides.map(({ path, left, right }) => [vscode.Uri.file(resolve(place, path)), left, right]);
  await vscode.commands.executeCommand("vscode.changes", title, rows);
  return { ok: true, value: sides };
}
