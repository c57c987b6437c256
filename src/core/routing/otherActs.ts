// Classifies clauses of languages other than English by the evidence in a sentence and its order.
// Promises the same acts as for English; never depends on where a language puts its verb.
import { type Act, type Clause, is, type Sentence, verbOf } from "./clauses";
import type { Marked } from "./matchWords";

/** Where "who", "why" or "how" may stand and still open the sentence. */
const OPENING = 2;

/**
 * Clauses of one sentence: one for each verb of a request, or one for the whole sentence.
 * @param sentence the sentence
 * @param index its place among the sentences of the prompt
 * @param runs true for scripts that are read as runs, where a question word may stand anywhere
 */
export function otherClauses(sentence: Sentence, index: number, runs: boolean): Clause[] {
  const act = sentenceAct(sentence, runs);
  const { tokens } = sentence;
  if (act !== "edit") return [{ act, verb: null, word: "", tokens: [...tokens], sentence: index }];
  const clauses: Clause[] = [];
  let from = 0;
  tokens.forEach((token, at) => {
    const verb = verbOf(token);
    if (verb === null) return;
    const previous = clauses.at(-1);
    // A verb and its particle or auxiliary are one verb: at least one other word stands between two requests.
    if (previous !== undefined && at - from < 2) {
      previous.tokens.push(token);
      return;
    }
    if (previous !== undefined) previous.tokens = tokens.slice(clauses.length === 1 ? 0 : from - 1, at);
    clauses.push({ act, verb, word: token.text, tokens: tokens.slice(at), sentence: index });
    from = at + 1;
  });
  const first = clauses[0];
  if (first === undefined) return [{ act, verb: "edit", word: "", tokens: [...tokens], sentence: index }];
  if (clauses.length === 1) first.tokens = [...tokens];
  return clauses;
}

function sentenceAct(sentence: Sentence, runs: boolean): Act {
  const { tokens, question } = sentence;
  if (tokens.length === 0) return question ? "ask" : "state";
  const has = (kind: Parameters<typeof is>[1]) => tokens.some((token) => is(token, kind));
  if (has("noEdit")) return "noEdit";
  if (is(tokens[0], "hypo")) return "hypo";
  const verb = tokens.findIndex((token) => verbOf(token) !== null && !is(token, "info"));
  const info = tokens.findIndex((token) => is(token, "info"));
  const asking = has("ask") && (question || runs);
  const opener = tokens
    .filter((token) => token.kind !== "break")
    .slice(0, OPENING)
    .find((token) => is(token, "ask"));
  // "Haz que …": after the verb, a question word only joins.
  const opensAsking = opener !== undefined && (verb < 0 || tokens.indexOf(opener) < verb);
  // A polite question whose verb is unknown is a request, unless it asks for an answer.
  const answer = has("ask") || tokens.some((token) => token.text === ",");
  if (has("polite") && question && info < 0 && verb < 0) return answer ? "ask" : "edit";
  if (has("polite") && verb >= 0) return info >= 0 && info < verb ? "info" : "edit";
  if (asking && question) return "ask";
  if (info >= 0)
    return verb > info && joined(tokens, verb)
      ? "edit"
      : runs && verb >= 0 && verb > info
        ? "edit"
        : verb >= 0 && verb < info && !runs && joined(tokens, info)
          ? "edit"
          : "info";
  if (asking && verb < 0) return "ask";
  if (verb >= 0 && !opensAsking) return "edit";
  if (verb >= 0 && !question && joined(tokens, verb)) return "edit";
  if (verb >= 0 && opensAsking) return "ask";
  if (question || opensAsking) return "ask";
  if (has("greet")) return "greet";
  return "state";
}

function joined(tokens: readonly Marked[], at: number): boolean {
  return tokens.slice(Math.max(0, at - 3), at).some((token) => is(token, "and") || token.kind === "break");
}
