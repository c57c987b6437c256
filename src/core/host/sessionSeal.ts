// What a session is sealed with when it starts, for every host the same: the configuration that holds, with the roles,
// models and settings of the session's files over it. Reads; starts nothing.

import { failure, type Result } from "../../protocol/failure";
import type { EffectiveConfig } from "../config/effective";
import { type ModelLookups, resolveModels } from "../config/resolveModels";
import type { SessionConfiguration } from "../config/sessionSettings";
import { runSettings } from "../config/settings";
import type { StartRun } from "../engine";
import { rolesOf } from "../roles/index";
import { checkAgentBranches } from "./agentBranches";
import { checkAgentFolders } from "./agentFolders";
import type { HostPlace } from "./openEngineAt";
import { otherMachines } from "./otherMachines";

/**
 * @param task as it was typed; empty where a session file says it.
 * @param session from `readSessionSettings`.
 * @returns `invalid-input` without a task or where an agent cannot have its directory or its branch, or why a role has no model.
 */
export async function sealSession(
  place: HostPlace,
  config: EffectiveConfig,
  session: SessionConfiguration,
  { task, lookups }: { task: string; lookups: ModelLookups },
): Promise<Result<Omit<StartRun, "origin">>> {
  const { folder } = place;
  const prompt = task.trim() || promptOf(session);
  if (prompt === "") return { ok: false, failure: failure("invalid-input", noTask) };
  const folders = await checkAgentFolders(place, session.session.agents);
  if (!folders.ok) return folders;
  const branches = checkAgentBranches(session.session);
  if (!branches.ok) return branches;
  const models = { ...config.models, ...session.models };
  const own = { ...config, roles: session.roles, models };
  const roles = rolesOf({ roles: own.roles, session: session.session });
  const resolved = await resolveModels(roles, own, lookups);
  if (!resolved.ok) return resolved;
  const machines = await otherMachines(place, config, lookups.secret);
  if (!machines.ok) return machines;
  const merging = mergeAnswer(config, session.session);
  const sealed = runSettings(own, resolved.value.models, true);
  const settings = {
    ...sealed,
    approve: { ...sealed.approve, merge: merging.answer },
    isolation: "worktree" as const,
    session: { ...session.session, ...machines.value },
  };
  const notices = [...config.notices, ...resolved.value.notices, ...session.notices, ...merging.notices];
  return { ok: true, value: { prompt, folder, role: null, settings, notices } };
}

/** The strategy `auto`, which a person approved, is their answer to the merge, where nobody said that they want to be asked. */
function mergeAnswer(
  { approve, entries }: EffectiveConfig,
  { merge: { strategy } }: SessionConfiguration["session"],
): { answer: "ask" | "auto"; notices: string[] } {
  if (strategy !== "auto" || approve.merge === "auto") return { answer: approve.merge, notices: [] };
  const origin = entries.find(({ key }) => key === "orchestrator.approve.merge")?.origin ?? "default";
  if (origin === "default") return { answer: "auto", notices: [] };
  const notice = `You are asked about the merge although its strategy is auto: ${origin} says "ask".`;
  return { answer: "ask", notices: [notice] };
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
