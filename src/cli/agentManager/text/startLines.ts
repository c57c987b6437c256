// The start of a session line by line, in the order a person expects: analysis, agents, worktrees, processes. Lines of
// processes wait until the worktrees stand, so that each part is told once. Pure but for what it remembers.
import { agentBatches } from "../../../protocol/agentBatches";
import type { Fact } from "../../../protocol/event";
import { machineOf, pidWords } from "../../../protocol/machineWords";
import type { RunView } from "../../../protocol/run";
import { cleanLine } from "../../text/cleanText";
import { titleLines } from "./sessionWords";
import { isStarted, placesOf, readySteps } from "./startState";

export interface StartLines {
  /** Lines that a fact adds. @param view as it is after the fact. */
  take(fact: Fact, view: RunView): string[];
  /** Lines that were held back, and of agents that are at work without a process of their own. */
  rest(view: RunView): string[];
}

type Part = "task" | "agents" | "trees" | "workers";

const titles: Record<Part, string> = {
  task: "📋 Task Analysis:",
  agents: "📊 Creating Agent Assignments:",
  trees: "🌳 Setting Up Worktrees:",
  workers: "🤖 Launching Agents:",
};

export function createStartLines(width: number | null): StartLines {
  let part: Part | null = null;
  const held: string[] = [];
  const launched = new Set<string>();
  /** What is true of every tree is said once. */
  const noted = new Set<string>();
  const under = (wanted: Part, lines: string[]): string[] => {
    if (lines.length === 0) return [];
    const isNew = part !== wanted;
    part = wanted;
    return isNew ? [titles[wanted], ...lines] : lines;
  };
  const letGo = () => under("workers", held.splice(0));

  return {
    take(fact, view) {
      switch (fact.type) {
        case "run.started":
          return [
            ...titleLines("🚀 Kilo Agent Manager Starting...", width),
            `Session: ${view.run}`,
            ...under("task", [`  ${cleanLine(fact.prompt)}`]),
          ];
        case "plan.accepted":
          return [...under("agents", assignments(view)), ...batchLines(view)];
        case "agent.placed": {
          const created = [`  ✓ Created worktree: ${cleanLine(fact.tree.name)}`];
          const news = fact.tree.notes.filter((note) => !noted.has(note));
          for (const note of news) noted.add(note);
          const lines = under("trees", [...created, ...news.map((note) => `    note: ${cleanLine(note)}`)]);
          return [...lines, ...(areAllPlaced(view) ? letGo() : [])];
        }
        case "worker.started":
          if (launched.has(fact.agent)) return [];
          launched.add(fact.agent);
          held.push(
            `  ✓ ${agentWord(view, fact.agent)} started (PID: ${cleanLine(pidWords(fact.pid, machineOf(view, fact.host)))})`,
          );
          return areAllPlaced(view) ? letGo() : [];
        case "step.settled": {
          const name = view.steps.find(({ id }) => id === fact.step)?.agent;
          if (fact.status === "done" || name === undefined) return [];
          return [`  ✗ ${agentWord(view, name)} ${fact.status}: ${cleanLine(fact.evidence)}`];
        }
        case "notice.given":
          return [`note: ${cleanLine(fact.text)}`];
        default:
          return [];
      }
    },
    rest(view) {
      for (const step of readySteps(view)) {
        const { agent = "" } = step;
        if (!launched.has(agent) && isStarted(view, step)) held.push(`  ✓ ${agentWord(view, agent)} started`);
      }
      return letGo();
    },
  };
}

function assignments(view: RunView): string[] {
  return (view.session?.order ?? []).map((name) => {
    const step = view.steps.find(({ agent }) => agent === name);
    const after = (step?.after ?? []).map((id) => view.steps.find((one) => one.id === id)?.agent ?? id);
    const waits = after.length > 0 ? `  (after ${after.map(cleanLine).join(", ")})` : "";
    return `  ✓ ${agentWord(view, name)}: ${cleanLine(step?.title ?? "")}${waits}`;
  });
}

/** `Agent 2 (api)`: numbered in the order of the plan. */
function agentWord(view: RunView, name: string): string {
  return `Agent ${(view.session?.order.indexOf(name) ?? -1) + 1} (${cleanLine(name)})`;
}

/** Which agents are at work together, in the order they are taken, where they are taken in batches. */
function batchLines(view: RunView): string[] {
  const { batchSize = null, maxParallel } = view.settings.session ?? {};
  const batches = agentBatches(view.steps, batchSize, maxParallel);
  if (batches.length < 2) return [];
  return batches.map((batch, at) => {
    const members = batch.map(({ agent, id }) => cleanLine(agent ?? id));
    return `  Batch ${at + 1}/${batches.length}: ${members.join(", ")}`;
  });
}

function areAllPlaced(view: RunView): boolean {
  const ready = readySteps(view);
  const there = ready.filter(({ agent }) => view.session?.agents[agent ?? ""]?.tree != null).length;
  return there >= Math.min(ready.length, placesOf(view));
}
