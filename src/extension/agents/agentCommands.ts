// Commands about sessions and their agents, for the palette, menus and comment threads. Each is about the session the
// Agents view shows; where an agent is meant, the person picks among those the command can be about.
import * as vscode from "vscode";
import { type AgentRow, type AgentState, agentRows } from "../../protocol/agents";
import type { AgentVerb, SessionVerb } from "../../protocol/agentsWire";
import type { KiloHost } from "../kiloHost";
import type { CarryOut } from "./agentsBridge";
import type { ReviewComments } from "./reviewComments";
import type { ShownSession } from "./shownSession";

export interface CommandParts {
  host: KiloHost;
  shown: ShownSession;
  comments: ReviewComments;
  carryOut: CarryOut;
  open(agent: string | null): Promise<void>;
}

/** @returns what stands against it, as a sentence, or null. */
type Act = (...given: unknown[]) => Promise<string | null>;

const begun: readonly AgentState[] = [
  "working",
  "asking",
  "paused",
  "stopped",
  "done",
  "landed",
  "failed",
  "conflict",
  "aside",
];
const over: readonly AgentState[] = ["done", "landed", "conflict", "aside"];

/** The states in which an agent can be meant; any where a verb is not listed. */
const fitting: Partial<Record<AgentVerb, readonly AgentState[]>> = {
  diff: begun,
  trace: begun,
  restart: begun,
  recreate: begun,
  reject: over,
  requestChanges: over,
  // The latter where both sides are in its tree already.
  resolve: ["conflict", "asking"],
};

/** What is said where none can be meant. */
const nobodyWords: Partial<Record<AgentVerb, string>> = {
  reject: "No agent of this session has handed in work yet that could be rejected.",
  requestChanges: "No agent of this session has handed in work yet in which it could change something.",
  resolve: "No agent of this session is set aside for conflicts, so there is nothing to resolve by hand.",
};

export function agentCommands(parts: CommandParts): Record<string, Act> {
  const { shown, comments, carryOut, open } = parts;
  const ofSession = (verb: SessionVerb): Act => {
    return () =>
      carryOut({ type: "agents.session", id: 0, session: verb === "start" ? null : shown.now(), verb });
  };
  const ofAgent = (verb: AgentVerb): Act => {
    return async (given) => {
      // The session that was shown when the person was asked: another may be by the time of the answer.
      const session = shown.now();
      const agent = typeof given === "string" ? given : await pickAgent(parts, session, verb);
      return agent === null ? null : verbOf(parts, session, agent, verb);
    };
  };
  return {
    "kilo.agents.open": async (agent) => open(typeof agent === "string" ? agent : null).then(() => null),
    "kilo.agents.start": ofSession("start"),
    "kilo.agents.stop": ofSession("stop"),
    "kilo.agents.resume": ofSession("resume"),
    "kilo.agents.review": ofSession("review"),
    "kilo.agents.approveMerge": ofSession("approveMerge"),
    "kilo.agents.resolveAll": ofSession("resolveAll"),
    "kilo.agents.cleanup": ofSession("cleanup"),
    "kilo.agents.undo": ofSession("undo"),
    "kilo.agents.openPullRequest": ofSession("openPullRequest"),
    "kilo.agents.diff": ofAgent("diff"),
    "kilo.agents.trace": ofAgent("trace"),
    "kilo.agents.restart": ofAgent("restart"),
    "kilo.agents.recreate": ofAgent("recreate"),
    "kilo.agents.reject": ofAgent("reject"),
    "kilo.agents.resolve": ofAgent("resolve"),
    "kilo.agents.requestChanges": (given) => requestChanges(parts, given),
    async "kilo.agents.comment"(reply) {
      comments.add(reply as vscode.CommentReply);
      return null;
    },
    async "kilo.agents.sendComment"(reply) {
      const { thread } = reply as vscode.CommentReply;
      comments.add(reply as vscode.CommentReply);
      return requestChanges(parts, thread);
    },
    async "kilo.agents.discardComments"(thread) {
      comments.discard(thread as vscode.CommentThread);
      return null;
    },
  };
}

function verbOf(
  { carryOut }: CommandParts,
  session: string | null,
  agent: string,
  verb: AgentVerb,
  comment?: string,
): Promise<string | null> {
  if (session === null) return Promise.resolve("There is no agent session here yet.");
  const words = comment === undefined ? {} : { comment };
  return carryOut({ type: "agents.verb", id: 0, session, verb, agent, ...words });
}

/** Null where the person left, or there is nobody it could be about. */
async function pickAgent(
  { host }: CommandParts,
  run: string | null,
  verb: AgentVerb,
): Promise<string | null> {
  const shownRun = run === null ? null : await host.book.open(run);
  const states = fitting[verb];
  const rows = shownRun
    ? agentRows(shownRun.view, shownRun.driver !== "nobody").filter(
        ({ state }) => states?.includes(state) ?? true,
      )
    : [];
  if (rows.length === 0) {
    const words = run === null ? "There is no agent session here yet." : nobodyWords[verb];
    void vscode.window.showInformationMessage(words ?? "No agent of this session has begun yet.");
    return null;
  }
  const picked = await vscode.window.showQuickPick(rows.map(itemOf), { placeHolder: "Which agent?" });
  return picked?.label ?? null;
}

function itemOf({ name, role, state, note, title }: AgentRow) {
  return {
    label: name,
    description: [role, state, note].filter((part) => part !== "").join(" · "),
    detail: title,
  };
}

function sentAlong(comments: number): string {
  if (comments === 0) return "It goes on in its worktree with your words.";
  return comments === 1 ? "One comment is sent along." : `${comments} comments are sent along.`;
}

/** From a comment thread it is about that thread's agent, and needs no more words. */
async function requestChanges(parts: CommandParts, given: unknown): Promise<string | null> {
  const { comments, shown } = parts;
  const thread = typeof given === "object" && given !== null ? (given as vscode.CommentThread) : null;
  const place = thread ? comments.placeOf(thread) : null;
  if (place) return verbOf(parts, place.run, place.agent, "requestChanges");
  const session = shown.now();
  const agent = typeof given === "string" ? given : await pickAgent(parts, session, "requestChanges");
  if (agent === null || session === null) return null;
  const count = comments.count(session, agent);
  const words = await vscode.window.showInputBox({
    title: `What shall ${agent} change?`,
    prompt: sentAlong(count),
    ignoreFocusOut: true,
  });
  return words === undefined ? null : verbOf(parts, session, agent, "requestChanges", words);
}
