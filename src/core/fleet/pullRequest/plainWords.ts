// Makes words of a model, a task or a file name harmless in a pull request: no mention, no HTML, no link, no reference
// that closes an issue, no word that stops a pipeline. Also where the body becomes a commit message, which knows no
// Markdown: so such words are broken by a space everyone sees, not only escaped. Pure.
import { readableText } from "../../../protocol/visibleText";
import { redact } from "../../log/redact";

/** Code spans and escapes are Markdown's; these hold in plain text too. */
function breakReferences(text: string): string {
  // Before anything is escaped, or a secret would no longer have its shape.
  return readableText(redact(text))
    .replace(/@(?=[\p{L}\p{N}_-])/gu, "@ ")
    .replace(/#(?=\d)/g, "# ")
    .replace(/\bGH-(?=\d)/gi, (found) => `${found} `)
    .replaceAll("://", ": //")
    .replace(/\bwww\.(?=\S)/gi, (found) => `${found} `)
    .replace(/\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi, "($1)")
    .replace(/\*{3}NO_CI\*{3}/gi, "NO CI");
}

function oneLine(text: string): string {
  return text.replace(/[\s\u2028\u2029]+/g, " ").trim();
}

/** At most so many characters; never half of a pair. */
function clip(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`
    : text;
}

/** Everything Markdown could read as more than letters, also at the beginning of a line. */
function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_{}[\]<>#|~&$]/g, "\\$&")
    .replace(/^([-+=])/, "\\$1")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

const longestLine = 300;

/** One line of prose. */
export function plainLine(text: string, most = longestLine): string {
  return escapeMarkdown(clip(breakReferences(oneLine(text)), most));
}

/** A name, path or shell command as a code span, whatever backticks it holds. */
export function codeSpan(text: string, most = longestLine): string {
  const line = clip(breakReferences(oneLine(text)), most);
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = line === "" || line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** The first lines as a quotation; says how many more there are. */
export function quotation(text: string, most: number, indent = ""): string[] {
  const lines = text.trim().split(/\r\n|[\n\r\u2028\u2029]/);
  const shown = lines.slice(0, most).map((line) => `${indent}> ${plainLine(line)}`.trimEnd());
  const more = lines.length - most;
  return more > 0 ? [...shown, `${indent}> … ${more} more ${more === 1 ? "line" : "lines"}`] : shown;
}

/** For a title, which knows no Markdown and becomes the first line of a commit. */
export function titleWords(text: string, most: number): string {
  return clip(
    breakReferences(oneLine(text)).replace(/[<>]/g, "").replaceAll("[", "(").replaceAll("]", ")"),
    most,
  );
}
