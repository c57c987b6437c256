// The places of a file where two agents' work meets, one by one: which of them stand as the merge editor began them. Pure.

/** Lines beside a place by which it is found again. */
const besideLines = 3;

interface Place {
  before: string;
  text: string;
  after: string;
}

/** A text as the merge editor began it, with its contested places. */
export interface BegunText {
  text: string;
  /** Empty where they cannot be told apart. */
  places: Place[];
}

/**
 * @param marked what git left, with its marks.
 * @param begun what the merge editor made of it: without marks, in each contested place what was there before both sides.
 */
export function begunText(marked: string, begun: string): BegunText {
  const [parts, text] = [commonParts(plain(marked)), plain(begun)];
  const ends: number[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const from = ends.at(-1) ?? 0;
    const at = isLast ? text.length - part.length : text.indexOf(part, from);
    const isThere = at >= from && text.startsWith(part, at) && (index > 0 || at === 0);
    // Between two places something stands, else they would be one.
    if (!isThere || (part === "" && index > 0 && !isLast)) return { text, places: [] };
    ends.push(at + part.length);
  }
  const places = parts.slice(1).map((part, index) => {
    const from = ends[index] ?? 0;
    const to = (ends[index + 1] ?? 0) - part.length;
    const before = linesOf(parts[index] ?? "").slice(-besideLines);
    return {
      before: before.join(""),
      text: text.slice(from, to),
      after: linesOf(part).slice(0, besideLines).join(""),
    };
  });
  return { text, places };
}

/** Whether all of a text, a part of its contested places, or none of it is still as the merge editor began it. */
export function leftAsBegun(now: string, { text, places }: BegunText): "all" | "some" | "none" {
  const saved = plain(now);
  if (saved === text) return "all";
  return places.some((place) => stands(saved, place)) ? "some" : "none";
}

function stands(now: string, { before, text, after }: Place): boolean {
  const whole = before + text + after;
  if (before === "" && after === "") return now === whole;
  if (before === "") return now.startsWith(whole);
  return after === "" ? now.endsWith(`\n${whole}`) || now === whole : `\n${now}`.includes(`\n${whole}`);
}

/** What stands before, between and behind the places with marks. */
function commonParts(marked: string): string[] {
  const parts = [""];
  let inside = false;
  for (const line of linesOf(marked)) {
    if (/^<{7} /.test(line)) inside = true;
    else if (inside && /^>{7} /.test(line)) {
      inside = false;
      parts.push("");
    } else if (!inside) parts.push(`${parts.pop()}${line}`);
  }
  return parts;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** An editor shows no byte order mark, and line ends of one kind. */
function plain(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
}
