// Stop, as the sidebar, the trace and the palette have it for every run, ends a session for good, with all its agents; what
// the Agents view calls so lets it rest. So it is asked for once, as the command line does.
import * as vscode from "vscode";
import type { RunCommand } from "../../protocol/command";
import { isSession } from "../../protocol/runKind";
import type { KiloHost } from "../kiloHost";

const end = "End Session";

/** @returns a sentence where the person did not mean it; null where the command can be sent. */
export async function againstEnding(
  { book }: KiloHost,
  run: string,
  { type }: RunCommand,
): Promise<string | null> {
  if (type !== "run.stop" || !isSession(run) || book.known(run)?.view.status === "ended") return null;
  const agreed = await vscode.window.showWarningMessage(
    "End this session for good?",
    {
      modal: true,
      detail:
        "It cannot go on afterwards, and nothing of it is merged any more; what its agents did stays in their worktrees. Pause lets it rest instead.",
    },
    end,
  );
  return agreed === end ? null : "The session was not ended.";
}
