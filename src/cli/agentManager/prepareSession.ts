// Everything a session needs before it can begin: trust, configuration, the session's own files, models. Reads and asks;
// starts nothing.
import {
  readAgentCount,
  type SessionConfiguration,
  type SessionFlags,
} from "../../core/config/sessionSettings";
import type { StartRun } from "../../core/engine";
import { knownRoles } from "../../core/host/knownRoles";
import { type LoadedSettings, loadSettings, modelLookups } from "../../core/host/loadSettings";
import { checkSessionGround } from "../../core/host/sessionDiff";
import { sealSession } from "../../core/host/sessionSeal";
import { readSessionSettings, type SessionWishes } from "../../core/host/sessionSettings";
import { failure, type Result } from "../../protocol/failure";
import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { askTrust } from "../ask/askTrust";
import type { Prompter } from "../ask/prompter";
import { atTerminal } from "../configuration";
import type { Host } from "../host";
import { readApproved, readRunFlags } from "../runFlags";
import type { VerbInput } from "../verb";
import { askWidening } from "./askWidening";

export interface PreparedSession {
  start: Omit<StartRun, "origin">;
  configuration: LoadedSettings;
}

/** @param prompter null where nobody can be asked. */
export async function prepareSession(
  host: Host,
  input: VerbInput,
  prompter: Prompter | null,
): Promise<Result<PreparedSession>> {
  const place = host.environment;
  const counts = readCounts(input);
  if (!counts.ok) return counts;
  const flags = readRunFlags(input, await knownRoles(place));
  if (!flags.ok) return flags;
  const approved = readApproved(input);
  if (!approved.ok) return approved;
  const task = await readTask(input.words, host);
  const file = input.value("session") ?? null;
  if (task === "" && file === null) {
    const message =
      'There is no task. Write it in quotes: kilo-code agent-manager start "Build a user profile feature"';
    return { ok: false, failure: failure("invalid-input", message) };
  }
  const ground = await checkSessionGround(place);
  if (!ground.ok) return ground;
  const trusted = await askTrust(host, prompter);
  if (!trusted.ok) return trusted;
  const loaded = await loadSettings(place, {
    flags: { ...flags.value, isolation: "worktree" },
    terminal: atTerminal(host),
    trusted: true,
    session: true,
  });
  if (!loaded.ok) return loaded;
  const allowed = mayApproveBeforehand(host, approved.value, loaded.value);
  if (!allowed.ok) return allowed;
  const session = await settledFiles(host, loaded.value, prompter, {
    file,
    flags: { ...counts.value, models: flags.value.models ?? {} },
  });
  if (!session.ok) return session;
  const { config, secret } = loaded.value;
  const sealed = await sealSession(place, config, session.value, { task, lookups: modelLookups(secret) });
  return sealed.ok ? { ok: true, value: { start: sealed.value, configuration: loaded.value } } : sealed;
}

/** Read once more where the person approved what they widen. */
async function settledFiles(
  host: Host,
  loaded: LoadedSettings,
  prompter: Prompter | null,
  wishes: SessionWishes,
): Promise<Result<SessionConfiguration>> {
  const place = host.environment;
  const session = await readSessionSettings(place, loaded, wishes);
  if (!session.ok) return session;
  const widened = await askWidening(place, session.value, prompter);
  if (!widened.ok) return widened;
  return widened.value ? readSessionSettings(place, loaded, wishes) : session;
}

async function readTask(words: readonly string[], host: Host): Promise<string> {
  if (words.length !== 1 || words[0] !== "-") return words.join(" ").trim();
  const lines: string[] = [];
  for await (const line of host.inputLines()) lines.push(line);
  return lines.join("\n").trim();
}

function readCounts(input: VerbInput): Result<Pick<SessionFlags, "batchSize" | "maxParallel">> {
  const read = (flag: string): Result<number | null> => {
    const given = input.value(flag);
    return given === undefined ? { ok: true, value: null } : readAgentCount(`--${flag}`, given);
  };
  const batchSize = read("batch-size");
  if (!batchSize.ok) return batchSize;
  const maxParallel = read("max-parallel");
  if (!maxParallel.ok) return maxParallel;
  return { ok: true, value: { batchSize: batchSize.value, maxParallel: maxParallel.value } };
}
