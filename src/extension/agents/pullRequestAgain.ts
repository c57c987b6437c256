// Tries the pull request of a session again that ended without one. A push that nobody approved yet is shown first: where
// it goes, and the words that would be published.
import * as vscode from "vscode";
import type { FindSecret } from "../../core/config/credentials";
import type { StoreFolder } from "../../core/log/store";
import type { Approval, Origin } from "../../protocol/approval";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { PullRequestView } from "../../protocol/session";
import { visibleText } from "../../protocol/visibleText";
import { hostVariables } from "../environment";
import { withGithub } from "./githubToken";

/** Characters of a dialog's text: more of it does not fit a screen. */
const mostShown = 4_000;

export async function openPullRequestAgain(
  { view, runs }: { view: RunView; runs: StoreFolder },
  secret: FindSecret,
  origin: Origin,
): Promise<Result<PullRequestView>> {
  const { openPullRequestAgain: open } = await import("../../core/host/openPullRequestAgain");
  const place = { variables: hostVariables(), folder: view.folder };
  const progress = { location: vscode.ProgressLocation.Window, title: "Opening the pull request" };
  return vscode.window.withProgress(progress, async () =>
    open(place, runs, view.run, { origin, secret: withGithub(secret), ask }),
  );
}

/** Closing the dialog is no answer. */
async function ask({ title, detail }: Approval): Promise<boolean | null> {
  const text = visibleText(detail);
  const cut = text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
  const agreed = await vscode.window.showWarningMessage(
    `${visibleText(title)}?`,
    { modal: true, detail: cut },
    "Push and Open",
  );
  return agreed === "Push and Open" ? true : null;
}
