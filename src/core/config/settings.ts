// Seals what a run is started with. A resume reads it from the log and never from files again.
import type { ModelBinding, RunSettings } from "../../protocol/settings";
import type { EffectiveConfig } from "./effective";

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
  };
  if (config.escalation !== null) settings.escalation = config.escalation;
  return settings;
}
