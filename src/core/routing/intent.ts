// Decides whether a prompt wants edits at all, from the speech acts of its clauses.
// Promises that a request without edits is chat; never looks at size.
import { type Clause, is, type Sentence } from "./clauses";

/** What a prompt wants, and the evidence for it. `unsure`: nothing in the prompt says so in words; the kind of sentence alone decided. */
export type Intent = { wants: "edits" | "chat"; reason: string; unsure?: true };

const PROBLEM =
  /^(?:broken|fails?|failing|failed|crash(?:es|ed|ing)?|wrong|missing|bug|error|errors|typo|flickers?|hangs?|stuck|broke|incorrect|invalid|leaks?|doesn't|does|won't|isn't|not|can't|cannot|nothing|throws|slow|red|blank|empty|overlaps?|freezes|times|warning|misaligned|off|duplicated|lost|stops?|stopped|exception|undefined|null|404|500)$/;
const OPINION =
  /^(?:vs|versus|opinion|thoughts|idea|ideas|feedback|advice|question|difference|curious|tips|recommendation|recommendations)$/;
const FIRST = /^(?:i|i'm|i've|we|you|you're|it|that|that's|this|there|so|interesting|true|right)$/;

/**
 * Reads the intent of a prompt.
 * @param clauses clauses of the prose
 * @param sentences sentences of the prose
 * @param logLines lines of pasted logs
 * @param english whether the prose is English
 */
export function intentOf(
  clauses: readonly Clause[],
  sentences: readonly Sentence[],
  logLines: number,
  english: boolean,
): Intent {
  const acts = (act: Clause["act"]) => clauses.filter((clause) => clause.act === act);
  const edits = acts("edit");
  const runs = edits.filter((clause) => clause.verb === "run");
  if (acts("noEdit").length > 0) {
    if (runs.length > 0 && runs.length === edits.length)
      return { wants: "edits", reason: "a command to run, without edits" };
    return { wants: "chat", reason: "edits are ruled out by the prompt" };
  }
  if (acts("hypo").length > 0) return { wants: "chat", reason: "a hypothetical, not a request" };
  if (edits.length > 0) return { wants: "edits", reason: "an edit or a command is asked for" };
  if (acts("ask").length > 0) return { wants: "chat", reason: "a question without a request for edits" };
  if (acts("info").length > 0)
    return { wants: "chat", reason: "information, a review or an opinion is asked for" };
  const stated = acts("state");
  const words = stated.flatMap((clause) => clause.tokens).filter((token) => token.kind !== "break");
  if (words.length === 0 && acts("greet").length === 0 && logLines > 0)
    return { wants: "edits", reason: "a pasted error without words: a fix is implied" };
  if (words.length === 0)
    return { wants: "chat", reason: acts("greet").length > 0 ? "a greeting or thanks" : "no request in it" };
  if (words.some((word) => OPINION.test(word.text)))
    return { wants: "chat", reason: "an opinion is asked for" };
  if (logLines > 0 || words.some((word) => PROBLEM.test(word.text)))
    return { wants: "edits", reason: "a defect is reported: a fix is implied" };
  if (FIRST.test(words[0]?.text ?? ""))
    return { wants: "chat", reason: "a remark, not a request", unsure: true };
  // Of a language without a list only the question mark is known; a sentence without one is taken as a request.
  if (!english && words.length >= 3 && acts("greet").length === 0)
    return { wants: "edits", reason: "a statement in a language without a word list", unsure: true };
  const things = words.filter(
    (word) =>
      /^(?:file|folder|call)$/.test(word.kind) ||
      (word.evidence.size > 0 && !is(word, "fn") && !is(word, "hedge") && !is(word, "greet")),
  ).length;
  const listing = sentences.some((sentence) => sentence.bullet) || words.length >= 4;
  if (things >= 1 && listing)
    return { wants: "edits", reason: "deliverables are named without a verb", unsure: true };
  return { wants: "chat", reason: "no request in it", unsure: true };
}
