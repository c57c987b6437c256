// The speech acts of a prompt: what each clause does, and the sentences they come from.
// Promises types and the cutting into sentences; never decides a mode.
import type { Evidence } from "./evidence";
import type { Marked } from "./matchWords";

/** What a clause does. "keep" restrains an edit without forbidding edits ("don't change the API"). */
export type Act = "edit" | "info" | "ask" | "noEdit" | "hypo" | "greet" | "state" | "keep";

/** The weight class of a clause's verb. */
export type Verb = "edit" | "build" | "reshape" | "mech" | "run";

/** A clause; `verb` is null where there is no imperative. `word` is the verb as folded. */
export type Clause = { act: Act; verb: Verb | null; word: string; tokens: Marked[]; sentence: number };

/** A sentence; `question` if it ends with a question mark, `bullet` if it is an item of a list. */
export type Sentence = { tokens: Marked[]; question: boolean; bullet: boolean };

const VERBS: readonly Verb[] = ["reshape", "build", "mech", "run", "edit"];

/** Whether a token carries evidence of a kind. */
export function is(token: Marked | undefined, evidence: Evidence): boolean {
  return token?.evidence.has(evidence) ?? false;
}

/** The heaviest verb class a token can stand for, or null. */
export function verbOf(token: Marked | undefined): Verb | null {
  if (token === undefined) return null;
  return VERBS.find((verb) => token.evidence.has(verb)) ?? null;
}

/**
 * Cuts marked tokens into sentences at full stops, question marks and line ends.
 * @param tokens marked tokens of the whole prompt
 */
export function cutSentences(tokens: readonly Marked[]): Sentence[] {
  const sentences: Sentence[] = [];
  let current: Marked[] = [];
  const close = (question: boolean) => {
    const bullet = isBullet(current);
    const rest = bullet ? current.slice(1) : current;
    if (rest.some((token) => token.kind !== "break")) sentences.push({ tokens: rest, question, bullet });
    else if (question) sentences.push({ tokens: [], question, bullet: false });
    current = [];
  };
  for (const token of tokens) {
    if (token.kind !== "stop") current.push(token);
    else if (token.text === "." && current.length === 1 && current[0]?.kind === "number") current.push(token);
    else if (current.length > 0 || token.text === "?") close(token.text === "?");
  }
  if (current.length > 0) close(false);
  return sentences;
}

function isBullet(tokens: readonly Marked[]): boolean {
  const first = tokens[0];
  if (first?.kind === "number") return /^\d{1,2}$/.test(first.text) && tokens[1]?.kind !== "word";
  return first?.kind === "break" && /^[-*•–—+]$/.test(first.text);
}
