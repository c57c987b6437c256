// Roles whose temperature their models are never told: makers of newer models refuse requests that name one, so it is sent to
// servers of other addresses alone, over chat completions. Pure.
import type { ModelBinding, RoleDefinition } from "../../protocol/settings";

/** @returns one sentence where some role's temperature has no effect. */
export function temperatureNotices(
  roles: readonly RoleDefinition[],
  models: Readonly<Record<string, ModelBinding>>,
): string[] {
  const untold = roles.flatMap(({ name, temperature }) => {
    const model = Object.hasOwn(models, name) ? models[name] : undefined;
    if (temperature === undefined || model === undefined || model.api === "openai-chat") return [];
    return [`${name} (${model.id})`];
  });
  if (untold.length === 0) return [];
  return [
    `temperature has no effect for ${untold.join(", ")}: only other servers of [providers] with api = "openai" are told one, for newer models of Anthropic and OpenAI refuse it.`,
  ];
}
