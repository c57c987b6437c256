// What a person wishes of a session: answered by commands to it, by the engine's own rooms, or by VS Code's editors.
// An answer to the merge is bound to what was shown; what reaches the person's files is asked for once.
import * as vscode from "vscode";
import type { SessionVerb } from "../../protocol/agentsWire";
import type { RunCommand } from "../../protocol/command";
import { mayOpenAgain } from "../../protocol/mayOpenAgain";
import type { RunView } from "../../protocol/run";
import type { KiloHost } from "../kiloHost";
import { openAgentDiff } from "./openAgentDiff";

export interface SessionWish {
  verb: Exclude<SessionVerb, "start">;
  /** For `approveMerge`: what was shown. */
  approval?: { id: string; hash: string } | undefined;
}

/** @returns null, or one sentence that says why not. */
export async function carryOutSession(
  host: KiloHost,
  view: RunView,
  wish: SessionWish,
): Promise<string | null> {
  const { run } = view;
  const send = async (command: RunCommand) => problemOf(await host.send(run, command));
  switch (wish.verb) {
    case "approveMerge":
      return approveMerge(host, view, wish.approval);
    case "stop":
      // As `agent-manager stop` does: it rests, and Resume goes on.
      return send({ type: "run.pause" });
    case "resume":
      return problemOf(await host.resume(run));
    case "cleanup":
      return cleanup(host, view);
    case "undo":
      return undo(host, run);
    case "review": {
      const shown = await openAgentDiff(view, null);
      return shown.ok ? null : shown.failure.message;
    }
    case "resolveAll":
      return send({ type: "agent.resolve", agent: null, auto: true });
    case "openPullRequest":
      return mayOpenAgain(view) ? problemOf(await host.openPullRequestAgain(run)) : openPullRequest(view);
    case "approvals":
      return showApprovals(host, view);
    case "trace":
      await host.openTrace(run, null);
      return null;
  }
}

function problemOf(reply: { ok: true } | { ok: false; failure: { message: string } }): string | null {
  return reply.ok ? null : reply.failure.message;
}

function openMerge({ approvals }: RunView) {
  return Object.values(approvals).find(({ kind, answer }) => kind === "merge" && !answer);
}

/** Without what was shown it shows the approval, as the sidebar has it, and leaves the answer to the person there. */
async function approveMerge(
  host: KiloHost,
  view: RunView,
  shown: SessionWish["approval"],
): Promise<string | null> {
  const asked = openMerge(view);
  if (!asked) return "No merge waits for an answer now.";
  if (!shown) return showApproval(host, view.run, asked.id);
  if (asked.id !== shown.id || asked.hash !== shown.hash)
    return "The merge is another one by now; look at it again before you approve it.";
  const { id: approval, hash } = shown;
  return problemOf(
    await host.send(view.run, { type: "approval.give", approval, hash, verdict: "approved", scope: "once" }),
  );
}

async function showApproval(host: KiloHost, run: string, approval: string): Promise<null> {
  await host.book.choose(run);
  await host.openSidebar({ approval });
  return null;
}

async function showApprovals(host: KiloHost, view: RunView): Promise<string | null> {
  const first = host.book.inbox().find(({ run }) => run === view.run);
  return first
    ? showApproval(host, view.run, first.approval.id)
    : "Nothing of this session waits for you now.";
}

async function cleanup(host: KiloHost, view: RunView): Promise<string | null> {
  const cleaned = await host.cleanSession(view.run);
  if (!cleaned.ok) return cleaned.failure.code === "aborted" ? null : cleaned.failure.message;
  const { removed, kept } = cleaned;
  const trees = removed === 1 ? "One worktree was" : `${removed} worktrees were`;
  vscode.window.setStatusBarMessage(`$(check) ${trees} taken away.`, 5000);
  return kept.length === 0 ? null : kept.join(" ");
}

async function undo(host: KiloHost, run: string): Promise<string | null> {
  const agreed = await vscode.window.showWarningMessage(
    "Undo what this session changed?",
    { modal: true, detail: "Where you changed the same files since, nothing is undone and they are listed." },
    "Undo",
  );
  return agreed === "Undo" ? problemOf(await host.undo(run, null)) : null;
}

async function openPullRequest({ session }: RunView): Promise<string | null> {
  const text = session?.pullRequest?.url ?? "";
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return "This session has no pull request yet.";
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
  return null;
}
