// What the composer holds between two showings of the pane: words, chosen role, chosen folder. Read back with care,
// because another version may have written it.

export interface Draft {
  text: string;
  /** A role's name; null lets routing decide. */
  role: string | null;
  /** Path of a workspace folder; null for the first. */
  folder: string | null;
}

export const emptyDraft: Draft = { text: "", role: null, folder: null };

/** Longest prompt the host takes, in characters. */
export const longestPrompt = 100_000;

export function readDraft(kept: unknown): Draft {
  if (typeof kept !== "object" || kept === null) return emptyDraft;
  const { text, role, folder } = kept as Record<string, unknown>;
  return {
    text: typeof text === "string" ? text : "",
    role: typeof role === "string" ? role : null,
    folder: typeof folder === "string" ? folder : null,
  };
}
