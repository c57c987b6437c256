// Review comments as one message for an agent: each with its place and the lines it is about. Pure.

export interface ReviewComment {
  /** Relative to the repository's root. */
  path: string;
  /** About what was there before the agent's changes. */
  before: boolean;
  /** From 1, both included. */
  from: number;
  to: number;
  /** The lines the comment is about, as they were shown. */
  quote: string;
  /** What was said there, oldest first. */
  texts: string[];
}

/** Lines of a quote; a longer one is told by its beginning. */
const mostQuoted = 8;

/**
 * @param words what is said to all of it; may be empty.
 * @returns plain text, in the order of files and lines.
 */
export function reviewMessage(words: string, comments: readonly ReviewComment[]): string {
  const ordered = [...comments].sort(
    (one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0) || one.from - other.from,
  );
  return [words.trim(), ...ordered.map(oneComment)].filter((part) => part !== "").join("\n\n");
}

function oneComment({ path, before, from, to, quote, texts }: ReviewComment): string {
  const side = before ? " (before your changes)" : "";
  const place = `${path}:${from === to ? from : `${from}-${to}`}${side}`;
  const lines = quote.split("\n");
  const shown = lines.slice(0, mostQuoted).map((line) => `> ${line}`);
  const more = lines.length > mostQuoted ? [`> … ${lines.length - mostQuoted} more lines`] : [];
  return [place, ...(quote.trim() === "" ? [] : [...shown, ...more]), ...texts].join("\n");
}
