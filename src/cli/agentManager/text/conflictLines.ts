// Conflicts of a session by pair, kind and file: those that were foreseen, those that set an agent aside, and those that a
// person is resolving. Pure.
import { foreseenConflicts } from "../../../protocol/foreseen";
import { openHandQuestions } from "../../../protocol/handQuestion";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import type { ConflictView } from "../../../protocol/session";
import { cleanLine } from "../../text/cleanText";

export interface ConflictGroup {
  /** `warning`: foreseen while agents work. `aside`: its work did not land. `hand`: both sides are in its tree, to be resolved. */
  kind: "warning" | "aside" | "hand";
  agents: string[];
  conflicts: ConflictView[];
  text: string;
}

export function conflictsOf(view: RunView): ConflictGroup[] {
  const { session, status } = view;
  if (!session) return [];
  const asides = session.order.flatMap((name): ConflictGroup[] => {
    const aside = session.agents[name]?.aside;
    if (aside?.kind !== "conflict") return [];
    return [{ kind: "aside", agents: [name, ...aside.with], conflicts: aside.conflicts, text: aside.text }];
  });
  const hands = session.order.flatMap((name): ConflictGroup[] =>
    status === "ended" || openHandQuestions(view, name).length === 0
      ? []
      : [{ kind: "hand", agents: [name], conflicts: [], text: "its conflicts are being resolved by hand" }],
  );
  const agentOf = (name: string) => ownNamed(session.agents, name);
  // Those that came together all the same conflict no more; the work of whoever was set aside does not come in.
  const isTold = (names: readonly string[]) =>
    names.every((name) => agentOf(name)?.landed != null) ||
    names.some((name) => agentOf(name)?.aside != null);
  // Nothing of a session that is over will conflict any more.
  const foreseen = status === "ended" ? [] : foreseenConflicts(view);
  const warnings = foreseen.flatMap(({ agents, conflicts }): ConflictGroup[] =>
    isTold(agents) ? [] : [{ kind: "warning", agents: [...agents], conflicts, text: "" }],
  );
  return [...asides, ...hands, ...warnings];
}

/** How many conflicts there are in all. */
export function countConflicts(groups: readonly ConflictGroup[]): number {
  return groups.reduce((sum, { conflicts }) => sum + Math.max(1, conflicts.length), 0);
}

export function conflictLines(groups: readonly ConflictGroup[]): string[] {
  return groups.flatMap(({ kind, agents, conflicts, text }) => {
    const [first = "", ...others] = agents;
    const head = {
      aside: `✗ ${cleanLine(first)} is set aside: ${cleanLine(text) || `conflicts with ${others.join(", ")}`}`,
      hand: `? ${cleanLine(first)}: ${text}`,
      warning: `! ${agents.map(cleanLine).join(" and ")} will conflict as they are now:`,
    }[kind];
    return [head, ...conflicts.map((conflict) => `    ${conflictLine(conflict)}`)];
  });
}

function conflictLine({ kind, paths, text }: ConflictView): string {
  const words = cleanLine(text);
  return words.startsWith(kind)
    ? words
    : `${kind}: ${paths.map(cleanLine).join(", ")}${words ? ` (${words})` : ""}`;
}
