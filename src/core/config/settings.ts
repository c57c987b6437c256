// Seals what a run is started with. A resume reads it from the log and never from files again.
import type { ModelBinding, RunSettings } from "../../protocol/settings";
import type { EffectiveConfig } from "./effective";
import { reviewerKey } from "./resolveModels";

/** @param models by role name, from `resolveModels`. */
export function runSettings(
  config: EffectiveConfig,
  models: Record<string, ModelBinding>,
  trusted: boolean,
): RunSettings {
  const settings: RunSettings = {
    capMicros: config.capMicros,
    maxIterations: config.maxIterations,
    threshold: config.threshold,
    enabled: config.enabled,
    models: { ...models },
    approve: { ...config.approve },
    checks: { ...config.checks },
    allowCommands: [...config.allowCommands],
    limits: { ...config.limits },
    isolation: config.isolation,
    trusted,
    requireVerified: config.requireVerified,
    sandbox: { ...config.sandbox },
  };
  if (config.escalation !== null) settings.escalation = config.escalation;
  if (config.review) {
    const ids = config.review.models.map((id, index) => models[reviewerKey(index)]?.id ?? id);
    settings.review = { models: ids, rule: config.review.rule };
  }
  // Absent where there is none, so that a log says only what was there.
  if (config.approveRules.length > 0) settings.approveRules = [...config.approveRules];
  if (config.roles.length > 0) settings.roles = [...config.roles];
  if (config.servers.length > 0) settings.servers = [...config.servers];
  if (config.skills.length > 0) settings.skills = [...config.skills];
  return settings;
}
