// What a session is started with, read anew each time from the configuration, the window's settings and the session file.
// Starts no process; the mistakes of the files are sentences for the person, and what they widen is asked for.
import * as vscode from "vscode";
import type { SessionConfiguration } from "../../core/config/sessionSettings";
import type { StartRun } from "../../core/engine";
import type { LoadedSettings } from "../../core/host/loadSettings";
import type { HostPlace } from "../../core/host/openEngineAt";
import type { SessionWishes } from "../../core/host/sessionSettings";
import type { Result } from "../../protocol/failure";
import { hostModels } from "../book/engines";
import { hostVariables } from "../environment";
import { hostSettings } from "../settings/hostSettings";
import { foundKeys, keyNames } from "./detachedDriver";
import { withGithub } from "./githubToken";
import { refused } from "./refused";

export interface SessionWish {
  /** May be empty where the session file has one. */
  task: string;
  /** Real path of a workspace folder. */
  folder: string;
  /** Path of a session file; null for none. */
  file: string | null;
}

export interface SessionOrder {
  start: Omit<StartRun, "origin">;
  retainBytes: number;
  keys: Record<string, string>;
}

/** @returns what `agent-manager start` of the command line would seal in this folder, with this window's settings. */
export async function sessionOrder(
  context: Pick<vscode.ExtensionContext, "secrets">,
  { task, folder, file }: SessionWish,
): Promise<Result<SessionOrder>> {
  const [{ modelLookups }, { checkSessionGround }, { sealSession }] = await Promise.all([
    import("../../core/host/loadSettings"),
    import("../../core/host/sessionDiff"),
    import("../../core/host/sessionSeal"),
  ]);
  if (task.trim() === "" && file === null) return refused("There is no task yet.");
  const place = { variables: hostVariables(), folder };
  const ground = await checkSessionGround(place);
  if (!ground.ok) return ground;
  const loaded = await hostSettings(context, folder, { isolation: "worktree" }, "session");
  if (!loaded.ok) return loaded;
  const { secret, config } = loaded.value;
  const read = await settledFiles(place, loaded.value, { file, flags: {} });
  if (!read.ok) return read;
  const lookups = modelLookups(secret, await hostModels());
  const start = await sealSession(place, config, read.value, { task, lookups });
  if (!start.ok) return start;
  const keys = await foundKeys(keyNames(start.value.settings), withGithub(secret));
  return { ok: true, value: { start: start.value, retainBytes: config.retentionBytes, keys } };
}

/** Read once more where the person approved what they widen. */
async function settledFiles(
  place: HostPlace,
  loaded: LoadedSettings,
  wishes: SessionWishes,
): Promise<Result<SessionConfiguration>> {
  const { readSessionSettings, approveWidening } = await import("../../core/host/sessionSettings");
  const read = await readSessionSettings(place, loaded, wishes);
  if (!read.ok || read.value.approved) return read;
  const answer = await askWidening(read.value.widens);
  if (answer === undefined) return refused("The session was not started.", "aborted");
  if (answer === without) return read;
  await approveWidening(place, read.value);
  return readSessionSettings(place, loaded, wishes);
}

const approve = "Approve";
const without = "Start Without";

/** Each key with its value, as one question; approved, it is asked again only when one of them changes. */
async function askWidening(widens: SessionConfiguration["widens"]): Promise<string | undefined> {
  const { wideningText } = await import("../../core/config/sessionSettings");
  return vscode.window.showWarningMessage(
    "Files of this folder ask for more than you have set.",
    { modal: true, detail: widens.map(wideningText).join("\n") },
    approve,
    without,
  );
}
