// One sentence for one mistake in a configuration, whatever it was written in: where, what is allowed, what stands there.
import type * as z from "zod";
import { visibleText } from "../../protocol/visibleText";

/** Characters of a value that are repeated: enough to find it by. */
const mostShown = 100;

/**
 * @param raw the values as they were written.
 * @param label place and name of a key, as in `config.toml:3: orchestrator.budget_usd`.
 */
export function complaint(issue: z.core.$ZodIssue, raw: unknown, label: (key: string[]) => string): string {
  const key = issue.path.map(String);
  return `${label(key)} ${issue.message}${given(key, valueAt(raw, key))}`;
}

/** What stands there instead; never where somebody may have pasted a key into the wrong place. */
function given(key: readonly string[], value: unknown): string {
  if (value === undefined) return ", and is missing";
  if (typeof value === "object" || /key|token|secret|password/i.test(key.at(-1) ?? "")) return "";
  const text = visibleText(JSON.stringify(value));
  return `, not ${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}`;
}

function valueAt(raw: unknown, key: readonly string[]): unknown {
  let value = raw;
  for (const part of key) value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}
