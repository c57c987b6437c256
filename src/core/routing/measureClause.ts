// Estimates the edited lines that one clause of a request stands for, with the reasons.
// Promises an additive model: what is done, to how much of the code, less what is known to be small.
import { type Clause, is, type Verb } from "./clauses";
import { AREAS } from "./evidence";
import type { Marked } from "./matchWords";

/** A part of an estimate: lines added (or saved, if negative) and why. */
export type Reason = { lines: number; text: string };

/** The estimate of one clause. `minor` marks a clause that is small or mechanical. */
export type ClauseSize = { reasons: Reason[]; minor: boolean; mechanical: boolean };

// Lines of a typical edit by the class of its verb. The default threshold of 50 is the seed's: below it, a plan does not pay.
const BASE: Record<Verb, number> = { run: 2, mech: 6, edit: 12, build: 30, reshape: 45 };
const WIDE = 42;
const APP = 30;
const FEATURE = 28;
const PER_ITEM = 8;
const MOST_ITEMS = 15;

const MAKES = new Set(
  "add create write make give need want build implement introduce develop support enable replace swap switch put design set_up setup set ship provide rip ensure expose should must integrate".split(
    " ",
  ),
);
const MOVES = new Set("make turn bring get take rework split move put cut swap speed".split(" "));
const PREPOSITION = new Set(
  "in on to of from for with into by at so that which where when if before after above below under using as via per than instead because unless between without inside across over it's".split(
    " ",
  ),
);
const NUMBERS: Record<string, number> = {
  two: 2,
  both: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  dozen: 12,
  several: 4,
  drei: 3,
  trois: 3,
  tres: 3,
  tre: 3,
  trei: 3,
  drie: 3,
  trzy: 3,
  tri: 3,
  три: 3,
  tiga: 3,
  uc: 3,
  ثلاث: 3,
  तीन: 3,
  שלושה: 3,
  many: 5,
  multiple: 4,
};
const TOOL =
  /^(?:eslint|prettier|black|ruff|gofmt|rustfmt|sed|codemod|jscodeshift|biome|git|clang-format|isort|standard|stylelint|npm|find)$/;
const LITERAL =
  /^(?:headers?|year|spaces?|tabs|whitespace|space|licence|license|eof|newlines?|semicolons?|quotes|imports?|version|copyright|codemod|references|occurrences)$/;

/**
 * Measures a clause.
 * @param clause a clause with act "edit"
 * @param english whether English grammar (the head of a noun phrase) may be used
 */
export function measureClause(clause: Clause, english: boolean): ClauseSize {
  const verb = clause.verb ?? "edit";
  const { tokens } = clause;
  const phrase = nounPhrase(tokens, clause.word);
  const outright = english && removesTechnology(tokens, clause.word);
  const byTool =
    verb === "run" || movesFiles(tokens, clause.word) || (verb === "mech" && !outright) || runsTool(tokens);
  const mechanical = byTool || isLiteralEdit(tokens, clause.word);
  const reasons: Reason[] = [
    { lines: mechanical && verb !== "run" ? BASE.mech : BASE[verb], text: describe(verb, clause.word) },
  ];
  if (mechanical) return { reasons, minor: true, mechanical };
  if (outright) reasons.push({ lines: 46, text: "a technology is taken out of the whole product" });
  const specified =
    english && verb === "build" && tokens.some((token) => /\.(?:md|txt|pdf|adoc|rst)$/.test(token.text));
  if (specified) reasons.push({ lines: FEATURE, text: "a written specification is to be built" });
  const own = english ? intoOwn(tokens) : null;
  if (own !== null) reasons.push(own);
  const wide = wideness(tokens, phrase, verb);
  if (wide !== null) reasons.push(wide);
  const count = counted(tokens);
  if (count !== null) reasons.push(count);
  const app = wide === null || wide.lines < WIDE ? wholeApp(tokens, verb, clause.word) : null;
  if (app !== null) reasons.push(app);
  const swapped = english && wide === null ? replaced(tokens, phrase, clause.word) : null;
  if (swapped !== null) reasons.push(swapped);
  const head = english ? headOf(phrase) : looseHead(tokens);
  const makes = !english || verb !== "edit" || MAKES.has(clause.word);
  // What the user calls a feature is one, by the seed's "add feature".
  const named = /^features?$/.test(phrase.at(-1)?.text ?? "");
  if (head === "feature" && makes) {
    reasons.push({ lines: named ? FEATURE + 12 : FEATURE, text: "a feature is more than one place" });
  }
  const grown = reasons.length > 1;
  const small = !grown && (head === "small" || singleTarget(tokens));
  if (small) {
    const factor = head === "small" && (verb !== "build" || singleTarget(tokens)) ? 0.25 : 0.5;
    reasons.push({ lines: -Math.round(BASE[verb] * (1 - factor)), text: "one named, small thing" });
  }
  return { reasons, minor: small, mechanical };
}

function describe(verb: Verb, word: string): string {
  const named = word === "" ? "" : ` ("${word}")`;
  if (verb === "run") return `a command${named}`;
  if (verb === "mech") return `a mechanical edit${named}`;
  if (verb === "reshape") return `work that reshapes code${named}`;
  return verb === "build" ? `feature-sized work${named}` : `an edit${named}`;
}

/** The words from the verb to the first preposition or break: what is edited. */
function nounPhrase(tokens: readonly Marked[], word: string): Marked[] {
  const verbAt = Math.max(
    0,
    tokens.findIndex((token) => token.text === word),
  );
  const phrase: Marked[] = [];
  for (let at = verbAt + Math.max(1, tokens[verbAt]?.span ?? 1); at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === "break") break;
    if (PREPOSITION.has(token.text) || token.text === "and" || token.text === "or") {
      if (phrase.length > 0) break;
      continue;
    }
    phrase.push(token);
  }
  return phrase;
}

/** The kind of thing the last telling word of a noun phrase names. */
function headOf(phrase: readonly Marked[]): "small" | "feature" | null {
  for (let at = phrase.length - 1; at >= 0; at -= 1) {
    const token = phrase[at];
    if (is(token, "small") && !is(token, "feature")) return "small";
    if (is(token, "feature") && !(is(token, "container") && is(token, "tests") && at > 0)) return "feature";
    if (is(token, "container")) return null;
    // "this", "the one": a single thing that the user points at.
    if (token !== undefined && /^(?:this|one)$/.test(token.text) && phrase.length <= 3) return "small";
  }
  return null;
}

function looseHead(tokens: readonly Marked[]): "small" | "feature" | null {
  if (tokens.some((token) => is(token, "small") && !is(token, "container"))) return "small";
  return tokens.some((token) => is(token, "feature")) ? "feature" : null;
}

function wideness(tokens: readonly Marked[], phrase: readonly Marked[], verb: Verb): Reason | null {
  const at = tokens.findIndex((token) => is(token, "all") && verbOnly(token));
  if (at < 0) {
    // Parts by their plural: "into separate modules", "the billing and tax modules".
    if (verb === "edit") return null;
    const plural = tokens.some(
      (token, place) =>
        place > 0 &&
        is(token, "container") &&
        /[^s]s$/.test(token.text) &&
        tokens[place - 1]?.kind === "word",
    );
    return plural ? { lines: 20, text: "several containers of code" } : null;
  }
  const near = tokens.slice(at, at + 6);
  const container = near.find((token) => token.kind === "folder" || holdsMuch(token));
  const oneFile = tokens.some((token) => token.kind === "file");
  const what = `"${near
    .slice(0, 3)
    .map((token) => token.raw)
    .join(" ")}"`;
  if (oneFile && container === undefined) return { lines: 5, text: `${what} within one file` };
  if (container === undefined && phrase.length === 0) return { lines: 20, text: what };
  return { lines: container === undefined ? 25 : WIDE, text: `${what} spans many files` };
}

function holdsMuch(token: Marked): boolean {
  return is(token, "container") || is(token, "app") || AREAS.some((area) => is(token, area));
}

// A word that is both a quantifier and something else counts only as the quantifier it is.
function verbOnly(token: Marked): boolean {
  return token.kind === "word" && !is(token, "hedge");
}

function counted(tokens: readonly Marked[]): Reason | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const number =
      token.kind === "number" && /^\d{1,5}$/.test(token.text) ? Number(token.text) : NUMBERS[token.text];
    if (number === undefined || number < 2) continue;
    const thing = tokens.slice(at + 1, at + 4).find((word) => is(word, "container"));
    if (thing === undefined || is(thing, "small")) continue;
    const lines = number === 2 ? 12 : PER_ITEM * Math.min(number, MOST_ITEMS);
    return { lines, text: `${token.raw} ${thing.raw}` };
  }
  return null;
}

function wholeApp(tokens: readonly Marked[], verb: Verb, word: string): Reason | null {
  if (verb === "edit" && !MOVES.has(word)) return null;
  const at = tokens.findIndex((token) => is(token, "app"));
  if (at < 0) return null;
  const before = tokens.slice(Math.max(0, at - 3), at).map((token) => token.text);
  if (before.some((text) => /^(?:in|on|to|of|from|for|into|at)$/.test(text))) return null;
  return {
    lines: verb === "edit" ? APP + 12 : APP,
    text: `it changes the ${tokens[at]?.raw ?? "app"} as a whole`,
  };
}

/** "Replace Webpack with Vite": one technology for another, wherever it is used. */
function replaced(tokens: readonly Marked[], phrase: readonly Marked[], word: string): Reason | null {
  if (!/^(?:swap|replace|switch|move|exchange|substitute)$/.test(word)) return null;
  if (headOf(phrase) === "small" || singleTarget(tokens)) return null;
  const at = tokens.findIndex((token, place) => place > 0 && /^(?:for|with|to|by)$/.test(token.text));
  const name = tokens[at + 1];
  if (at < 0 || name === undefined || !/^(?:word|name)$/.test(name.kind) || !/^[A-Z]/.test(name.raw))
    return null;
  return { lines: 40, text: `one technology for another (${name.raw})` };
}

/** "Remove jQuery from the project": not a deletion of files but of every use. */
function removesTechnology(tokens: readonly Marked[], word: string): boolean {
  if (word !== "remove" && word !== "drop") return false;
  const at = tokens.findIndex((token) => token.text === word);
  const name = tokens[at + 1];
  if (name === undefined || !/^(?:word|name|call)$/.test(name.kind) || !/[A-Z]/.test(name.raw)) return false;
  return tokens.slice(at + 2).some((token) => is(token, "app"));
}

/** "Move all images from public/ to assets/": files change their place, not their text. */
function movesFiles(tokens: readonly Marked[], word: string): boolean {
  if (word !== "move" && word !== "copy") return false;
  return tokens.filter((token) => token.kind === "folder" || token.kind === "file").length >= 2;
}

/** "Fix all lint errors with eslint --fix": a tool makes the edit. */
function runsTool(tokens: readonly Marked[]): boolean {
  return tokens.some((token, at) => {
    const before = tokens[at - 1]?.text ?? "";
    return /^(?:with|using|via|through|over)$/.test(before) && TOOL.test(token.text);
  });
}

/** "Extract billing into its own service": a new container, with its own build and interface. */
function intoOwn(tokens: readonly Marked[]): Reason | null {
  const at = tokens.findIndex((token) => /^(?:into|as|to)$/.test(token.text));
  if (at < 0) return null;
  const near = tokens.slice(at + 1, at + 5);
  const apart = near.some((token) => /^(?:own|separate|standalone|dedicated|independent)$/.test(token.text));
  const container = near.find((token) =>
    /^(?:service|package|library|repo|repository|app|microservice|layer|project|crate|workspace|database)$/.test(
      token.text,
    ),
  );
  return apart && container !== undefined ? { lines: 40, text: `a ${container.text} of its own` } : null;
}

/** A clause whose only place is one file, function or identifier. */
function singleTarget(tokens: readonly Marked[]): boolean {
  const places = tokens.filter((token) => /^(?:file|call|code|name)$/.test(token.kind));
  return (
    places.length > 0 && places.length <= 3 && tokens.some((token) => /^(?:file|call|code)$/.test(token.kind))
  );
}

/** "Replace 2024 by 2025 in all headers", "convert tabs to spaces", "add the licence header": what a script does. */
function isLiteralEdit(tokens: readonly Marked[], word: string): boolean {
  if (!/^(?:replace|add|convert|change|strip|update|fix|drop|insert|get)$/.test(word)) return false;
  const at = tokens.findIndex((token) => token.text === word);
  const near = tokens.slice(at + 1, at + 5);
  return (
    near.some((token) => LITERAL.test(token.text)) &&
    tokens.every((token) => !is(token, "tests") && !is(token, "verify"))
  );
}
