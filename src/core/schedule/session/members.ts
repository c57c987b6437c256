// Whose work a merge round takes, in the order of dependencies. Work that a person rejected or had begun anew stays out, and
// with it all that stands on it: git tells, for an agent that resolved a conflict holds more than the graph says.
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView, StepView } from "../../../protocol/run";
import type { AgentView, AsideView } from "../../../protocol/session";
import type { TrainMember } from "../../fleet/merge/trainTypes";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { isReview } from "../review";
import { stepsBefore } from "./artifacts";
import { demandSession } from "./fleet";

export interface Members {
  members: TrainMember[];
  /** Agents that stand on work that shall not land, by name. */
  aside: Map<string, AsideView>;
}

/** Work that shall not land. */
interface Given {
  agent: string;
  commit: string;
  why: string;
}

export async function membersOf(view: RunView, git: Git): Promise<Members> {
  const given = givenUp(view);
  const { agents } = demandSession(view);
  const aside = new Map<string, AsideView>();
  const members: TrainMember[] = [];
  for (const { name, step, result } of await behindHeld(view, git, inOrder(view))) {
    if (!result) continue;
    const under = await standsOn(git, name, result.commit, given);
    if (under) {
      aside.set(name, { kind: "dependency", text: aboutGiven(under), conflicts: [], with: [] });
      continue;
    }
    // Through others too: a review lands nothing itself, but what comes after it stands on what was reviewed.
    const before = stepsBefore(view, step);
    const after = members.flatMap((other) => (before.has(agents[other.name]?.step ?? "") ? other.name : []));
    const title = stepOf(view, step)?.title ?? "";
    members.push({ name, commit: result.commit, title, after });
  }
  return { members, aside };
}

function aboutGiven({ agent, why }: Given): string {
  return `it stands on work of ${agent} that ${why}; recreate it to have it without`;
}

function stepOf(view: RunView, id: string): StepView | undefined {
  return view.steps.find((step) => step.id === id);
}

/** Whether there is work of an agent to merge: a review is none. */
export function mayLand(view: RunView, agent: AgentView): boolean {
  return agent.result !== null && agent.aside?.kind !== "rejected" && !isReview(view, agent);
}

/** Agents whose work may land, those that others wait for first. */
function inOrder(view: RunView): AgentView[] {
  const { agents, order } = demandSession(view);
  const left = new Map(
    order.flatMap((name): [string, AgentView][] => {
      const agent = ownNamed(agents, name);
      return agent && mayLand(view, agent) ? [[agent.step, agent]] : [];
    }),
  );
  const sorted: AgentView[] = [];
  for (let moved = true; moved; ) {
    moved = false;
    for (const [step, agent] of left) {
      if (stepOf(view, step)?.after.some((id) => left.has(id))) continue;
      left.delete(step);
      sorted.push(agent);
      moved = true;
    }
  }
  return sorted;
}

/**
 * Who resolved a conflict holds what landed then. It comes behind those whose work that is: before them it would be taken
 * for the one who did all of it, and others told to make up with it.
 */
async function behindHeld(view: RunView, git: Git, agents: AgentView[]): Promise<AgentView[]> {
  const held = await heldBy(view, git, agents);
  if (held.size === 0) return agents;
  const left = [...agents];
  const sorted: AgentView[] = [];
  while (left.length > 0) {
    const isNext = (agent: AgentView) =>
      !left.some(
        ({ name, step }) => held.get(agent.name)?.has(name) || stepOf(view, agent.step)?.after.includes(step),
      );
    // Nobody is lost where each holds the other's.
    sorted.push(...left.splice(Math.max(0, left.findIndex(isNext)), 1));
  }
  return sorted;
}

/** Names of those whose work an agent holds, for agents that were begun once more. */
async function heldBy(view: RunView, git: Git, agents: AgentView[]): Promise<Map<string, Set<string>>> {
  const { base } = demandSession(view);
  const held = new Map<string, Set<string>>();
  for (const { name, round, result } of agents) {
    if (round === 1 || !result || base === null) continue;
    const listed = demand(await git.run(["rev-list", result.commit, `^${base}`])).stdout;
    const commits = new Set(listed.split("\n"));
    const others = agents.filter(
      (other) => other.result && other.result.commit !== result.commit && commits.has(other.result.commit),
    );
    if (others.length > 0) held.set(name, new Set(others.map((other) => other.name)));
  }
  return held;
}

/** What an agent did nothing on is no work of its own, and nobody stands on it. */
function givenUp(view: RunView): Given[] {
  const { agents } = demandSession(view);
  return Object.values(agents).flatMap(({ name, aside, result, former = [], sentBack }) => {
    const isRejected = aside?.kind === "rejected" && result !== null && result.commit !== result.base;
    const rejected = isRejected ? [{ agent: name, commit: result.commit, why: "was rejected" }] : [];
    // The same work done again is the same commit.
    const anew = former.filter((commit) => commit !== result?.commit);
    const undone =
      sentBack === undefined ? [] : [{ agent: name, commit: sentBack, why: "was not done again" }];
    return [
      ...rejected,
      ...undone,
      ...anew.map((commit) => ({ agent: name, commit, why: "was begun anew" })),
    ];
  });
}

async function standsOn(git: Git, name: string, commit: string, given: Given[]): Promise<Given | null> {
  for (const one of given) {
    if (one.agent === name) continue;
    const words = ["merge-base", "--is-ancestor", one.commit, commit];
    if (demand(await git.run(words, { okCodes: [0, 1] })).exitCode === 0) return one;
  }
  return null;
}
