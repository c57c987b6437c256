// Estimates the edited lines of a whole request: its clauses, its layers, its list, its proof and its unknowns.
// Promises that every number shown has a reason; never reads anything but the prompt.
import { type Clause, is, type Sentence } from "./clauses";
import { AREAS } from "./evidence";
import type { Marked } from "./matchWords";
import { measureClause, type Reason } from "./measureClause";

/** The estimate of a request. `mechanical`: one command would do it. `hedged`: the user calls it small. */
export type PromptSize = {
  lines: number;
  reasons: Reason[];
  mechanical: boolean;
  hedged: boolean;
  scope: boolean;
};

const PER_AREA = 14;
const PER_ITEM = 11;
const OPEN = 20;
const UNLIMITED = 32;
const STEPS = 20;
const PROOF = 14;
// A defect to find, to fix and to prove fixed is the seed's "fix bug + verify": with the edit itself it reaches the default threshold.
const FIX_AND_PROOF = 38;
const TARGET = 42;
const UNIT = /^(?:ms|s|sec|second|seconds|minutes?|min|mb|gb|kb|mib|gib|percent|%|rps|fps)$/;
const COMPARE =
  /^(?:under|below|above|over|least|most|than|half|target|within|reduce|cut|less|to|from|bring|times)$/;
const MEASURED =
  /^(?:p\d\d|p99|latency|coverage|throughput|bundle|memory|startup|image|size|performance|score|lighthouse|faster|start|load|covered|branch)$/;
const UNBOUNDED = /^(?:whatever|any|what|that|you|breaking|fallout)$/;
const SEVERAL = /^(?:some|several|many|different|various|multiple)$/;
const STEP = /^(?:first|then|next|afterwards|finally|lastly|secondly)$/;
const FIXES = /^(?:fix|repair|resolve|solve|debug|eliminate|remove|get|patch|correct|stop|prevent|address)$/;

/**
 * Measures a request.
 * @param clauses all clauses of the prompt
 * @param sentences the sentences they come from
 * @param english whether English grammar may be used
 */
export function measurePrompt(
  clauses: readonly Clause[],
  sentences: readonly Sentence[],
  english: boolean,
): PromptSize {
  const edits = clauses.filter((clause) => clause.act === "edit");
  const sizes = edits.map((clause) => measureClause(clause, english));
  const reasons = sizes.flatMap((size) => size.reasons);
  const minor = sizes.length > 0 && sizes.every((size) => size.minor);
  const mechanical =
    sizes.length > 0 && sizes.every((size, at) => size.mechanical || (at > 0 && follows(edits[at])));
  const grown = sizes.some(
    (size) => size.reasons.length > 1 && size.reasons.every((reason) => reason.lines > 0),
  );
  const working = clauses.filter(
    (clause) => clause.act === "edit" || clause.act === "state" || clause.act === "info",
  );
  const tokens = working.flatMap((clause) => clause.tokens);
  const areas = layers(working);
  // The list of a mechanical edit names its files, unless it names layers: then each needs a look.
  const layered = (areas?.lines ?? 0) >= PER_AREA * 3;
  const all = edits.length > 0 ? listed(working, sentences, layered) : null;
  const scope: Reason[] = [];
  if (all !== null && !onlyRuns(edits)) scope.push(all);
  if (areas !== null && !(minor && all === null && areas.lines < PER_AREA * 2) && !onlyRuns(edits))
    scope.push(areas);
  if (!minor) scope.push(...unknowns(edits, working, tokens, english));
  if (!minor) scope.push(...stated(clauses), ...reviewed(clauses), ...steps(edits, tokens));
  reasons.push(...scope);
  const lines = Math.max(
    1,
    reasons.reduce((sum, reason) => sum + reason.lines, 0),
  );
  return {
    lines,
    reasons,
    mechanical: mechanical && scope.length === 0,
    hedged: tokens.some((token) => is(token, "hedge")),
    scope: grown || scope.length > 0,
  };
}

/** Work that only follows from a mechanical edit: its imports, its references. */
function follows(clause: Clause | undefined): boolean {
  return (
    clause?.tokens.some((token) =>
      /^(?:imports?|references?|paths?|usages?|\.gitignore|gitignore)$/.test(token.text),
    ) ?? false
  );
}

function onlyRuns(edits: readonly Clause[]): boolean {
  return edits.every((clause) => clause.verb === "run");
}

/** Distinct layers, counted by list segments that each bring a new one: "login page" is one thing, not two. */
function layers(working: readonly Clause[]): Reason | null {
  const seen = new Set<string>();
  const names: string[] = [];
  for (const clause of working) {
    for (const segment of segments(clause.tokens)) {
      const fresh = AREAS.filter((area) => !seen.has(area) && segment.some((token) => is(token, area)));
      if (fresh.length === 0) continue;
      for (const area of AREAS) if (segment.some((token) => is(token, area))) seen.add(area);
      names.push(fresh[0] ?? "");
    }
  }
  return names.length < 2
    ? null
    : { lines: PER_AREA * (names.length - 1), text: `${names.length} layers (${names.join(", ")})` };
}

function segments(tokens: readonly Marked[]): Marked[][] {
  const cut: Marked[][] = [[]];
  for (const token of tokens) {
    if ((token.kind === "break" && /^[,:()\-–—+/]+$/.test(token.text)) || is(token, "and")) cut.push([]);
    else cut.at(-1)?.push(token);
  }
  return cut.filter((segment) => segment.length > 0);
}

/** Deliverables listed after a colon, between commas or as bullets. */
function listed(working: readonly Clause[], sentences: readonly Sentence[], layered: boolean): Reason | null {
  const bullets = sentences.filter((sentence) => sentence.bullet).length;
  let most = bullets >= 3 ? bullets : 0;
  const places = new Set(
    working
      .filter((clause) => clause.verb !== "run" && (layered || clause.verb !== "mech"))
      .map((clause) => clause.sentence),
  );
  for (const place of places) {
    const tokens = sentences[place]?.tokens ?? [];
    const colon = tokens.findIndex((token) => token.text === ":" || token.text === "(");
    const parts = segments(colon >= 0 && colon < tokens.length - 4 ? tokens.slice(colon + 1) : tokens);
    const commas = tokens.filter((token) => token.text === ",").length;
    const items = parts.filter(
      (part) =>
        part.length <= 7 && part.some((token) => token.kind === "word" && /\p{L}{2}/u.test(token.text)),
    );
    if ((commas >= 2 || (commas >= 1 && parts.length >= 3)) && items.length >= 3)
      most = Math.max(most, items.length);
  }
  return most >= 3 ? { lines: PER_ITEM * Math.min(most, 10), text: `${most} things are listed` } : null;
}

/** "Review it, then fix what you find": how much there is to fix is not known before. */
function reviewed(clauses: readonly Clause[]): Reason[] {
  const info = clauses.findIndex((clause) => clause.act === "info");
  const edit = clauses.findIndex((clause, at) => at > info && clause.act === "edit" && clause.verb !== "run");
  if (info < 0 || edit < 0) return [];
  const open = clauses[edit]?.tokens.some(
    (token) =>
      is(token, "all") ||
      /^(?:them|whatever|affected|needed|missing|necessary|issues|problems|what|findings|any)$/.test(
        token.text,
      ),
  );
  return open === true ? [{ lines: 25, text: "edits follow from a review" }] : [];
}

/** "Fix it and add a test": the test is the proof, if it is a request of its own. */
function testOfFix(edits: readonly Clause[]): Marked | undefined {
  if (!edits.some((clause) => FIXES.test(clause.word))) return undefined;
  const test = edits.find((clause) => /^(?:add|write|create|include|cover)$/.test(clause.word));
  return test?.tokens.find((token) => is(token, "tests"));
}

/** "First …, then …, finally …". */
function steps(edits: readonly Clause[], tokens: readonly Marked[]): Reason[] {
  const marks = tokens.filter((token) => STEP.test(token.text)).length;
  return marks >= 2 && edits.length >= 2 ? [{ lines: STEPS, text: "steps in an order" }] : [];
}

function unknowns(
  edits: readonly Clause[],
  working: readonly Clause[],
  tokens: readonly Marked[],
  english: boolean,
): Reason[] {
  const reasons: Reason[] = [];
  const open = tokens.find((token) => is(token, "open"));
  const proof = tokens.find((token) => is(token, "verify")) ?? testOfFix(edits);
  const tested = working.some((clause) => clause.tokens.some((token) => is(token, "tests")));
  const fixes = edits.some((clause) => FIXES.test(clause.word) || !english);
  const placed = tokens.some((token) => token.kind === "file" || token.kind === "call");
  if (open !== undefined && edits.length > 0)
    reasons.push({
      lines: UNBOUNDED.test(open.text) ? UNLIMITED : OPEN,
      text: `the place or the extent is unknown ("${open.raw}")`,
    });
  if (proof !== undefined && edits.length > 0 && !placed) {
    const lines = fixes && (open !== undefined || tested) ? FIX_AND_PROOF : PROOF;
    reasons.push({ lines, text: `proof is asked for ("${proof.raw}")` });
  }
  const target = measurable(tokens);
  if (target !== null && edits.length > 0 && !placed) reasons.push(target);
  return reasons;
}

/** A number to reach whose place in the code is unknown: "p95 under 200 ms", "80 % coverage". */
function measurable(tokens: readonly Marked[]): Reason | null {
  const at = tokens.findIndex(
    (token, place) =>
      (token.kind === "number" &&
        (/[%]|(?:ms|gb|mb|kb|s)$/.test(token.text) || UNIT.test(tokens[place + 1]?.text ?? ""))) ||
      (/^(?:half|one)$/.test(token.text) &&
        (token.text === "half" || UNIT.test(tokens[place + 1]?.text ?? ""))),
  );
  if (at < 0) return null;
  if (!tokens.some((token) => COMPARE.test(token.text)) || !tokens.some((token) => MEASURED.test(token.text)))
    return null;
  return { lines: TARGET, text: `a measurable target (${tokens[at]?.raw ?? ""})` };
}

/** Breadth stated outside the imperative: "Every service has its own logger. Unify them." */
function stated(clauses: readonly Clause[]): Reason[] {
  for (const clause of clauses) {
    if (clause.act === "edit" || clause.act === "keep") continue;
    const at = clause.tokens.findIndex((token) => is(token, "all") || SEVERAL.test(token.text));
    const thing =
      at < 0
        ? undefined
        : clause.tokens
            .slice(at, at + 4)
            .find((token) => is(token, "container") || AREAS.some((area) => is(token, area)));
    if (thing !== undefined && clause.act === "info")
      return [{ lines: 30, text: `"${clause.tokens[at]?.raw} ${thing.raw}" is to be searched first` }];
    if (thing !== undefined)
      return [{ lines: 30, text: `"${clause.tokens[at]?.raw} ${thing.raw}" is in the description` }];
  }
  return [];
}
