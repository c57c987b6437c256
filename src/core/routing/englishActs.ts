// Cuts English sentences into clauses and says what each one does.
// Promises one clause for each verb of a request; a verb inside a question or a "how to" is not a request.
import { type Act, type Clause, is, type Sentence, type Verb, verbOf } from "./clauses";
import { headAct, LEADS } from "./englishHead";
import { forbids } from "./englishRefusals";
import type { Marked } from "./matchWords";

/**
 * Clauses of one English sentence.
 * @param sentence the sentence
 * @param index its place among the sentences of the prompt
 */
export function englishClauses(sentence: Sentence, index: number): Clause[] {
  const { tokens } = sentence;
  const make: Make = (act, at, from = 0, to = tokens.length) => {
    const verb = act === "edit" ? (verbOf(tokens[at]) ?? gerund(tokens[at]?.text)) : null;
    return { act, verb, word: tokens[at]?.text ?? "", tokens: tokens.slice(from, to), sentence: index };
  };
  if (tokens.length === 0) return [make("ask", 0)];
  const forbidden = forbids(tokens);
  if (forbidden !== null) {
    const head = headAct(tokens, sentence.question, 0);
    if (forbidden === "noEdit" || head.act !== "edit") return [make(forbidden, 0)];
  }
  const head = headAct(tokens, sentence.question, 0);
  if (head.act === "hypo" || head.act === "greet" || head.act === "noEdit") return [make(head.act, head.at)];
  return split(sentence, head.act, head.at, make);
}

const RESHAPING =
  /^(?:migrat|port|rewrit|redesign|overhaul|restructur|moderni[sz]|rearchitect|re-?implement)ing$/;
const BUILDING =
  /^(?:implement|build|introduc|integrat|refactor|convert|upgrad|splitt|unify|consolidat|design|develop)ing$/;

/** The class of a verb in "would you mind rewriting …"; an unknown verb is an ordinary edit. */
function gerund(word = ""): Verb {
  if (RESHAPING.test(word)) return "reshape";
  return BUILDING.test(word) ? "build" : "edit";
}

/** Makes a clause from the verb's place and the tokens from `from` up to `to`. */
type Make = (act: Act, at: number, from?: number, to?: number) => Clause;

/** Cuts a sentence where a further verb opens a clause of its own. */
function split(sentence: Sentence, act: Act, at: number, make: Make): Clause[] {
  const { tokens } = sentence;
  const clauses: Clause[] = [];
  let start = 0;
  let verbAt = at;
  let current: Act = act;
  const governed = act === "info" && governs(tokens);
  for (let next = at + 1; next < tokens.length; next += 1) {
    if (!opens(tokens, next)) continue;
    const { act: inner, at: found, asked } = opening(tokens, next + 1);
    if (inner === null) continue;
    // In a question or under "explain how to …" only an explicit request is one.
    if ((current === "ask" || governed) && !asked) continue;
    if (current === "state" && !asked && tokens[next]?.kind !== "break") continue;
    clauses.push(make(current, verbAt, start, next));
    start = found;
    verbAt = found;
    current = inner;
    next = found;
  }
  clauses.push(make(current, verbAt, start));
  return clauses;
}

function governs(tokens: readonly Marked[]): boolean {
  return tokens.some((token, at) => {
    const next = tokens[at + 1]?.text ?? "";
    if (token.text === "how") return /^(?:to|i|we|you|one|would|could|should)$/.test(next);
    return /^(?:would|could|should|whether|if)$/.test(token.text) && at > 0;
  });
}

function opens(tokens: readonly Marked[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  if (token.kind === "break") return /^[,:()\-–—]+$/.test(token.text);
  return /^(?:and|then|but|plus|please|pls|so)$/.test(token.text);
}

/** The verb that opens a clause after a boundary; `asked` if "please" or "can you" stands before it. */
function opening(tokens: readonly Marked[], from: number): { act: Act | null; at: number; asked: boolean } {
  let at = from;
  let asked = /^(?:please|pls)$/.test(tokens[from - 1]?.text ?? "");
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (is(token, "polite")) {
      asked = true;
      at += (token?.span ?? 1) - 1;
    } else if (token !== undefined && /^(?:please|pls)$/.test(token.text)) asked = true;
    else if (
      token === undefined ||
      !(LEADS.has(token.text) || (is(token, "hedge") && verbOf(token) === null))
    )
      break;
  }
  const token = tokens[at];
  const after = tokens[at + (token?.span ?? 1)];
  if (token === undefined || token.kind !== "word") return { act: null, at, asked };
  if (is(token, "info") && !is(after, "and")) return { act: "info", at, asked };
  const verb = verbOf(token);
  const alternative = is(after, "and") && verbOf(tokens[at + 2]) !== null;
  const followed =
    asked ||
    alternative ||
    (after !== undefined &&
      after.kind !== "break" &&
      !is(after, "and") &&
      !/^(?:of|for|in|on|is|are|so|should|must|has|to)$/.test(after.text));
  if (verb === null || !followed) return { act: null, at, asked };
  return { act: "edit", at, asked };
}
