// Finds prohibitions in English: "don't change anything", "without editing files", "no code".
// Promises to tell a ban on all edits from a limit to one edit ("don't change the API") and from a rule to write.
import { type Act, is } from "./clauses";
import type { Marked } from "./matchWords";

const TOUCH = new Set(
  "touch change modify edit break alter fix implement write create commit apply refactor rewrite patch update add make do delete remove start run".split(
    " ",
  ),
);

const PRESERVE = new Set("touch change modify edit break alter remove delete".split(" "));

const GLOBAL = new Set(
  "anything it them code file files yet this that any nothing edits changes fix".split(" "),
);

const MODIFY = /^(?:chang|modif|edit|touch|alter|writ|fix|implement|mak|add)\w*ing$|^changes$/;

/** Prohibitions at the head: of everything ("don't change anything"), of one thing, or a rule to write. */
export function refusal(tokens: readonly Marked[], at: number): { act: Act; at: number } | null {
  const length = negation(tokens, at);
  if (length === 0) return null;
  const act = prohibited(tokens, at + length);
  return { act, at: at + length };
}

function negation(tokens: readonly Marked[], at: number): number {
  const word = tokens[at]?.text ?? "";
  if (/^(?:don't|dont|never|not)$/.test(word)) return 1;
  if (word === "do" && tokens[at + 1]?.text === "not") return 2;
  return word === "no" && tokens[at + 1]?.text === "need" ? 3 : 0;
}

function prohibited(tokens: readonly Marked[], at: number): Act {
  const verb = tokens[at]?.text ?? "";
  const rest = tokens.slice(at + 1, at + 6);
  const place = rest.some((token) => /^(?:else|outside|under|except|besides|in)$/.test(token.text));
  const global =
    rest.length === 0 ||
    rest.some((token) => GLOBAL.has(token.text)) ||
    (rest[0]?.text === "the" && GLOBAL.has(rest[1]?.text ?? ""));
  if (TOUCH.has(verb) && global && !place) return "noEdit";
  return PRESERVE.has(verb) ? "keep" : "edit";
}

/** Forbidding phrases anywhere in a sentence, where they are not part of the thing to be made. */
export function forbids(tokens: readonly Marked[]): Act | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const before = tokens[at - 1];
    if (is(token, "noEdit")) {
      const apart =
        before === undefined || before.kind === "break" || is(before, "hedge") || is(before, "and");
      const whole = tokens[at + (token?.span ?? 1)];
      if (
        apart &&
        (whole === undefined || whole.kind === "break" || /^(?:please|pls|yet|at|just|for)$/.test(whole.text))
      )
        return "noEdit";
    }
    if (
      token?.text === "without" &&
      MODIFY.test(tokens[at + 1]?.text ?? "") &&
      prohibited(tokens, at + 1) === "edit"
    ) {
      if (tokens.slice(at + 2, at + 5).some((word) => GLOBAL.has(word.text)) || tokens[at + 2] === undefined)
        return "noEdit";
    }
    const apart =
      before !== undefined && (before.kind === "break" || /^(?:but|and|please|just|then)$/.test(before.text));
    const length = apart ? negation(tokens, at) : 0;
    if (length > 0 && prohibited(tokens, at + length) === "noEdit") return "noEdit";
  }
  return null;
}
