// The `/orchestrate` and `/single` a prompt may begin with: read, set and taken away. Pure; what is behind the prefix
// is never changed.

export const prefixes = ["orchestrate", "single"] as const;
export type Prefix = (typeof prefixes)[number];

const atStart = /^\s*\/(orchestrate|single)(?=\s|$)\s?/i;

/** @returns the prefix and the words behind it; the prefix is null where there is none. */
export function readPrefix(text: string): { prefix: Prefix | null; rest: string } {
  const found = atStart.exec(text);
  if (!found) return { prefix: null, rest: text };
  const prefix = found[1]?.toLowerCase() === "single" ? "single" : "orchestrate";
  return { prefix, rest: text.slice(found[0].length) };
}

/** The prompt with that prefix instead of its own; null takes it away. */
export function withPrefix(text: string, prefix: Prefix | null): string {
  const { rest } = readPrefix(text);
  return prefix === null ? rest : `/${prefix} ${rest.trimStart()}`;
}
