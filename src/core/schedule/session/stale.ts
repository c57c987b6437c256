// Agents whose artifacts changed since they were given them. Pure: who knows which version follows from the facts.
import { agentTasks } from "../../../protocol/agents";
import type { Fact } from "../../../protocol/event";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView } from "../../../protocol/run";
import type { AgentView } from "../../../protocol/session";
import { isOpen } from "../tasks";

export interface StaleAgent {
  agent: string;
  /** Names of the artifacts with a newer version than it knows. */
  artifacts: string[];
}

/** In the order of the plan; agents that have not begun get the newest versions anyway. */
export function staleAgents(view: RunView): StaleAgent[] {
  const { session } = view;
  return (session?.order ?? []).flatMap((name) => {
    const agent = session && ownNamed(session.agents, name);
    const status = view.steps.find(({ id }) => id === agent?.step)?.status;
    if (!agent || (status !== "running" && status !== "done")) return [];
    const artifacts = changedFor(view, agent);
    return artifacts.length > 0 ? [{ agent: name, artifacts }] : [];
  });
}

function changedFor({ artifacts }: RunView, { given = {} }: AgentView): string[] {
  return Object.keys(given).filter((name) => {
    const now = ownNamed(artifacts, name);
    return now !== undefined && now.hash !== ownNamed(given, name);
  });
}

/** Times one agent is begun again because of changed artifacts. */
export const mostRefreshes = 2;

/** Agents to begin once more because of what changed, each with the words it is told: those that are done, within the budget. */
export function refreshes(view: RunView): { agent: string; message: string }[] {
  return staleAgents(view).flatMap(({ agent: name, artifacts }) => {
    const agent = view.session && ownNamed(view.session.agents, name);
    if (!agent || agent.result === null || agent.aside?.kind === "rejected") return [];
    if ((agent.refreshed ?? 0) >= mostRefreshes || costOfRound(view, agent) > left(view)) return [];
    const message = `These artifacts changed since you used them:\n${lines(view, artifacts)}\nBring your work in line with them; what they leave as it was stays.`;
    return [{ agent: name, message }];
  });
}

/** What a round of it costs, as far as is known, in micro-dollars. */
function costOfRound(view: RunView, agent: AgentView): number {
  const sum = agentTasks(view, agent).reduce((total, { micros }) => total + micros, 0);
  return Math.ceil(sum / agent.round);
}

function left({ purses }: RunView): number {
  const purse = purses.run;
  return purse ? purse.cap - purse.spent - purse.reserved : 0;
}

function lines({ artifacts }: RunView, names: string[]): string {
  return names
    .map((name) => {
      const { summary, bytes, hash } = artifacts[name] ?? {};
      return `- ${name}: ${summary ?? `${bytes} bytes`} (read_output id=${hash})`;
    })
    .join("\n");
}

/** Facts that tell of a change: agents at work hear it at their next safe point, others are marked. None where all is told. */
export function newsFacts(view: RunView): Fact[] {
  return staleAgents(view).flatMap(({ agent: name, artifacts }): Fact[] => {
    const agent = view.session && ownNamed(view.session.agents, name);
    const step = view.steps.find(({ id }) => id === agent?.step);
    if (!agent || !step) return [];
    if (step.status === "done") {
      const isMarked = artifacts.join("\n") === agent.stale.join("\n");
      return isMarked ? [] : [{ type: "agent.stale", agent: name, artifacts }];
    }
    const task = openTaskOf(view, agent);
    if (!task) return [];
    const message = `From the engine: artifacts you were given have a newer version:\n${lines(view, artifacts)}\nBring your work in line with them.`;
    const origin = { kind: "engine", via: "artifacts" } as const;
    return [
      { type: "agent.stale", agent: name, artifacts, told: true },
      { type: "task.steered", task, message, origin },
    ];
  });
}

/** The task that does an agent's work now; null where none is open. */
export function openTaskOf(view: RunView, agent: AgentView): string | null {
  return agentTasks(view, agent).findLast(isOpen)?.task ?? null;
}
