// Starts one run: the settings that hold, the models of its roles, then the engine. Reads the configuration anew each
// time, so that what holds is what the files say now.
import type * as vscode from "vscode";
import type { Engine } from "../core/engine";
import type { Origin } from "../protocol/approval";
import type { Reply } from "../protocol/command";
import { failure, type Result } from "../protocol/failure";
import { hostModels } from "./book/engines";
import { hostSettings } from "./settings/hostSettings";

interface Start {
  prompt: string;
  /** A role's name or one of its mode names; null lets routing decide. */
  role: string | null;
  folder: string;
  origin: Origin;
}

export async function startRun(
  context: Pick<vscode.ExtensionContext, "secrets">,
  engine: Engine,
  { prompt, role, folder, origin }: Start,
): Promise<Reply<{ run: string }>> {
  if (prompt.replace(/^\s*\/(orchestrate|single)\b/, "").trim() === "") return wrong("There is no task yet.");
  const [{ roles }, { resolveModels }, { modelLookups }, { runSettings }, { chosenRole }] = await Promise.all(
    [
      import("../core/roles/index"),
      import("../core/config/resolveModels"),
      import("../core/host/loadSettings"),
      import("../core/config/settings"),
      import("../core/host/knownRoles"),
    ],
  );
  const loaded = await hostSettings(context, folder);
  if (!loaded.ok) return loaded;
  const { config, secret, known } = loaded.value;
  const chosen = role === null ? null : chosenRole(role, known);
  if (chosen && !chosen.ok) return chosen;
  const resolved = await resolveModels(roles, config, modelLookups(secret, await hostModels()));
  if (!resolved.ok) return resolved;
  return engine.start({
    prompt: prompt.trim(),
    folder,
    role: chosen?.value ?? null,
    settings: runSettings(config, resolved.value.models, true),
    notices: [...config.notices, ...resolved.value.notices],
    origin,
  });
}

function wrong(message: string): Extract<Result<never>, { ok: false }> {
  return { ok: false, failure: failure("invalid-input", message) };
}
