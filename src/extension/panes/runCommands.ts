// Commands about runs, for the palette, the menus and the keyboard. Each is about the run the sidebar shows, or
// where that is over, the newest it can be about.
import * as vscode from "vscode";
import type { RunCommand } from "../../protocol/command";
import { noticeText } from "../chat/noticeText";
import type { KiloHost } from "../kiloHost";
import type { Sidebar } from "./sidebarView";

export function registerRunCommands(host: KiloHost, sidebar: Sidebar): vscode.Disposable {
  const { book } = host;
  const send = (command: RunCommand) => async () => {
    const run = runningRun(host);
    if (run) return say(await host.send(run, command));
    void vscode.window.showInformationMessage("No run goes on here, so there is nothing to pause or stop.");
  };
  const show = (what: "nextApproval" | "approve" | "reject") => () =>
    sidebar.show({ what, id: null, text: null });
  const commands: Record<string, (...rest: unknown[]) => unknown> = {
    "kilo.openTrace": (run) => host.openTrace(typeof run === "string" ? run : null, null),
    async "kilo.newTask"() {
      await book.choose(null);
      await host.openSidebar({ composer: null });
    },
    "kilo.stop": send({ type: "run.stop" }),
    "kilo.pause": send({ type: "run.pause" }),
    async "kilo.resume"() {
      const run = book.summaries().find(isPaused)?.run;
      const chosen = book.chosen();
      const wanted = chosen && chosen.view.status !== "ended" ? chosen.run : run;
      if (!wanted) return void vscode.window.showInformationMessage("There is no run to resume.");
      const resumed = await host.resume(wanted);
      if (resumed.ok) await book.choose(wanted);
      return say(resumed);
    },
    "kilo.undo": () => undoChosen(host),
    "kilo.nextApproval": show("nextApproval"),
    "kilo.approve": show("approve"),
    "kilo.reject": show("reject"),
  };
  const ends = Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run));
  return vscode.Disposable.from(...ends);
}

/** The shown run where it is not over, else the newest that is driven. */
function runningRun({ book }: KiloHost): string | null {
  const chosen = book.chosen();
  if (chosen && chosen.view.status !== "ended") return chosen.run;
  const driven = book.summaries().find(({ status, driver }) => status !== "ended" && driver !== "nobody");
  return driven?.run ?? null;
}

function isPaused({ status, driver }: { status: string; driver: string }): boolean {
  return status !== "ended" && driver === "nobody";
}

function say(reply: { ok: true } | { ok: false; failure: { message: string } }): void {
  if (!reply.ok) void vscode.window.showWarningMessage(noticeText(reply.failure.message));
}

async function undoChosen(host: KiloHost): Promise<void> {
  const chosen = host.book.chosen();
  if (!chosen)
    return void vscode.window.showInformationMessage(
      "No run is shown, so there is nothing to undo. Choose one in the Kilo sidebar first.",
    );
  const agreed = await vscode.window.showWarningMessage(
    "Undo what this run changed?",
    { modal: true, detail: "Files you changed since are kept as they are, and listed." },
    "Undo",
  );
  if (agreed === "Undo") say(await host.undo(chosen.run, null));
}
