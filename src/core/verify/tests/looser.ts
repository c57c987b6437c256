// Whether the same assertion lets more pass than before: a bound moved outward, a tolerance raised, a part asked for that
// is less of it, any error in place of one. Pure.
import type { Assertion } from "./testFile";

type Held = Pick<Assertion, "how" | "expected">;

function numbers(expected: string): number[] {
  const found = expected.match(/(?<![\w."'])-? ?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?/gi) ?? [];
  return found.map((text) => Number(text.replace(/[ _]/g, "")));
}

/** Which way a bound moves when it lets more pass: up, down, or neither. */
function wayOf({ how, expected }: Held): "up" | "down" | null {
  const name = how.replace(/[_ ]/g, "").toLowerCase();
  if (/^<|less|below|atmost|lte?$|max|before|timeout/.test(name)) return "up";
  if (/^>|greater|above|atleast|gte?$|min/.test(name)) return "down";
  if (/closeto$|places/.test(name) && /^tobecloseto$/.test(name)) return "down";
  if (/almost/.test(name)) return /\bdelta\b/.test(expected) ? "up" : "down";
  if (
    /delta|epsilon|within|approx|close|percent|relative|absdiff|ulps/.test(name) ||
    /\bapprox \(|\bwithin \(|\bisclose\b/.test(expected)
  )
    return "up";
  return null;
}

export function isLooser(before: Held, after: Held): boolean {
  const way = wayOf(before);
  if (way === null || way !== wayOf(after)) return false;
  const isBound = /^[<>]|less|greater|below|above|at(?:most|least)|[lg]te?$|timeout/i.test(
    before.how.replace(/[_ ]/g, ""),
  );
  const [olds, news] = [numbers(before.expected), numbers(after.expected)];
  if (isBound) {
    // Only a bound that is a number alone is known to have moved; `<` became `<=` where it stayed.
    const [old, now] = [olds.at(-1), news.at(-1)];
    if (old === undefined || now === undefined || olds.length !== 1 || news.length !== 1) return false;
    if (old === now) return !isInclusive(before.how) && isInclusive(after.how);
    return way === "up" ? now > old : now < old;
  }
  return toleranceLooser(before.expected, after.expected, way);
}

function isInclusive(how: string): boolean {
  return /=|equal|atmost|atleast|[lg]te$/i.test(how);
}

/** The value stands first, what it may differ by behind it; where that is not said, the library's own holds. */
function toleranceLooser(before: string, after: string, way: "up" | "down"): boolean {
  const [olds, news] = [numbers(before), numbers(after)];
  const old = olds.length > 1 ? olds.at(-1) : undefined;
  const now = news.length > 1 ? news.at(-1) : undefined;
  const byItself = way === "up" ? 1e-6 : /toBe/.test(before) ? 2 : 7;
  const [was, is] = [
    old ?? (way === "down" ? Math.min(byItself, 2) : byItself),
    now ?? (way === "down" ? Math.min(byItself, 2) : byItself),
  ];
  return way === "up" ? is > was : is < was;
}

const anyError =
  /^(?:Error|Exception|BaseException|Throwable|RuntimeException|StandardError|anyhow :: Error|Throwable \. class|Exception \. class|RuntimeException \. class)$/;

/** A part of a text, of a list or of an object that is itself a part of what was asked for. */
export function isBroader(before: Held, after: Held): boolean {
  if (before.expected === after.expected) return false;
  const how = before.how.replace(/_/g, "");
  const [olds, news] = [before.expected.split(" , "), after.expected.split(" , ")];
  if (/throw|raise|reject|panic/i.test(how)) {
    const wasAny = olds.some((part) => anyError.test(part));
    return (
      news.length < olds.length ||
      (!wasAny && news.some((part) => anyError.test(part))) ||
      isPart(olds.at(-1), news.at(-1))
    );
  }
  if (
    !/contain|include|match|regex|partial|subset|start|end|test|like|^in$|Prefix|Suffix|hasItem|property/i.test(
      how,
    )
  )
    return false;
  // `Operand { .. }` and `Some(_)` leave open what was asked for.
  const open = ({ expected }: Held) => (expected.match(/\.\.|\b_\b/g) ?? []).length;
  if (how === "matches" && open(after) > open(before)) return true;
  return isPart(before.expected, after.expected) || news.length < olds.length;
}

const anyOrder = /InAnyOrder|ElementsMatch|sameMembers|CountEqual|ItemsEqual|containsAll|unordered/i;

/** Whether the order counted and does no longer. */
export function losesOrder(before: Held, after: Held): boolean {
  return anyOrder.test(after.how) && !anyOrder.test(before.how);
}

/** What makes many values one, or puts one in place of none. */
const losing =
  /\b(?:Math \. (?:round|floor|ceil|trunc|abs|sign)|round|sorted|set|frozenset|len|bool|typeof|Boolean|new Set) \(|\. (?:sort|toSorted|trim|toLowerCase|toUpperCase|lower|upper|strip|slice|substring|toFixed|round|to_lowercase|unwrap_or\w*|getOrDefault|orElse\w*)(?= \()|\. (?:length|size)\b|\. len \(|(?<= )(?:\?\?|\|\||or) (?!.*[=<>])|\btypeof (?!\()|(?:^|[(] )! ! |\bgetattr \( [^()]+ , [^()]+ , /g;

/** Whether only a part of what was looked at, or something made of it, is looked at now. */
export function looksAtLess(before: Pick<Assertion, "subject">, after: Pick<Assertion, "subject">): boolean {
  if (before.subject === after.subject || before.subject === "") return false;
  const count = ({ subject }: Pick<Assertion, "subject">) => (subject.match(losing) ?? []).length;
  const isAbout =
    after.subject.includes(before.subject) ||
    (/^getattr/.test(after.subject) && after.subject.includes(before.subject.split(" ")[0] ?? ""));
  return isAbout && count(after) > count(before);
}

function isPart(before = "", after = ""): boolean {
  const bare = (text: string) =>
    text
      .replace(/^r?["'/]|["'/]$/g, "")
      .replace(/^[[{] ?| ?[\]}]$/g, "")
      .replace(/^\^|\$$/g, "");
  const [old, now] = [bare(before), bare(after)];
  return now.length < old.length ? old.includes(now) : now === old && before.length > after.length;
}
