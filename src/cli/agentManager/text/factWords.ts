// The facts of a session in a person's words. Pure.
import type { Fact } from "../../../protocol/event";
import { machineOf, pidWords } from "../../../protocol/machineWords";
import type { RunView } from "../../../protocol/run";
import { firstLine, type RowState } from "../../../protocol/trace";
import { counted } from "./sessionWords";

interface Said {
  text: string;
  state: RowState;
}

const said = (text: string, state: RowState = "info"): Said => ({ text, state });

/** @returns null for a fact that is not one of a session's own. */
export function factWords(fact: Fact, view: Pick<RunView, "settings">): Said | null {
  switch (fact.type) {
    case "session.based":
      return said(`everything starts from ${fact.commit.slice(0, 12)}`);
    case "agent.placed":
      return said(`created worktree ${fact.tree.name} on ${fact.tree.branch}`);
    case "agent.removed":
      return said(
        `worktree removed${fact.archived.length > 0 ? `, its work is kept: ${fact.archived.join(", ")}` : ""}`,
      );
    case "agent.finished": {
      const { files, added, removed } = fact.result;
      return said(`finished: ${counted(files, "file")}, +${added} −${removed}`, "ok");
    }
    case "agent.reopened": {
      // What it is told of changed artifacts is a list; which ones these are was said when they changed.
      const words = fact.reason === "stale" ? "" : fact.message;
      return said(`begins again (${reasons[fact.reason]})${words ? `: ${firstLine(words)}` : ""}`);
    }
    case "agent.setAside":
    case "merge.setAside":
      return said(`set aside (${fact.aside.kind}): ${firstLine(fact.aside.text)}`, "failed");
    case "agent.stale":
      return said(`works from older versions of ${fact.artifacts.join(", ")}`, "waiting");
    case "worker.started":
      return said(
        `started (PID ${pidWords(fact.pid, machineOf(view, fact.host))})${fact.limits.length > 0 ? `, ${fact.limits.join(", ")}` : ""}`,
        "running",
      );
    case "worker.stopped":
      return said(`${fact.pid === null ? "" : `process ${fact.pid} ended: `}${firstLine(fact.why)}`);
    case "message.sent":
      return said(`to ${fact.to}: “${firstLine(fact.text)}”`);
    default:
      return mergeWords(fact);
  }
}

const reasons = {
  changes: "changes requested",
  restart: "restarted",
  recreate: "from the base",
  conflict: "to resolve conflicts",
  stale: "an artifact it used has changed",
  resolved: "what it waits for goes together now",
} as const;

function mergeWords(fact: Fact): Said | null {
  switch (fact.type) {
    case "radar.looked": {
      const pairs = fact.warnings.map(
        ({ agents, conflicts }) => `${agents.join(" and ")} (${conflicts.length})`,
      );
      if (pairs.length === 0) return said("no conflicts between agents");
      return said(`conflicts between ${pairs.join("; ")}`, "waiting");
    }
    case "merge.begun":
      return said(`merge round ${fact.round} begins on ${fact.branch}`, "running");
    case "merge.checked":
      return said(
        `checks with ${fact.members.join(", ") || "the base"}: ${fact.verdict}`,
        fact.verdict === "red" ? "failed" : fact.verdict === "green" ? "ok" : "info",
      );
    case "merge.bisected":
      return said(`${fact.culprit} turned the checks red (found in ${counted(fact.runs, "run")})`, "failed");
    case "merge.landed":
      return said(`merged in round ${fact.round}`, "ok");
    case "merge.carried": {
      const lost = fact.dropped.map(({ path, why }) => `; dropped ${path}: ${why}`).join("");
      const text = `${counted(fact.kept.length, "file")} of the debugger kept from the round before${lost}`;
      return said(text, lost ? "failed" : "ok");
    }
    case "merge.ended":
      return said(`merge round ${fact.round} ended`, "ok");
    case "session.applied":
      return appliedWords(fact);
    case "session.undone":
      return said(`undone: ${counted(fact.restored.length, "path")} restored, ${fact.kept.length} kept`);
    case "pullRequest.opened":
      return said(`created pull request #${fact.number}: ${fact.url}`, "ok");
    case "pullRequest.looked":
      return said(`pull request is ${fact.state}, its checks: ${fact.checks}`);
    default:
      return null;
  }
}

function appliedWords(fact: Extract<Fact, { type: "session.applied" }>): Said {
  if (fact.blocked.length > 0 || fact.conflicts.length > 0) {
    const paths = [...fact.blocked.map(({ path }) => path), ...fact.conflicts.flatMap(({ paths }) => paths)];
    return said(`not merged, because of ${paths.join(", ")}`, "failed");
  }
  const where = fact.commit === null ? "uncommitted" : `as ${fact.commit.slice(0, 12)}`;
  return said(`${counted(fact.written.length, "path")} came into your tree, ${where}`, "ok");
}
