// Trace rows of an Agent Manager session: agents' trees, processes and results, merge rounds, messages. A row about an
// agent is its newest task's, so that it stands in that task's lane and is found with it. Pure.
import { counted } from "./counted";
import type { RunEvent } from "./event";
import { firstLine } from "./firstLine";
import { firstOf } from "./firstOf";
import { machineOf, pidWords } from "./machineWords";
import { ownNamed } from "./ownNamed";
import type { RunView } from "./run";
import type { SessionFact } from "./sessionFacts";
import type { Draft } from "./trace";

type FactOf<Type extends SessionFact["type"]> = Extract<SessionFact, { type: Type }>;

/** Null for facts of other families, and for those with nothing to see. */
export function traceSession(view: RunView, { fact }: RunEvent): Draft | null {
  switch (fact.type) {
    case "session.based":
      return { kind: "note", text: `all agents start from ${short(fact.commit)}` };
    case "radar.looked":
      return radarDraft(fact);
    case "session.applied":
      return appliedDraft(fact);
    case "session.undone": {
      const kept = fact.kept.map(({ path, why }) => `${path} kept: ${why}`);
      return {
        kind: "section",
        text: [`session undone: ${counted(fact.restored.length, "file")} restored`, ...kept].join("; "),
      };
    }
    case "pullRequest.opened":
      return { kind: "note", text: openedText(fact), state: "ok" };
    case "pullRequest.refused":
      return { kind: "note", text: `no pull request: ${fact.why}`, state: "failed" };
    case "pullRequest.looked":
      return {
        kind: "note",
        text: lookedText(view, fact),
        state: fact.checks === "failure" ? "failed" : "info",
      };
    case "message.sent": {
      const how = fact.answers === null ? "asks" : "answers";
      const owner = fact.task === null ? taskOf(view, fact.from) : { task: fact.task };
      return { kind: "note", ...owner, text: `${fact.from} ${how} ${fact.to}: ${firstLine(fact.text)}` };
    }
    default:
      return agentDraft(view, fact) ?? mergeDraft(view, fact);
  }
}

function agentDraft(view: RunView, fact: RunEvent["fact"]): Draft | null {
  switch (fact.type) {
    case "agent.placed":
      return note(view, fact.agent, `works in ${fact.tree.name} on ${fact.tree.branch}`);
    case "agent.removed": {
      const kept = fact.archived.length > 0 ? `; kept as ${fact.archived.join(", ")}` : "";
      return note(view, fact.agent, `its worktree was taken away${kept}`);
    }
    case "agent.finished": {
      const { commit, files, added, removed } = fact.result;
      return {
        ...note(view, fact.agent, `its work stands as ${short(commit)}: ${counted(files, "file")}`),
        state: "ok",
        figures: `+${added} −${removed}`,
      };
    }
    case "agent.reopened":
      return note(view, fact.agent, `begins once more (${reopenWords[fact.reason]})${saying(fact.message)}`);
    case "agent.setAside":
      return { ...note(view, fact.agent, `set aside: ${firstLine(fact.aside.text)}`), state: "failed" };
    case "agent.stale":
      return note(view, fact.agent, `newer now than what it used: ${fact.artifacts.join(", ")}`);
    case "worker.started": {
      const limits = fact.limits.length > 0 ? ` (${fact.limits.join(", ")})` : "";
      return note(
        view,
        fact.agent,
        `process ${pidWords(fact.pid, machineOf(view, fact.host))} started${limits}`,
      );
    }
    case "worker.stopped":
      return note(
        view,
        fact.agent,
        `${fact.pid === null ? "" : `process ${fact.pid} ended: `}${firstLine(fact.why)}`,
      );
    default:
      return null;
  }
}

const reopenWords: Record<FactOf<"agent.reopened">["reason"], string> = {
  changes: "changes are wanted",
  restart: "restarted",
  recreate: "from the base",
  conflict: "to resolve conflicts",
  stale: "what it used has changed",
  resolved: "what it waits for goes together now",
};

function mergeDraft(view: RunView, fact: RunEvent["fact"]): Draft | null {
  switch (fact.type) {
    case "merge.begun":
      return { kind: "section", text: `merge round ${fact.round} on ${fact.branch}`, state: "running" };
    case "merge.checked": {
      const state = { green: "ok", red: "failed", unverified: "info" } as const;
      return {
        kind: "check",
        text: `checks ${fact.verdict} with ${firstOf(fact.members, mostNamed)}`,
        state: state[fact.verdict],
      };
    }
    case "merge.bisected":
      return {
        kind: "note",
        ...taskOf(view, fact.culprit),
        text: `culprit: ${fact.culprit}, of ${firstOf(fact.members, mostNamed)}`,
        state: "failed",
        figures: counted(fact.runs, "run"),
      };
    case "merge.landed":
      return { ...note(view, fact.agent, `landed as ${short(fact.commit)}`), state: "ok" };
    case "merge.setAside":
      return { ...note(view, fact.agent, `does not land: ${firstLine(fact.aside.text)}`), state: "failed" };
    case "merge.carried":
      return carriedDraft(fact);
    case "merge.ended": {
      const merge = view.session?.merge;
      const aside = merge && merge.aside.length > 0 ? `, ${merge.aside.length} set aside` : "";
      const landed = counted(merge?.landed.length ?? 0, "agent");
      return {
        kind: "section",
        text: `merge round ${fact.round} ended: ${landed} landed${aside}`,
        state: "ok",
      };
    }
    default:
      return null;
  }
}

function carriedDraft({ kept, dropped }: FactOf<"merge.carried">): Draft {
  const list =
    firstOf(
      kept.map(({ path }) => path),
      mostNamed,
    ) || "nothing";
  const lost = dropped.map(({ path, why }) => `; dropped ${path}: ${why}`).join("");
  const text = `kept of the debugger's changes: ${list}${lost}`;
  return { kind: "note", text, state: dropped.length === 0 ? "ok" : "failed" };
}

function radarDraft({ warnings }: FactOf<"radar.looked">): Draft {
  if (warnings.length === 0) return { kind: "note", text: "no agents conflict any more", state: "ok" };
  const pairs = warnings.slice(0, 3).map(({ agents }) => agents.join(" and "));
  const more = warnings.length > 3 ? ` and ${counted(warnings.length - 3, "more pair")}` : "";
  return { kind: "note", text: `would conflict: ${pairs.join("; ")}${more}`, state: "failed" };
}

function lookedText({ session }: RunView, { state, checks }: FactOf<"pullRequest.looked">): string {
  const number = session?.pullRequest ? ` #${session.pullRequest.number}` : "";
  return `pull request${number} is ${state}, ${checks === "none" ? "no checks yet" : `checks: ${checks}`}`;
}

function openedText({ number, branch, place }: FactOf<"pullRequest.opened">): string {
  const into = place ? ` into ${place.into} of ${place.owner}/${place.repo}` : "";
  return `pull request #${number} opened from ${branch}${into}`;
}

function appliedDraft({ commit, written, blocked, conflicts }: FactOf<"session.applied">): Draft {
  if (blocked.length > 0 || conflicts.length > 0) {
    const why = [...blocked.map(({ path, why }) => `${path} (${why})`), ...conflicts.map(({ text }) => text)];
    return {
      kind: "section",
      text: `not merged into your folder: ${why.slice(0, 3).join("; ")}`,
      state: "failed",
    };
  }
  // For a pull request: the commit is on the session's branch and no file of the user's was written.
  if (commit !== null && written.length === 0)
    return {
      kind: "section",
      text: `the result stands as ${short(commit)}; your folder is as it was`,
      state: "ok",
    };
  const how = commit === null ? "uncommitted" : `commit ${short(commit)}`;
  return {
    kind: "section",
    text: `merged into your folder: ${counted(written.length, "file")}, ${how}`,
    state: "ok",
  };
}

function note(view: RunView, agent: string, text: string): Draft {
  return { kind: "note", ...taskOf(view, agent), text: `${agent}: ${text}` };
}

/** The newest task of the agent's step, subtasks left out; nothing where it has none yet. */
function taskOf(view: RunView, name: string): { task?: string } {
  const step = view.session ? ownNamed(view.session.agents, name)?.step : undefined;
  if (step === undefined) return {};
  for (let at = view.taskOrder.length - 1; at >= 0; at -= 1) {
    const task = view.tasks[view.taskOrder[at] ?? ""];
    if (task?.step === step && task.parent === null) return { task: task.task };
  }
  return {};
}

/** Names told in one line. */
const mostNamed = 6;

function saying(message: string): string {
  return message === "" ? "" : `: ${firstLine(message)}`;
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
