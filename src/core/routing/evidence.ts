// The kinds of evidence a prompt can hold, and the shape of a language's word list.
// Promises one vocabulary for all languages, so that rules are written once and never per language.

/** What a word is evidence of. A word may be evidence of more than one thing. */
export type Evidence =
  | "fn" // a function word that tells the language, nothing else
  | "ask" // opens a question
  | "info" // asks for information, a review or an opinion
  | "noEdit" // forbids edits altogether
  | "hypo" // opens a hypothetical
  | "polite" // opens a polite request ("can you")
  | "edit" // an ordinary edit
  | "build" // feature-sized work
  | "reshape" // work that changes the shape of a code base
  | "mech" // an edit that one command makes
  | "run" // a command
  | "all" // "all", "every", "whole", "across"
  | "container" // module, service, package: something that holds many files
  | "app" // the application as a whole
  | "feature" // a thing that takes several files to make
  | "small" // a thing that takes a few lines
  | "verify" // proof is asked for
  | "open" // the place or the number of the defects is unknown
  | "hedge" // just, quick, simple
  | "greet" // greeting, thanks, acknowledgement
  | "and" // joins the items of a list
  | "ui"
  | "api"
  | "data"
  | "tests"
  | "docs"
  | "ci"
  | "auth"
  | "jobs"
  | "mail"
  | "sdk"
  | "logs";

/** Terms divided by white space; `_` joins the words of a phrase, a final `*` marks a stem. */
export type Lexicon = Partial<Record<Evidence, string>>;

/** The parts of a product that are counted as distinct layers. */
export const AREAS = [
  "ui",
  "api",
  "data",
  "tests",
  "docs",
  "ci",
  "auth",
  "jobs",
  "mail",
  "sdk",
  "logs",
] as const;
