// An agent's conflicts resolved by the person: has the engine bring both sides into the agent's tree, waits for its
// question, opens the files, and answers the question when the person says that they are resolved.
import * as vscode from "vscode";
import type { RunCommand } from "../../protocol/command";
import { giveUpAnswer, openHandQuestions, resolvedAnswer } from "../../protocol/handQuestion";
import type { RunView } from "../../protocol/run";
import type { AgentView } from "../../protocol/session";
import type { KiloHost } from "../kiloHost";
import type { HandResolving } from "./resolveByHand";

interface HandParts {
  host: KiloHost;
  hands: HandResolving;
}

/** Both sides are brought together in well under a second; a machine under load gets much more. */
const longestMs = 60_000;

/** @returns null, or one sentence that says why not. */
export async function resolveByHand(
  { host, hands }: HandParts,
  view: RunView,
  agent: AgentView,
): Promise<string | null> {
  const isAsked = openHandQuestions(view, agent.name).length > 0;
  // A driver elsewhere says so too, but only in its log.
  if (!isAsked && agent.aside?.kind !== "conflict") return `${agent.name} is not set aside for conflicts.`;
  const ready = isAsked ? view : await begun(host, view, agent.name);
  if (typeof ready === "string") return ready;
  const opened = await hands.open(ready, ready.session?.agents[agent.name] ?? agent);
  if (!opened.ok) return opened.failure.message;
  const files = opened.value === 1 ? "One file" : `${opened.value} files`;
  vscode.window.setStatusBarMessage(
    `$(git-merge) ${files} of ${agent.name} to resolve; save when done.`,
    8000,
  );
  return null;
}

async function begun(host: KiloHost, { run }: RunView, name: string): Promise<RunView | string> {
  const reply = await host.send(run, { type: "agent.resolve", agent: name, auto: false });
  if (!reply.ok) return reply.failure.message;
  const where = { location: vscode.ProgressLocation.Window, title: `Kilo: both sides for ${name}…` };
  const asked = await vscode.window.withProgress(where, () => untilAsked(host, run, name));
  return asked ?? `The session rests, so the conflicts of ${name} cannot be resolved yet; resume it first.`;
}

/** Null where the session goes on no more, or nothing is asked for long. */
function untilAsked({ book }: KiloHost, run: string, name: string): Promise<RunView | null> {
  return new Promise((done) => {
    const end = (view: RunView | null) => {
      clearTimeout(timer);
      for (const one of heard) one.dispose();
      done(view);
    };
    const look = () => {
      const known = book.known(run);
      if (known && openHandQuestions(known.view, name).length > 0) end(known.view);
      else if (known?.view.status !== "running" || known.driver === "nobody") end(null);
    };
    const timer = setTimeout(() => end(null), longestMs);
    const heard = [book.onFacts((told) => told.run === run && look()), book.onDidChange(look)];
    look();
  });
}

/**
 * What stands against the answer that an agent's conflicts are resolved, wherever it is given: the card in the sidebar
 * asks too. The engine itself sees marks alone, and VS Code may have saved a text that has none and neither side's work.
 */
export async function againstResolved(
  { host, hands }: HandParts,
  run: string,
  command: RunCommand,
): Promise<string | null> {
  if (command.type !== "approval.give" || command.verdict === "rejected") return null;
  if (command.comment === giveUpAnswer) return null;
  const view = host.book.known(run)?.view;
  const asked = Object.values(view?.session?.agents ?? {}).find(
    ({ name }) => view && openHandQuestions(view, name).some(({ id }) => id === command.approval),
  );
  return view && asked ? hands.problem(view, asked) : null;
}

/** Answers the engine's question; what stands against that is looked for when it is sent. */
export async function sayResolved(host: KiloHost, view: RunView, agent: AgentView): Promise<string | null> {
  const [asked] = openHandQuestions(view, agent.name);
  if (!asked) return `${agent.name} has no conflicts that you resolve by hand; press Resolve first.`;
  const { id: approval, hash } = asked;
  const answer = { verdict: "approved", scope: "once", comment: resolvedAnswer } as const;
  const reply = await host.send(view.run, { type: "approval.give", approval, hash, ...answer });
  return reply.ok ? null : reply.failure.message;
}
