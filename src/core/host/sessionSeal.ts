// What a session is sealed with when it starts, for every host the same: the configuration that holds, with the roles,
// models and settings of the session's files over it. Reads; starts nothing.

import { failure, type Result } from "../../protocol/failure";
import type { EffectiveConfig } from "../config/effective";
import { type ModelLookups, resolveModels } from "../config/resolveModels";
import type { SessionConfiguration } from "../config/sessionSettings";
import { runSettings } from "../config/settings";
import type { StartRun } from "../engine";
import { rolesOf } from "../roles/index";
import type { HostPlace } from "./openEngineAt";

/**
 * @param task as it was typed; empty where a session file says it.
 * @param session from `readSessionSettings`.
 * @returns `invalid-input` without a task, or why a role has no model.
 */
export async function sealSession(
  { folder }: HostPlace,
  config: EffectiveConfig,
  session: SessionConfiguration,
  { task, lookups }: { task: string; lookups: ModelLookups },
): Promise<Result<Omit<StartRun, "origin">>> {
  const prompt = task.trim() || promptOf(session);
  if (prompt === "") return { ok: false, failure: failure("invalid-input", noTask) };
  const models = { ...config.models, ...session.models };
  const own = { ...config, roles: session.roles, models };
  const roles = rolesOf({ roles: own.roles, session: session.session });
  const resolved = await resolveModels(roles, own, lookups);
  if (!resolved.ok) return resolved;
  const settings = {
    ...runSettings(own, resolved.value.models, true),
    isolation: "worktree" as const,
    session: session.session,
  };
  const notices = [...config.notices, ...resolved.value.notices, ...session.notices];
  return { ok: true, value: { prompt, folder, role: null, settings, notices } };
}

const noTask =
  'There is no task. Write it in quotes: kilo-code agent-manager start "Build a user profile feature"';

/** What a session file says it is for, where no task was typed. */
function promptOf({ task, session }: SessionConfiguration): string {
  if (task !== null) return task;
  const tasks = (session.agents ?? []).flatMap((agent) => agent.task ?? []);
  if (tasks.length === 0 || tasks.length < (session.agents?.length ?? 0)) return "";
  return `${session.name ?? "Carry out the session"}: ${tasks.join("; ")}`;
}
