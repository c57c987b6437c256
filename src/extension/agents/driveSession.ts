// Starts and takes up sessions: in a process of their own that outlives the window, unless a model of VS Code is used,
// which only the window can reach.
import type * as vscode from "vscode";
import type { Engine } from "../../core/engine";
import type { Origin } from "../../protocol/approval";
import type { Reply } from "../../protocol/command";
import type { Result } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import { hostSettings } from "../settings/hostSettings";
import { driverProgram, foundKeys, keyNames, needsWindow, startDetached } from "./detachedDriver";
import { withGithub } from "./githubToken";
import type { SessionWish } from "./sessionOrder";

type Context = Pick<vscode.ExtensionContext, "secrets" | "extensionPath">;

/** @param origin who speaks, where the window itself drives. */
export async function startSession(
  context: Context,
  engine: Engine,
  wish: SessionWish,
  origin: Origin,
): Promise<Reply<{ run: string }>> {
  const { sessionOrder } = await import("./sessionOrder");
  const order = await sessionOrder(context, wish);
  if (!order.ok) return order;
  const { start, retainBytes, keys } = order.value;
  if (needsWindow(start.settings)) return engine.start({ ...start, origin });
  const program = driverProgram(context, wish.folder, Object.keys(keys));
  return reply(await startDetached(program, { start, retainBytes, keys }));
}

/** Takes up a session nobody drives. */
export async function resumeSession(
  context: Context,
  engine: Engine,
  view: RunView,
  origin: Origin,
): Promise<Reply<{ run: string }>> {
  const { run, folder, settings } = view;
  if (needsWindow(settings)) return engine.resume(run, { origin });
  const loaded = await hostSettings(context, folder);
  if (!loaded.ok) return loaded;
  const keys = await foundKeys(keyNames(settings), withGithub(loaded.value.secret));
  const program = driverProgram(context, folder, Object.keys(keys));
  const retainBytes = loaded.value.config.retentionBytes;
  return reply(await startDetached(program, { resume: { run }, retainBytes, keys }));
}

function reply(started: Result<{ run: string }>): Reply<{ run: string }> {
  return started.ok ? { ok: true, run: started.value.run } : started;
}
