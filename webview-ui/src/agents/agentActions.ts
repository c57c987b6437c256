// What may be done with an agent, and with the session, as it stands now; the first ones are the nearest at hand. Pure.
import type { AgentState } from "../../../src/protocol/agents";
import type { AgentPicture, AgentVerb, SessionPicture, SessionVerb } from "../../../src/protocol/agentsWire";

export interface Action<Verb extends string> {
  verb: Verb;
  label: string;
  /** Where there is little room. */
  short?: string;
  icon: string;
  /** Words are asked for first. `needed`: not sent without any. */
  comment?: "needed" | "optional";
}
export type AgentAction = Action<AgentVerb>;
export type SessionAction = Action<SessionVerb>;

const actions: Record<AgentVerb, Omit<AgentAction, "verb">> = {
  diff: { label: "Diff", icon: "diff-multiple" },
  logs: { label: "Logs", icon: "output" },
  trace: { label: "Trace", icon: "list-tree" },
  restart: { label: "Restart", icon: "debug-restart" },
  recreate: { label: "Recreate from base", short: "Recreate", icon: "refresh" },
  reject: { label: "Reject…", icon: "circle-slash", comment: "optional" },
  requestChanges: { label: "Request changes…", short: "Changes…", icon: "comment", comment: "needed" },
  resolve: { label: "Resolve in the merge editor", short: "Resolve", icon: "git-merge" },
  resolved: { label: "Conflicts are resolved", short: "Resolved", icon: "check" },
  resolveAuto: { label: "Let an agent resolve", short: "By agent", icon: "sparkle" },
  pause: { label: "Pause", icon: "debug-pause" },
  unpause: { label: "Go on", icon: "debug-continue" },
  steer: { label: "Tell it…", icon: "comment", comment: "needed" },
};

const looks: AgentVerb[] = ["logs", "trace"];
const atWork: AgentVerb[] = ["steer", "pause", "diff", ...looks, "restart", "recreate"];
const withWork: AgentVerb[] = ["diff", "requestChanges", "reject", ...looks, "restart", "recreate"];

/** The order is the order of the buttons. */
const verbs: Record<AgentState, AgentVerb[]> = {
  waiting: [],
  starting: [...looks, "restart", "recreate"],
  working: atWork,
  asking: atWork,
  paused: ["unpause", ...atWork.filter((verb) => verb !== "pause")],
  // The session goes on first.
  stopped: ["diff", ...looks],
  done: withWork,
  landed: withWork,
  failed: ["restart", "recreate", "diff", ...looks],
  conflict: ["resolve", "resolveAuto", ...withWork],
  aside: ["diff", "requestChanges", ...looks, "restart", "recreate"],
  dropped: [...looks],
};

/** A person resolves its conflicts; the engine waits for their word. */
const byHand: AgentVerb[] = ["resolve", "resolved", "diff", ...looks];

/** Of a session that is over: only what one looks at. */
const past = new Set<AgentVerb>(["diff", ...looks]);

export function agentActions(agent: AgentPicture, session: SessionPicture): AgentAction[] {
  const isOver = session.status === "ended";
  const hasBegun = agent.startedAt !== null;
  return (agent.resolving ? byHand : verbs[agent.state])
    .filter((verb) => hasBegun || !looks.includes(verb))
    .filter((verb) => !isOver || past.has(verb))
    .filter((verb) => verb !== "diff" || agent.branch !== null || agent.files > 0)
    .map((verb) => ({ verb, ...actions[verb] }));
}

/** Of the session as a whole; what belongs to its merge is in the merge bar. */
export function sessionActions(session: SessionPicture): SessionAction[] {
  const { status, driver, stopping } = session;
  const isOver = status === "ended";
  const isDriven = driver !== "nobody" && status === "running";
  const made: (SessionAction | false)[] = [
    !isOver && !isDriven && { verb: "resume", label: "Resume", icon: "debug-start" },
    !isOver && !stopping && isDriven && { verb: "stop", label: "Stop", icon: "debug-stop" },
    { verb: "trace", label: "Open trace", icon: "list-tree" },
    // The merge bar has it beside its own button; before anything landed there is nothing to show.
    session.mergeApproval === null &&
      (session.merge?.landed.length ?? 0) > 0 && {
        verb: "review",
        label: "Review changes",
        icon: "diff-multiple",
      },
    isOver && { verb: "cleanup", label: "Clean up worktrees", icon: "trash" },
    { verb: "start", label: "Start another session…", icon: "add" },
  ];
  return made.filter((one) => one !== false);
}
