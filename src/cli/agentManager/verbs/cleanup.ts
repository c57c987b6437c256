// `agent-manager cleanup`: takes the worktrees of a session away; work that did not land is kept under a ref first.
import { type CleanedTree, cleanSession } from "../../../core/host/sessionEnd";
import { agentRows } from "../../../protocol/agents";
import { counted } from "../../../protocol/counted";
import { failure, type Result } from "../../../protocol/failure";
import type { RunView } from "../../../protocol/run";
import { confirm } from "../../ask/confirm";
import { exitCode } from "../../exitCode";
import { type Host, refuse } from "../../host";
import { cleanLine } from "../../text/cleanText";
import type { Verb } from "../../verb";
import { type FoundSession, findResting, sessionOptions } from "../findSession";
import { isDone } from "../text/sessionWords";

export const cleanup: Verb = {
  name: "agent-manager cleanup",
  about: "take a session's worktrees away",
  takes: "",
  most: 0,
  options: [
    { name: "keep-failed", about: "leave the worktrees of agents whose work did not land" },
    { name: "yes", about: "do not ask about a session that could still go on" },
    ...sessionOptions,
    { name: "json", about: "each worktree and the refs that keep its work, as JSON" },
  ],
  notes: [
    "Unmerged and uncommitted work is kept under refs/kilo/archive/ first, and each ref is printed:",
    "`git log <ref>` shows it, `git branch <name> <ref>` brings it back.",
    "Exit codes: 0 all are gone, 1 some had to stay.",
  ],
  async run(input, host) {
    const found = await findResting(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { handle, run, view } = found.value;
    const allowed = await mayClean(host, found.value, input.has("yes"));
    if (!allowed.ok) return refuse(host, allowed.failure);
    const keep = input.has("keep-failed") ? notLanded(view) : [];
    const json = input.has("json");
    const onTree = (tree: CleanedTree) => (json ? undefined : host.print(treeLines(tree).join("\n")));
    const cleaned = await cleanSession(host.environment, handle.runs, view, { keep, onTree });
    if (!cleaned.ok) return refuse(host, cleaned.failure);
    const trees = cleaned.value;
    host.print(json ? JSON.stringify({ session: run, trees }) : endLine(run, trees));
    return trees.some(({ kept, agent }) => kept !== null && !keep.includes(agent ?? ""))
      ? exitCode.failed
      : exitCode.done;
  },
};

/** A session that rests would begin its agents anew: a person says that this is meant. */
async function mayClean(
  host: Host,
  { run, view, named }: FoundSession,
  sure: boolean,
): Promise<Result<void>> {
  const allowed = { ok: true as const, value: undefined };
  if (sure || view.status === "ended" || view.undone) return allowed;
  host.say(
    `The session ${run} has not ended and could go on; without its worktrees its agents would begin anew.`,
  );
  const answer = await confirm(host, "Take its worktrees away all the same?");
  if (answer === "yes") return allowed;
  const why =
    answer === "no"
      ? "Nothing was taken away."
      : `To do so without a terminal: kilo-code agent-manager cleanup --yes${named}`;
  return { ok: false, failure: failure("not-allowed", why) };
}

function notLanded(view: RunView): string[] {
  const isIn = (row: ReturnType<typeof agentRows>[number]) =>
    row.state === "landed" || (isDone(row) && view.outcome === "done");
  return agentRows(view).flatMap((row) => (isIn(row) ? [] : [row.name]));
}

function endLine(run: string, trees: readonly CleanedTree[]): string {
  if (trees.length === 0) return `The session ${run} has no worktrees any more.`;
  const gone = trees.filter(({ kept }) => kept === null).length;
  return `${gone} of ${counted(trees.length, "worktree")} removed.`;
}

function treeLines({ name, path, archived, kept, notes }: CleanedTree): string[] {
  const head =
    kept === null
      ? `✓ Removed worktree: ${cleanLine(name)} (${cleanLine(path)})`
      : `- Kept worktree: ${cleanLine(name)} (${cleanLine(path)}): ${cleanLine(kept)}`;
  return [
    head,
    ...archived.map((ref) => `    its work is kept: ${cleanLine(ref)}`),
    ...notes.map((note) => `    ${cleanLine(note)}`),
  ];
}
