// The commands behind the chat's buttons: they answer approvals and open what belongs to a run. What they are given is
// checked; an approval is bound to the hash of what was shown. Not in the palette.
import * as z from "zod";
import type { RunCommand } from "../../protocol/command";
import type { Failure } from "../../protocol/failure";
import { isRunAgain } from "../../protocol/runAgain";
import type { KiloHost } from "../kiloHost";
import type { ChatApi } from "./chatApi";
import type { ChatCommand } from "./chatPiece";
import { noticeText } from "./noticeText";

const runArgument = z.tuple([z.string().min(1).max(80)]);
const approvalArguments = z
  .tuple([z.string().min(1).max(80), z.string().min(1).max(200), z.string().length(64)])
  .rest(z.string().max(8_000));

interface Asked {
  run: string;
  approval: string;
  hash: string;
  /** An option of a question that was chosen. */
  option: string | undefined;
}

type Answer = Pick<Extract<RunCommand, { type: "approval.give" }>, "verdict" | "comment">;

/** @param given the button's arguments; wrong ones are passed over, for only our own buttons know the right ones. */
export async function runChatCommand(
  window: ChatApi["window"],
  host: KiloHost,
  command: ChatCommand,
  given: readonly unknown[],
): Promise<void> {
  const tell = (reply: { ok: true } | { ok: false; failure: Failure }) => {
    if (!reply.ok) void window.showWarningMessage(noticeText(reply.failure.message));
  };
  const give = async ({ run, approval, hash }: Asked, answer: Answer | null) => {
    if (answer)
      tell(await host.send(run, { type: "approval.give", approval, hash, scope: "once", ...answer }));
  };
  const asked = readAsked(given);
  const run = readRun(given);
  switch (command) {
    case "kilo.chat.approve":
      if (asked) await give(asked, { verdict: "approved" });
      break;
    case "kilo.chat.reject":
      if (asked) await give(asked, await askReason(window, asked));
      break;
    case "kilo.chat.answer":
      if (asked) await give(asked, await askAnswer(window, asked));
      break;
    case "kilo.chat.review":
      if (!asked) break;
      await host.book.choose(asked.run);
      await host.openSidebar({ approval: asked.approval });
      break;
    case "kilo.chat.openTrace":
      if (run) await host.openTrace(run, null);
      break;
    case "kilo.chat.resume": {
      if (!run) break;
      const resumed = await host.resume(run);
      if (resumed.ok) await host.book.choose(run);
      tell(resumed);
      break;
    }
    case "kilo.chat.undo":
      if (run && (await agreesToUndo(window))) tell(await host.undo(run, null));
  }
}

function readAsked(given: readonly unknown[]): Asked | null {
  const read = approvalArguments.safeParse(given);
  if (!read.success) return null;
  const [run, approval, hash, option] = read.data;
  return { run, approval, hash, option };
}

function readRun(given: readonly unknown[]): string | null {
  const read = runArgument.safeParse(given);
  return read.success ? read.data[0] : null;
}

async function agreesToUndo(window: ChatApi["window"]): Promise<boolean> {
  const question = "Undo what this run changed?";
  const detail = "Files you changed since are kept as they are, and listed.";
  return (await window.showWarningMessage(question, { modal: true, detail }, "Undo")) === "Undo";
}

/** The engine's own question, and a budget, are a plain no; every other no has a reason for the agent. */
async function askReason(window: ChatApi["window"], { approval }: Asked): Promise<Answer | null> {
  if (isRunAgain(approval) || approval.startsWith("budget:")) return { verdict: "rejected" };
  const reason = await window.showInputBox({
    title: "Reject",
    prompt: "Why not? The agent reads this. Empty: no reason.",
  });
  if (reason === undefined) return null;
  return { verdict: "rejected", ...(reason.trim() === "" ? {} : { comment: reason }) };
}

async function askAnswer(window: ChatApi["window"], { option }: Asked): Promise<Answer | null> {
  if (option !== undefined) return { verdict: "approved", comment: option };
  const words = await window.showInputBox({ title: "Answer", prompt: "Empty: the agent decides." });
  if (words === undefined) return null;
  return words.trim() === "" ? { verdict: "rejected" } : { verdict: "approved", comment: words };
}
