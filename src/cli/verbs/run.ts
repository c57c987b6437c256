// `run "<prompt>"`: starts a run, drives it here, and ends with its exit code.

import { resolveModels } from "../../core/config/resolveModels";
import { runSettings } from "../../core/config/settings";
import { knownRoles } from "../../core/host/knownRoles";
import { modelLookups } from "../../core/host/loadSettings";
import { roles } from "../../core/roles/index";
import { failure, type Result } from "../../protocol/failure";
import { mayApproveBeforehand } from "../ask/approveBeforehand";
import { askTrust } from "../ask/askTrust";
import { offerUnfinished } from "../ask/offerUnfinished";
import { loadConfiguration } from "../configuration";
import { type Host, refuse } from "../host";
import { openEngine } from "../openEngine";
import { openSession } from "../openSession";
import { personHere } from "../person";
import { resumeRun } from "../resumeRun";
import { drivingOptions, readApproved, readRole, readRunFlags } from "../runFlags";
import { cleanText } from "../text/cleanText";
import type { Verb, VerbInput } from "../verb";

export const run: Verb = {
  name: "run",
  about: "carry a task from prompt to a checked result",
  takes: '"<prompt>"',
  options: [
    { name: "budget", value: "dollars", about: "hard stop for this run, such as 2.50" },
    { name: "max-iterations", value: "number", about: "rounds of changes before the run stops" },
    { name: "model", value: "role=id", repeat: true, about: "another model for a role" },
    { name: "role", value: "role", about: "start in this role instead of deciding by the prompt" },
    { name: "isolation", value: "where", about: "workspace (default) or worktree: a tree of its own" },
    ...drivingOptions,
  ],
  notes: [
    "`-` reads the prompt from stdin. A prompt may begin with /orchestrate or /single.",
    "Budget raises, questions and trust are always answered by a person.",
    "Where the newest run here was cut off or paused, it is offered first; settings of this line do not change it.",
    "Without a terminal a run that needs an answer pauses and exits 3; `kilo-code resume` goes on.",
  ],
  async run(input, host) {
    const origin = personHere(host);
    if (!origin.ok) return refuse(host, origin.failure);
    const wanted = await readWanted(input, host);
    if (!wanted.ok) return refuse(host, wanted.failure);
    const { prompt, role, flags, approved } = wanted.value;
    const json = input.has("json");
    const session = await openSession(host, { json, approved: [] });
    const trusted = await askTrust(host, session.prompter);
    if (!trusted.ok) return refuse(host, trusted.failure);
    const offered = await offerUnfinished(host, openEngine(host), session.prompter);
    if (offered.next === "leave") return offered.code;
    if (offered.next === "resume") {
      const requireVerified = input.has("require-verified");
      return resumeRun(host, { run: offered.run, approved, budget: null, json, requireVerified });
    }
    const loaded = await loadConfiguration(host, flags, true);
    if (!loaded.ok) return refuse(host, loaded.failure);
    const { config, secret } = loaded.value;
    const allowed = mayApproveBeforehand(host, approved, loaded.value);
    if (!allowed.ok) return refuse(host, allowed.failure);
    const resolved = await resolveModels(roles, config, modelLookups(secret));
    if (!resolved.ok) return refuse(host, resolved.failure);
    const notices = [...config.notices, ...resolved.value.notices];
    for (const notice of notices) host.say(`note: ${cleanText(notice)}`);
    const { engine } = session.open(secret, config.retentionBytes);
    const started = await engine.start({
      prompt,
      folder: host.environment.folder,
      role,
      settings: runSettings(config, resolved.value.models, true),
      notices,
      origin: origin.value,
    });
    if (!started.ok) return refuse(host, started.failure);
    return session.drive(started.run, origin.value, config.requireVerified);
  },
};

async function readWanted(input: VerbInput, host: Host) {
  const known = await knownRoles(host.environment);
  const flags = readRunFlags(input, known);
  if (!flags.ok) return flags;
  const approved = readApproved(input);
  if (!approved.ok) return approved;
  const role = readRole(input.value("role"), known);
  if (!role.ok) return role;
  const prompt = await readPrompt(input.words, host);
  if (!prompt.ok) return prompt;
  const value = { prompt: prompt.value, role: role.value, flags: flags.value, approved: approved.value };
  return { ok: true as const, value };
}

async function readPrompt(words: string[], host: Host): Promise<Result<string>> {
  let prompt = words.join(" ");
  if (words.length === 1 && words[0] === "-") {
    const lines: string[] = [];
    for await (const line of host.inputLines()) lines.push(line);
    prompt = lines.join("\n");
  }
  if (prompt.replace(/^\s*\/(orchestrate|single)\b/, "").trim() !== "")
    return { ok: true, value: prompt.trim() };
  const message = 'There is no prompt. Write the task in quotes: kilo-code run "Add a test for the parser"';
  return { ok: false, failure: failure("invalid-input", message) };
}
