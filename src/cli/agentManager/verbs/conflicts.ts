// `agent-manager conflicts`: conflicts between agents by file and kind, those to come and those that set an agent aside.
import { agentRows } from "../../../protocol/agents";
import type { RunView } from "../../../protocol/run";
import { exitCode } from "../../exitCode";
import { refuse } from "../../host";
import type { Verb } from "../../verb";
import { findSession, sessionOptions } from "../findSession";
import { type ConflictGroup, conflictLines, conflictsOf, countConflicts } from "../text/conflictLines";
import { fitLines } from "../text/fitLines";

export const conflicts: Verb = {
  name: "agent-manager conflicts",
  about: "conflicts between agents, by file and kind",
  takes: "",
  most: 0,
  options: [...sessionOptions, { name: "json", about: "the same as JSON" }],
  notes: ["Exit codes: 0 there are none, 4 there are some."],
  async run(input, host) {
    const found = await findSession(host, input);
    if (!found.ok) return refuse(host, found.failure);
    const { run, view, named } = found.value;
    const groups = conflictsOf(view);
    const code = groups.length === 0 ? exitCode.done : exitCode.conflicts;
    if (input.has("json")) {
      host.print(JSON.stringify({ session: run, conflicts: groups }));
      return code;
    }
    for (const line of toldLines(view, groups, named, host.size()?.columns ?? null)) host.print(line);
    return code;
  },
};

export function toldLines(
  view: RunView,
  groups: readonly ConflictGroup[],
  named: string,
  width: number | null,
): string[] {
  const head = `Conflicts Detected: ${countConflicts(groups)}${groups.length === 0 ? " ✓" : ""}`;
  return fitLines([head, ...conflictLines(groups), ...cureLines(view, groups, named)], width);
}

function cureLines(view: RunView, groups: readonly ConflictGroup[], named: string): string[] {
  const ofKind = (wanted: ConflictGroup["kind"]) =>
    groups.flatMap(({ kind, agents: [name = ""] }) => (kind === wanted ? [name] : []));
  const [aside] = ofKind("aside");
  const ready = ofKind("hand").map(
    (name) => `When no mark is left: kilo-code agent-manager resolve --agent ${name}${named}`,
  );
  const told = ready.length > 0 ? ["", ...ready] : [];
  if (aside === undefined || view.status === "ended") return told;
  return [
    ...told,
    "",
    "Resolve:",
    `  by hand:  kilo-code agent-manager resolve --agent ${aside}${named}`,
    `  by agent: kilo-code agent-manager resolve --auto${named}`,
    ...failedBehind(view, groups).map(
      (name) => `  then:     kilo-code agent-manager restart --agent ${name}${named}`,
    ),
  ];
}

/** Agents that could not begin because those they wait for conflict. */
function failedBehind(view: RunView, groups: readonly ConflictGroup[]): string[] {
  const asides = groups.flatMap(({ kind, agents: [name = ""] }) => (kind === "aside" ? [name] : []));
  const rows = agentRows(view).filter(({ state }) => state === "failed");
  return rows.flatMap(({ name, after }) => (after.some((one) => asides.includes(one)) ? [name] : []));
}
