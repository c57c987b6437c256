// Carries out a pane's wishes: runs through the host, the rest through VS Code's own doors. What a model or a file wrote
// reaches nothing here without the person: links ask first, files open inside the workspace only.
import * as vscode from "vscode";
import type { PaneAction } from "../../protocol/wire";
import type { KiloHost } from "../kiloHost";
import type { PaneReply } from "./answerQuery";
import { exportRun } from "./exportRun";
import { openDiff } from "./openDiff";
import { openFile } from "./openFile";
import type { TextPages } from "./textPages";

export interface ActionParts {
  /** Texts that are shown in editors of VS Code's own. */
  pages: TextPages;
}

const done: PaneReply = { ok: true, value: null };

export async function performAction(
  host: KiloHost,
  action: PaneAction,
  { pages }: ActionParts,
): Promise<PaneReply> {
  switch (action.type) {
    case "run.start":
      return reply(await host.start(action), "run");
    case "run.resume":
      return reply(await host.resume(action.run), "run");
    case "run.command":
      return reply(await host.send(action.run, action.command), "seq");
    case "run.undo":
      return reply(await host.undo(action.run, action.to), "seq");
    case "run.delete":
      return reply(await host.remove(action.run), "seq");
    case "run.export":
      return exportRun(host, action.run);
    case "run.choose":
      await host.book.choose(action.run);
      return done;
    case "trace.open": {
      const { run, turn, task } = action;
      await host.openTrace(run, { ...(turn === null ? {} : { turn }), ...(task === null ? {} : { task }) });
      return done;
    }
    case "diff.open":
      return openDiff(host, pages, action.run, action.approval);
    case "report.open":
      return openReport(host, pages, action.run);
    case "file.open":
      return openFile(host, action.path, action.line);
    case "link.open":
      return openLink(action.url);
    case "text.copy":
      await vscode.env.clipboard.writeText(action.text);
      return done;
    case "host.do":
      await vscode.commands.executeCommand(...hostCommands[action.what]);
      return done;
  }
}

type HostWish = Extract<PaneAction, { type: "host.do" }>["what"];

const hostCommands: Record<HostWish, [command: string, ...rest: unknown[]]> = {
  setKey: ["kilo.setKey"],
  manageTrust: ["workbench.trust.manage"],
  openFolder: ["workbench.action.files.openFolder"],
  initGit: ["git.init"],
  openSettings: ["kilo.openSettings"],
  openConfig: ["kilo.openConfig"],
  openWalkthrough: ["kilo.openWalkthrough"],
  installCommand: ["kilo.installCommand"],
};

function reply<Key extends string>(
  given: ({ ok: true } & Record<Key, unknown>) | { ok: false; failure: { message: string } },
  key: Key,
): PaneReply {
  return given.ok ? { ok: true, value: given[key] } : { ok: false, message: given.failure.message };
}

/** As plain text: a preview would fetch what a model put into it. */
async function openReport(host: KiloHost, pages: TextPages, run: string): Promise<PaneReply> {
  const engine = await host.book.engineOf(run);
  const asked = await engine?.ask(run, { type: "report" });
  if (!asked?.ok || asked.answer.type !== "report" || asked.answer.text === null) {
    return {
      ok: false,
      message: asked && !asked.ok ? asked.failure.message : "There is no report of this run yet.",
    };
  }
  const document = await vscode.workspace.openTextDocument(pages.put(`${run}/Report.md`, asked.answer.text));
  await vscode.window.showTextDocument(document, { preview: true });
  return done;
}

async function openLink(text: string): Promise<PaneReply> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    return { ok: false, message: "Only links to http and https are opened." };
  }
  const chosen = await vscode.window.showInformationMessage(
    "Open this link outside VS Code?",
    { modal: true, detail: url.href },
    "Open",
  );
  if (chosen === "Open") await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
  return done;
}
