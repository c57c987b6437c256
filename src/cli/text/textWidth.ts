// How many columns a terminal gives to a text, and texts cut or broken to a width. Pure.
// Expects clean text (no control sequences); never cuts a character that is drawn as one.

const plain = /^[\x20-\x7e]*$/;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]+$/u;
const halfWidth = /^[\uff61-\uffdc\uffe8-\uffee]/u;
const wide =
  /^(?:[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u2e80-\u303e\u3099-\u30ff\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|.\ufe0f)/su;

// Made for the first text that is not plain, for it costs a start 10 ms: it reads the tables of all languages.
let segmenter: Intl.Segmenter | null = null;

/** Columns of one drawn character: 0, 1 or 2 (UAX #11, and emoji as two). */
function clusterWidth(cluster: string): number {
  if (plain.test(cluster)) return cluster.length;
  if (zeroWidth.test(cluster)) return 0;
  if (halfWidth.test(cluster)) return 1;
  return wide.test(cluster) ? 2 : 1;
}

function* clusters(text: string): Iterable<{ text: string; width: number }> {
  if (plain.test(text)) {
    for (const character of text) yield { text: character, width: 1 };
    return;
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) yield { text: segment, width: clusterWidth(segment) };
}

/** Columns of a line of clean text. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += cluster.width;
  return width;
}

/** The text in at most `width` columns, with `…` at the end where something is missing. */
export function cutText(text: string, width: number): string {
  if (width <= 0) return "";
  if (plain.test(text) && text.length <= width) return text;
  let kept = "";
  let used = 0;
  let keptBeforeMark = "";
  for (const cluster of clusters(text)) {
    if (used + cluster.width > width) return `${keptBeforeMark}…`;
    kept += cluster.text;
    used += cluster.width;
    if (used <= width - 1) keptBeforeMark = kept;
  }
  return kept;
}

/** The text in exactly `width` columns, cut or filled with spaces. */
export function fitText(text: string, width: number): string {
  const cut = cutText(text, width);
  return cut + " ".repeat(Math.max(0, width - textWidth(cut)));
}

/** Lines of at most `width` columns, broken at spaces where there are any. */
export function wrapText(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function wrapLine(line: string, width: number): string[] {
  if (textWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const cluster of clusters(line)) {
    if (used + cluster.width > width) {
      const space = cluster.text === " " ? current.length : current.lastIndexOf(" ");
      const breaksAtSpace = space > current.length / 2;
      lines.push((breaksAtSpace ? current.slice(0, space) : current).trimEnd());
      current = breaksAtSpace ? current.slice(space + 1) : current;
      if (!breaksAtSpace) current = "";
      used = textWidth(current);
      if (cluster.text === " " && current === "") continue;
    }
    current += cluster.text;
    used += cluster.width;
  }
  return [...lines, current];
}
