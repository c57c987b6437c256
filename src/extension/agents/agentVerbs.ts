// What a person wishes of one agent: carried out as a command to the session, or by an editor of VS Code's. Asks back only
// where work could be lost. Decides nothing itself: the engine refuses what does not fit.
import * as vscode from "vscode";
import { agentTasks } from "../../protocol/agents";
import type { AgentVerb } from "../../protocol/agentsWire";
import type { RunCommand } from "../../protocol/command";
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import type { AgentView } from "../../protocol/session";
import { isOpen } from "../../protocol/taskTree";
import type { KiloHost } from "../kiloHost";
import { resolveByHand, sayResolved } from "./handVerbs";
import { openAgentDiff } from "./openAgentDiff";
import type { HandResolving } from "./resolveByHand";
import type { ReviewComments } from "./reviewComments";
import { reviewMessage } from "./reviewMessage";

export interface VerbParts {
  host: KiloHost;
  comments: ReviewComments;
  hands: HandResolving;
}

export interface AgentWish {
  verb: AgentVerb;
  agent: string;
  comment?: string | undefined;
}

/** Characters of one message to an agent. */
const mostWords = 20_000;

/** @returns null, or one sentence that says why not. */
export async function carryOutVerb(parts: VerbParts, view: RunView, wish: AgentWish): Promise<string | null> {
  const { run } = view;
  const agent = ownNamed(view.session?.agents ?? {}, wish.agent);
  if (!agent) return `There is no agent ${wish.agent} in ${run}.`;
  const send = (command: RunCommand) => sent(parts.host, run, command);
  const { name } = agent;
  switch (wish.verb) {
    case "diff":
      return showDiff(parts, view, name);
    case "logs":
    case "trace":
      return showTrace(parts.host, view, agent);
    case "restart":
      return send({ type: "agent.restart", agent: name });
    case "recreate":
      return (await agreedToRecreate(agent)) ? send({ type: "agent.recreate", agent: name }) : null;
    case "reject":
      return send({ type: "agent.reject", agent: name, ...(wish.comment ? { comment: wish.comment } : {}) });
    case "requestChanges":
      return requestChanges(parts, run, name, wish.comment ?? "");
    case "resolve":
      return resolveByHand(parts, view, agent);
    case "resolved":
      return sayResolved(parts.host, view, agent);
    case "resolveAuto":
      return send({ type: "agent.resolve", agent: name, auto: true });
    case "pause":
    case "unpause":
    case "steer":
      return toTask(parts.host, view, agent, wish);
  }
}

async function sent(host: KiloHost, run: string, command: RunCommand): Promise<string | null> {
  const reply = await host.send(run, command);
  return reply.ok ? null : reply.failure.message;
}

/** Comments can be written on both sides from then on. */
async function showDiff({ comments }: VerbParts, view: RunView, agent: string): Promise<string | null> {
  const shown = await openAgentDiff(view, agent, (sides) => comments.allow(view.run, agent, sides));
  return shown.ok ? null : shown.failure.message;
}

async function showTrace(host: KiloHost, view: RunView, agent: AgentView): Promise<string | null> {
  if (agentTasks(view, agent).length === 0)
    return `${agent.name} has not begun, so there is nothing to read yet.`;
  await host.openTrace(view.run, { step: agent.step });
  return null;
}

async function agreedToRecreate({ name }: AgentView): Promise<boolean> {
  const agreed = await vscode.window.showWarningMessage(
    `Recreate ${name}?`,
    {
      modal: true,
      detail:
        "It gets a new worktree from the base and begins its work anew. What is in the old one is archived.",
    },
    "Recreate",
  );
  return agreed === "Recreate";
}

/** One message of the words and of all comments that were not sent yet. */
async function requestChanges(
  { host, comments }: VerbParts,
  run: string,
  agent: string,
  words: string,
): Promise<string | null> {
  const comment = reviewMessage(words, await comments.collect(run, agent));
  if (comment === "") return `Say what ${agent} shall change, or write comments into its diff first.`;
  if (comment.length > mostWords)
    return `This is too much for one message (${comment.length} of ${mostWords} characters); send fewer comments.`;
  const problem = await sent(host, run, { type: "agent.requestChanges", agent, comment });
  if (problem !== null) return problem;
  comments.clear(run, agent);
  vscode.window.setStatusBarMessage(`$(comment) ${agent} was told what to change.`, 5000);
  return null;
}

/** Its open task takes these; a step's task that is over takes nothing more. */
async function toTask(
  host: KiloHost,
  view: RunView,
  agent: AgentView,
  { verb, comment = "" }: AgentWish,
): Promise<string | null> {
  const task = agentTasks(view, agent).findLast(isOpen)?.task;
  if (task === undefined) return `${agent.name} is not at work now.`;
  if (verb !== "steer")
    return sent(host, view.run, { type: verb === "pause" ? "task.pause" : "task.resume", task });
  if (comment.trim() === "") return `Say what ${agent.name} shall know.`;
  const problem = await sent(host, view.run, { type: "task.steer", task, message: comment });
  if (problem === null)
    vscode.window.setStatusBarMessage(`$(comment) ${agent.name} is told before its next request.`, 5000);
  return problem;
}
