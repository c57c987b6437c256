// Reads an explicit `/orchestrate` or `/single` at the start of a prompt.
// Promises that only the whole word counts; never looks at the rest of the prompt.

/** A prefix and the prompt without it. */
export type Prefix = { decision: "orchestrate" | "single"; rest: string };

// The division slash, the fraction slash and the fullwidth solidus are what other keyboards make of "/".
const PREFIX = /^[\s\uFEFF\u200B]{0,1000}[/\uFF0F\u2215\u2044](orchestrate|single)(?=\s|$)\s?/iu;

/**
 * Finds the prefix of a prompt.
 * @param prompt the prompt as typed
 * @returns the choice and the rest, or null when the prompt has no such prefix
 */
export function takePrefix(prompt: string): Prefix | null {
  const found = PREFIX.exec(prompt);
  if (found === null) return null;
  const decision = found[1]?.toLowerCase() === "single" ? "single" : "orchestrate";
  return { decision, rest: prompt.slice(found[0].length).trimStart() };
}
