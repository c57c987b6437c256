// Reads how an English sentence opens: with a question, a request for information, an imperative, a wish or a remark.
// Promises grammar over keywords: a verb counts where a request has its verb, not wherever the word occurs.
import { type Act, is, verbOf } from "./clauses";
import { refusal } from "./englishRefusals";
import type { Marked } from "./matchWords";

export const LEADS = new Set(
  "please pls plz now then also and but so well first second third next finally afterwards kindly maybe btw again instead still oh um actually additionally lastly to alright you're".split(
    " ",
  ),
);

const SUBORDINATE = new Set(
  "when where if while after before once whenever since as because although wherever until for in on with given".split(
    " ",
  ),
);

const WANT = new Set("want need like should must wish gotta require".split(" "));

const KNOW = new Set(
  "know understand see learn hear explanation reason opinion advice idea estimate overview review answer feedback thoughts discuss ask".split(
    " ",
  ),
);

const WONDER = new Set(
  "wonder wondering curious asking ask confused understand think believe guess doubt assume know unsure sure lost".split(
    " ",
  ),
);

const MODAL = new Set("should must needs need shall ought supposed".split(" "));

const REPORT = new Set(
  "review overview summary explanation estimate comparison opinion list proposal plan outline breakdown analysis description example question rundown sketch idea ideas recommendation critique walkthrough audit pass".split(
    " ",
  ),
);

const MAKER = new Set("give write draft make do prepare produce provide create".split(" "));

export type Head = { act: Act; at: number };

export function headAct(tokens: readonly Marked[], question: boolean, from: number): Head {
  const at = skipLeads(tokens, from);
  const token = tokens[at];
  if (token === undefined) return { act: greets(tokens) ? "greet" : question ? "ask" : "state", at: 0 };
  const colon = headerEnd(tokens, at);
  if (
    colon > 0 &&
    verbOf(token) === null &&
    !is(token, "info") &&
    !is(token, "ask") &&
    !is(token, "polite") &&
    token.text !== "check"
  ) {
    const header = tokens.slice(at, colon).map((word) => word.text);
    if (header.includes("question")) return { act: "ask", at };
    if (header.some((word) => /^(?:request|task|todo|feature|wish|story|ticket)$/.test(word)))
      return { act: "edit", at: colon + 1 };
    return headAct(tokens, question, colon + 1);
  }
  if (is(token, "hypo")) return { act: "hypo", at };
  if (is(token, "polite")) return politeAct(tokens, at, question);
  const refused = refusal(tokens, at);
  if (refused !== null) return refused;
  if (SUBORDINATE.has(token.text) && !question) {
    const comma = tokens.findIndex((word, place) => place > at && word.text === ",");
    if (comma > 0 && comma < tokens.length - 1) return headAct(tokens, question, comma + 1);
    if (is(token, "ask")) return { act: "state", at };
  }
  if (asks(tokens, at, question)) return { act: "ask", at };
  const person = firstPerson(tokens, at);
  if (person !== null) return person;
  return imperative(tokens, at, question);
}

function skipLeads(tokens: readonly Marked[], from: number): number {
  let at = from;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const helping =
      token.text === "help" && /^(?:me|us)$/.test(tokens[at + 1]?.text ?? "") && !is(token, "info");
    if (helping) at += 1;
    else if (is(token, "greet") && !is(token, "edit")) at += token.span - 1;
    else if (is(token, "hedge")) continue;
    else if (token.kind !== "break" && !LEADS.has(token.text)) break;
  }
  return at;
}

function headerEnd(tokens: readonly Marked[], at: number): number {
  const colon = tokens.findIndex((word, place) => place > at && place <= at + 5 && word.text === ":");
  return colon > 0 && colon < tokens.length - 1 ? colon : -1;
}

function greets(tokens: readonly Marked[]): boolean {
  return tokens.some((token) => is(token, "greet"));
}

function politeAct(tokens: readonly Marked[], polite: number, question: boolean): Head {
  const opener = `${tokens[polite]?.text} ${tokens[polite + 1]?.text}`;
  const next = tokens[polite + 2]?.text ?? "";
  // "Would you split this?" asks for an opinion, "would you please split this?" for a split.
  if (opener === "would you" && question && !/^(?:please|mind|kindly|just)$/.test(next))
    return { act: "ask", at: polite };
  const at = skipLeads(tokens, polite + (tokens[polite]?.span ?? 1));
  const token = tokens[at];
  if (token?.text === "mind") return { act: "edit", at: at + 1 };
  if (is(token, "info")) return { act: "info", at };
  if (verbOf(token) !== null) return imperative(tokens, at, question);
  return { act: question || token === undefined ? "ask" : "edit", at };
}

function asks(tokens: readonly Marked[], at: number, question: boolean): boolean {
  const token = tokens[at];
  const next = tokens[at + 1]?.text ?? "";
  if (token?.text === "do") return question;
  if (token?.text === "have" || token?.text === "has" || token?.text === "had") return question;
  if (is(token, "ask")) return true;
  if (/^(?:could|would|can|will|shall)$/.test(token?.text ?? ""))
    return question || /^(?:this|that|it|we|i|the|there)$/.test(next);
  if (!question || verbOf(token) !== null) return question && tokens.length < 3 && verbOf(token) === null;
  return true;
}

function firstPerson(tokens: readonly Marked[], at: number): Head | null {
  const word = tokens[at]?.text ?? "";
  if (word === "let's" || word === "lets") return imperative(tokens, skipLeads(tokens, at + 1), false);
  if (!/^(?:i|we|i'd|we'd|i'm|i've|we've|we're|you)$/.test(word)) return null;
  const window = tokens.slice(at + 1, at + 9);
  const negated = window.slice(0, 3).some((token) => /^(?:don't|dont|not|no|never)$/.test(token.text));
  const wants = window.findIndex((token) => WANT.has(token.text));
  const open = wants >= 0 && wants <= 2;
  if (open && negated)
    return {
      act: window.slice(0, 7).some((token) => /^(?:fix|changes?|code|edits?|patch|you)$/.test(token.text))
        ? "noEdit"
        : "keep",
      at,
    };
  if (!open)
    return window.slice(0, 4).some((token) => WONDER.has(token.text))
      ? { act: "info", at }
      : { act: "state", at };
  const rest = window.slice(wants + 1);
  const purpose = rest.findIndex(
    (token) => KNOW.has(token.text) || verbOf(token) !== null || is(token, "info"),
  );
  const found = rest[purpose];
  // "I want to compare" asks for a comparison, "we need rate limiting" does not ask for a rating.
  const compares =
    is(found, "info") && verbOf(found) === null && /^(?:to|you)$/.test(rest[purpose - 1]?.text ?? "");
  if (found !== undefined && purpose <= 4 && (KNOW.has(found.text) || compares)) return { act: "info", at };
  const verbAt =
    purpose >= 0 && purpose <= 3 && verbOf(found) !== null ? at + 1 + wants + 1 + purpose : at + 1 + wants;
  return { act: "edit", at: verbAt };
}

function imperative(tokens: readonly Marked[], at: number, question: boolean): Head {
  const token = tokens[at];
  const verb = verbOf(token);
  if (is(token, "info") && !is(token, "edit")) return { act: "info", at };
  if (token !== undefined && MAKER.has(token.text) && asksForReport(tokens, at)) return { act: "info", at };
  if (token?.text === "check" && !is(token, "verify")) return { act: "info", at };
  if (verb !== null || (is(token, "verify") && token?.kind === "word")) {
    // "Build fails on Windows" and "Fix is in" have a noun where the verb would be.
    const after = tokens[at + (token?.span ?? 1)]?.text ?? "";
    if (
      !/^(?:is|are|was|fails|failed|does|doesn't|has|isn't|should|must|needs|still|button|page)$/.test(after)
    )
      return { act: "edit", at };
  }
  if (question) return { act: "ask", at };
  const modal = tokens.findIndex(
    (word, place) =>
      place > at &&
      (MODAL.has(word.text) ||
        ((word.text === "has" || word.text === "have") && tokens[place + 1]?.text === "to")),
  );
  if (modal > 0) return { act: "edit", at: modal };
  return { act: "state", at };
}

function asksForReport(tokens: readonly Marked[], at: number): boolean {
  const files = tokens.some((token) => token.kind === "file" || token.kind === "folder");
  if (files) return false;
  const found = tokens.findIndex((token, place) => place > at && place <= at + 5 && REPORT.has(token.text));
  if (found < 0) return false;
  const after = tokens[found + 1];
  return (
    after === undefined ||
    after.kind === "break" ||
    /^(?:of|for|about|on|how|why|and|with|to|first)$/.test(after.text)
  );
}
