// The part of the extension for Agent Manager sessions: the Agents view, commands, pages of commits, review comments.
// Registers names only; what a wish needs is loaded when the first one comes.
import * as vscode from "vscode";
import type { AgentsToHost } from "../../protocol/agentsWire";
import { toFailure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { noticeText } from "../chat/noticeText";
import type { Guard, KiloHost } from "../kiloHost";
import { agentCommands } from "./agentCommands";
import { createAgentsPanel } from "./agentsPanel";
import { againstEnding } from "./endForGood";
import { serveGitPages } from "./gitPages";
import { againstResolved } from "./handVerbs";
import { createHandResolving } from "./resolveByHand";
import { createReviewComments } from "./reviewComments";
import { createShownSession } from "./shownSession";

export type PaneWish = Exclude<AgentsToHost, { type: "agents.ready" }>;

export function agents(host: KiloHost): vscode.Disposable {
  const { book, context } = host;
  const comments = createReviewComments();
  const hands = createHandResolving(context.workspaceState, (run, agent) => void offerMerge(run, agent));
  const guards: Guard[] = [
    (run, command) => againstResolved({ host, hands }, run, command),
    (run, command) => againstEnding(host, run, command),
  ];
  for (const guard of guards) host.guards.add(guard);
  const shown = createShownSession(context.workspaceState, () => book.summaries());

  async function start(): Promise<string | null> {
    const { askSession } = await import("./askSession");
    const { startProblem } = await import("./agentsState");
    const problem = startProblem(host.state());
    if (problem !== null) return problem;
    const asked = await askSession();
    if (!asked) return null;
    const started = await starting(host.startSession(asked));
    if (!started.ok) return started.failure.message;
    await shown.choose(started.run);
    await panel.open(null);
    return null;
  }

  async function carryOut(wish: PaneWish): Promise<string | null> {
    if (wish.type === "agents.choose") {
      await shown.choose(wish.session);
      return (await book.open(wish.session)) ? null : `The session ${wish.session} is not here any more.`;
    }
    if (wish.type === "agents.session" && wish.verb === "start") return start();
    const view = await sessionView(host, wish.session ?? shown.now());
    if (typeof view === "string") return view;
    if (wish.type === "agents.verb") {
      const { carryOutVerb } = await import("./agentVerbs");
      return carryOutVerb({ host, comments, hands }, view, wish);
    }
    const { carryOutSession } = await import("./sessionVerbs");
    return wish.verb === "start" ? start() : carryOutSession(host, view, { ...wish, verb: wish.verb });
  }

  /** Shown until it is answered or put away; the row has the same as a button. */
  async function offerMerge(run: string, agent: string): Promise<void> {
    const saved = `No conflict is left in the files of ${agent}.`;
    const answer = await vscode.window.showInformationMessage(saved, mergeAgain);
    if (answer === mergeAgain)
      say(await settled(carryOut({ type: "agents.verb", id: 0, session: run, verb: "resolved", agent })));
  }

  const panel = createAgentsPanel(host, shown, carryOut);
  const commands = agentCommands({ host, shown, comments, carryOut, open: (agent) => panel.open(agent) });
  const ends = Object.entries(commands).map(([name, act]) =>
    vscode.commands.registerCommand(name, async (...given: unknown[]) => say(await settled(act(...given)))),
  );
  const unguard = { dispose: () => guards.map((guard) => host.guards.delete(guard)) };
  return vscode.Disposable.from(panel, comments, hands, unguard, serveGitPages(host), ...ends);
}

const mergeAgain = "Merge Again";

/** A session's newest view; a sentence where it cannot be had. */
async function sessionView({ book }: KiloHost, run: string | null): Promise<RunView | string> {
  const opened = run === null ? null : await book.open(run);
  if (!opened)
    return run === null ? "There is no agent session here yet." : `The session ${run} is not here any more.`;
  return opened.view.session ? opened.view : `${run} is no agent session.`;
}

function starting<Reply>(work: Promise<Reply>): Thenable<Reply> {
  const where = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location: where, title: "Kilo: starting the session…" }, () => work);
}

async function settled(work: Promise<string | null>): Promise<string | null> {
  try {
    return await work;
  } catch (thrown) {
    return toFailure(thrown).message;
  }
}

function say(problem: string | null): void {
  if (problem !== null) void vscode.window.showWarningMessage(noticeText(problem));
}
