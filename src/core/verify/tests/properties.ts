// Properties (Hypothesis, fast-check, proptest, testing/quick, jqwik): whether they are tried on fewer values than before. By
// the words of a file, before and after. Pure.
import { more } from "./commandRelaxed";
import { type Finding, shown } from "./finding";

/** Each kind with how many values its library tries by itself. */
const kinds: readonly [property: RegExp, tries: number][] = [
  [/@ given \(/g, 100],
  [/\bfc \. assert \(/g, 100],
  [/\bquick \. Check(?:Equal)? \(/g, 100],
  [/\bproptest ! \{/g, 256],
  [/@ Property\b/g, 1000],
];
const settings = /\b(?:with_cases \( |cases : |numRuns : |max_examples = |MaxCount : |tries = )(\d+)/g;
const bounded = /@ (?:IntRange|LongRange|DoubleRange|BigRange|Size|StringLength|Positive|Negative) /g;
const filtered = /\b(?:st|strategies|fc|gen) \. \w+ \([^()]{0,200}\) \. filter \(/g;
const onlyOne =
  /\b(?:st|strategies|fc|prop) (?:\.|::) (?:just|constant|Just|nothing)\b|\b(?:sampled_from|constantFrom) \( \[? ?[^,\])]{0,80} ?\]? \)/g;
const generators =
  /\b(?:st|strategies|fc) \. (integers?|floats?|double|text|string|lists?|array|nat|binary|decimals?) \( ([^()]{0,200}?)\)/g;

/** @returns what is tried less; nothing where there were no properties. */
export function fewerTries(was: string, is: string): Finding[] {
  const found: string[] = [];
  const [had, has] = [count(was), count(is)];
  if (had.all === 0) return [];
  const [tried, tries] = [triedBy(was, had), triedBy(is, has).slice(Math.max(0, has.all - had.all))];
  const at = tried.findIndex((cases, index) => (tries[index] ?? cases) < cases);
  if (at >= 0) found.push(`it tries ${tries[at]} cases, not ${tried[at]}`);
  if (has.given < had.given) found.push("values are given no longer");
  if (/\bphases = (?!.{0,200}\bgenerate\b)/.test(is) && !/\bphases =/.test(was))
    found.push("it makes up no values");
  const examples = (words: string) => (words.match(/@ example \(/g) ?? []).length;
  if (examples(is) < examples(was)) found.push("an example is gone");
  for (const form of [filtered, onlyOne, ...(has.all > had.all ? [] : [bounded])]) {
    const one = more(was, is, form);
    if (one) found.push(`it tries fewer values: ${shown(one)}`);
  }
  if (has.all === had.all) found.push(...narrowed(was, is));
  return found.map((why) => ({ change: "weakened", why }));
}

interface Counted {
  all: number;
  given: number;
  usual: number;
}

function count(words: string): Counted {
  const counts = kinds.map(([form, tries]) => [(words.match(form) ?? []).length, tries] as const);
  const [, usual = 100] = counts.find(([times]) => times > 0) ?? [];
  return { all: counts.reduce((sum, [times]) => sum + times, 0), given: counts[0]?.[0] ?? 0, usual };
}

/** From the fewest to the most; those that do not say it try what is usual. */
function triedBy(words: string, { all, usual }: Counted): number[] {
  const said = [...words.matchAll(settings)].map((match) => Number(match[1])).slice(0, 200);
  const unsaid = Math.max(0, Math.min(all, 200) - said.length);
  return [...said, ...Array<number>(unsaid).fill(usual)].sort((one, other) => one - other);
}

/** Bounds of the generators, one after the other, where there are as many as before. */
function narrowed(was: string, is: string): string[] {
  const [olds, news] = [[...was.matchAll(generators)], [...is.matchAll(generators)]];
  if (olds.length !== news.length) return [];
  for (const [index, [, kind, inside = ""]] of olds.entries()) {
    const [words = "", same, now = ""] = news[index] ?? [];
    if (kind !== same) continue;
    const [before, after] = [boundsOf(inside), boundsOf(now)];
    if (after.least > before.least || after.most < before.most)
      return [`it tries fewer values: ${shown(words)}`];
  }
  return [];
}

function boundsOf(inside: string): { least: number; most: number } {
  const named = (form: RegExp) => {
    const found = form.exec(inside)?.[1]?.replaceAll(" ", "");
    return found === undefined ? undefined : Number(found);
  };
  const [first, second] = /^(- ?)?\d/.test(inside)
    ? inside.split(" , ").map((text) => Number(text.replaceAll(" ", "")))
    : [];
  return {
    least: named(/\bmin(?:_value|_size|Length)? [:=] (-? ?[\d.]+)/) ?? first ?? Number.NEGATIVE_INFINITY,
    most: named(/\bmax(?:_value|_size|Length)? [:=] (-? ?[\d.]+)/) ?? second ?? Number.POSITIVE_INFINITY,
  };
}
