// The end of a session's merge line by line: what came in, as what, and what comes next. Pure.
import { committedAgainst } from "../../../protocol/committedAgainst";
import type { Fact } from "../../../protocol/event";
import { leftWords } from "../../../protocol/leftSubmodules";
import { isOfferedAgain } from "../../../protocol/mayOpenAgain";
import type { RunView } from "../../../protocol/run";
import { cleanLine } from "../../text/cleanText";
import { conflictLines } from "./conflictLines";
import { counted, titleLines } from "./sessionWords";

/** What is merged, and who is not in it. */
export function mergingLines(view: RunView, width: number | null): string[] {
  const { session } = view;
  const landed = session?.merge?.landed ?? [];
  const asides = Object.values(session?.agents ?? {}).filter(({ aside }) => aside !== null);
  return [
    ...titleLines("Merging Changes...", width),
    ...landed.map((name) => `✓ Merging ${cleanLine(name)} changes...`),
    ...asides.map(
      ({ name, aside }) =>
        `! ${cleanLine(name)} was set aside (${aside?.kind}): ${cleanLine(aside?.text ?? "")}`,
    ),
  ];
}

type Applied = Extract<Fact, { type: "session.applied" }>;

/** Whether something stood in the way, so that nothing was written. */
export function isBlocked({ blocked, conflicts }: Pick<Applied, "blocked" | "conflicts">): boolean {
  return blocked.length > 0 || conflicts.length > 0;
}

/** @param subject first line of the commit's message, where one was made. */
export function appliedLines(fact: Applied, view: RunView, subject: string | null): string[] {
  if (isBlocked(fact)) {
    return [
      "✗ Nothing was merged: your own work stands in the way, and it is as it was.",
      ...fact.blocked.map(({ path, why }) => `  ${cleanLine(path)}: ${cleanLine(why)}`),
      ...conflictLines(
        fact.conflicts.length === 0
          ? []
          : [
              {
                kind: "warning",
                agents: ["the session", "your branch"],
                conflicts: fact.conflicts,
                text: "",
              },
            ],
      ).map((line) => `  ${line}`),
      fact.conflicts.length > 0
        ? cleanLine(committedAgainst(view))
        : "Commit or move these away, then approve again.",
    ];
  }
  const all = (view.session?.merge?.aside.length ?? 0) === 0 ? "All changes" : "What landed was";
  const merged =
    all === "All changes" ? "✓ All changes merged successfully!" : `✓ ${all} merged successfully!`;
  if (fact.commit !== null && fact.written.length === 0) {
    const branch = cleanLine(view.session?.merge?.branch ?? "");
    return [merged, `✓ It stands on ${branch} (${fact.commit.slice(0, 12)}); your tree is as it was`];
  }
  if (fact.commit !== null) {
    return [merged, `✓ Created commit: "${cleanLine(subject ?? "")}" (${fact.commit.slice(0, 12)})`];
  }
  const files =
    fact.written.length === 0
      ? []
      : [`✓ ${counted(fact.written.length, "file")} changed in your tree, uncommitted and unstaged`];
  const left = leftLines(fact.left, view);
  if (fact.written.length === 0 && left.length === 0)
    return ["✓ There was nothing to write: your tree holds all of it already"];
  return left.length === 0 ? [merged, ...files] : [...files, ...left];
}

/** What did not come into the user's tree, and how to take it. */
export function leftLines(
  left: readonly string[] | undefined,
  { session }: Pick<RunView, "session">,
): string[] {
  const words = leftWords(left ?? [], session?.merge?.commit ?? "");
  return words === null ? [] : [`! ${cleanLine(words)}`];
}

export function pullRequestLine(
  { number }: Pick<Extract<Fact, { type: "pullRequest.opened" }>, "number">,
  title: string,
): string {
  return `✓ Created PR: #${number} - ${cleanLine(title)}`;
}

/** Why there is no pull request though one was wanted. */
export function noPullRequestLine({ why }: Extract<Fact, { type: "pullRequest.refused" }>): string {
  return `! Created no PR: ${cleanLine(why)}`;
}

export function nextStepLines(view: RunView, named: string): string[] {
  const { pullRequest, committed } = view.session ?? {};
  return [
    "",
    "Next Steps:",
    ...(pullRequest ? [`- Review PR: ${cleanLine(pullRequest.url)}`] : []),
    ...(isOfferedAgain(view)
      ? [`- Try the pull request again: kilo-code agent-manager merge --approve${named}`]
      : []),
    `- Clean up worktrees: kilo-code agent-manager cleanup${named}`,
    ...((committed?.written.length ?? 0) > 0 ? [`- Take it back: kilo-code agent-manager undo${named}`] : []),
  ];
}
