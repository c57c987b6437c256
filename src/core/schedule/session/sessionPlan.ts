// From a plan to agents: each step gets its agent's name and folder, the dependencies the project declared, and an order
// where two steps expect to touch the same files. Pure.
import { firstLine } from "../../../protocol/firstLine";
import { findFaults } from "../../../protocol/graphFaults";
import { ownNamed } from "../../../protocol/ownNamed";
import type { Plan, PlanStep } from "../../../protocol/plan";
import type { RunView } from "../../../protocol/run";
import type { DeclaredAgent } from "../../../protocol/session";
import { roleIn } from "../roleIn";

/** Most steps two of which are compared for files they share. */
const mostCompared = 400;

/**
 * The plan of a session as its graph.
 * @returns one sentence where it cannot be one.
 */
export function sessionPlan(plan: Plan, view: Pick<RunView, "settings">): Plan | string {
  const named = nameAgents(plan.steps);
  const declared = named.map((step) => ({ ...step, after: afterOf(step, named, view) }));
  const circle = circleOf(declared);
  if (circle !== null)
    return `with the dependencies of agent-manager.json these wait for each other: ${circle.join(" waits for ")}`;
  return { ...plan, steps: orderOverlaps(declared) };
}

/** By the role's name; a second of one role gets a number: `api`, `api-2`. */
function nameAgents(steps: readonly PlanStep[]): PlanStep[] {
  const taken = new Set(steps.flatMap(({ agent }) => agent ?? []));
  return steps.map((step) => {
    // What is only verified needs nobody to work on it.
    if (step.agent !== undefined || step.kind === "verify") return step;
    let agent = step.role;
    for (let number = 2; taken.has(agent); number += 1) agent = `${step.role}-${number}`;
    taken.add(agent);
    return { ...step, agent };
  });
}

/** The agents of a circle, the first once more at its end; null where there is none. */
function circleOf(steps: readonly PlanStep[]): string[] | null {
  const nameOf = (id: string) => steps.find((step) => step.id === id)?.agent ?? id;
  const nodes = steps.map(({ id, after }) => ({ name: id, after }));
  return (
    findFaults(nodes)
      .find(({ kind }) => kind === "cycle")
      ?.path.map(nameOf) ?? null
  );
}

/** What the planner said, and what the project says of the roles, whichever of its names a step gives a role. */
function afterOf(step: PlanStep, steps: readonly PlanStep[], view: Pick<RunView, "settings">): string[] {
  const roleOf = ({ role }: PlanStep) => roleIn(view, role)?.name ?? role;
  const roles = ownNamed(view.settings.session?.dependencies ?? {}, roleOf(step)) ?? [];
  const others = steps.filter((other) => other.id !== step.id && roles.includes(roleOf(other)));
  return [...new Set([...step.after, ...others.map(({ id }) => id)])];
}

/** Of two that expect the same file, the later one waits for the earlier, where neither waits already. */
function orderOverlaps(steps: readonly PlanStep[]): PlanStep[] {
  if (steps.length > mostCompared) return [...steps];
  const ordered = steps.map((step) => ({ ...step, after: [...step.after] }));
  const waits = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return ordered.find(({ id }) => id === from)?.after.some((next) => waits(next, to, seen)) ?? false;
  };
  ordered.forEach((later, index) => {
    for (const earlier of ordered.slice(0, index)) {
      const shares = earlier.files.some((file) => later.files.some((other) => meets(file, other)));
      if (shares && !waits(later.id, earlier.id) && !waits(earlier.id, later.id))
        later.after.push(earlier.id);
    }
  });
  return ordered;
}

/** One is the other, or lies in it; patterns are taken by the folder they begin with, and without one as they are. */
function meets(one: string, other: string): boolean {
  if (one === other) return one.trim() !== "";
  const [left, right] = [one, other].map((path) =>
    path
      .replace(/^\.\//, "")
      .replace(/\/?\*.*$/, "")
      .replace(/\/$/, ""),
  );
  if (!left || !right) return false;
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`);
}

/** The plan a session file declares: no model is asked for it. */
export function declaredPlan(view: RunView): Plan | string {
  const { prompt, settings } = view;
  const { session } = settings;
  const agents = session?.agents ?? [];
  if (!session || agents.length === 0) return "the session declares no agents";
  const ids = new Map(agents.map(({ name }, index) => [name, `s${index + 1}`]));
  const unknown = agents.flatMap(({ name, after }) =>
    after.filter((other) => !ids.has(other)).map((other) => `${name} waits for ${other}, which is no agent`),
  );
  if (unknown[0]) return unknown[0];
  const steps = agents.map((agent) => declaredStep(agent, prompt, ids));
  const summary = session.name ?? prompt.split("\n", 1)[0] ?? "";
  return sessionPlan({ summary, steps, risks: [], contractChanges: [] }, view);
}

function declaredStep(agent: DeclaredAgent, prompt: string, ids: ReadonlyMap<string, string>): PlanStep {
  const { name, role, task, directory, after, files, criteria, effort } = agent;
  const title = firstLine(task ?? `${name}: ${prompt}`, 120);
  const part = `Your part of it: what a ${role} does${directory ? ` in ${directory}` : ""}.`;
  return {
    id: ids.get(name) ?? name,
    agent: name,
    title,
    role,
    kind: "change",
    instructions: task === null ? `${prompt}\n\n${part}` : `${task}\n\nIt is part of: ${prompt}`,
    after: after.flatMap((other) => ids.get(other) ?? []),
    files: files.length > 0 ? files : directory ? [directory] : [],
    criteria: criteria.map((check) => ({ text: `\`${check}\` passes`, check })),
    ...(effort === undefined ? {} : { effort }),
    ...(directory === null ? {} : { directory }),
  };
}
