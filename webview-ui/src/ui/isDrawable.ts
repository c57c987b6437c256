// Whether a text is worth parsing as markdown. Parsing takes longer than its text grows, and a text may be made to hold
// the pane up; one that is beyond what a model writes in earnest is shown as it stands.

const mostCharacters = 20_000;
const mostLines = 1_200;
/** Of emphasis, code, links and images together. */
const mostMarks = 3_000;
/** Quotes and lists begun on one line, one in another. */
const deepLine = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){24}/m;

/** @param text of a model, file or tool. */
export function isDrawable(text: string): boolean {
  if (text.length > mostCharacters) return false;
  return count(text, /\n/g) <= mostLines && count(text, /[*_~`[\]]/g) <= mostMarks && !deepLine.test(text);
}

function count(text: string, of: RegExp): number {
  return text.match(of)?.length ?? 0;
}
