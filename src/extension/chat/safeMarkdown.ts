// Text of models, tools and files as Markdown that can do nothing: no image, no link, no HTML, no command. What it makes
// is shown as untrusted text all the same. Pure. Rules do not hang on finding code spans the way a renderer does.
import { visibleText } from "../../protocol/visibleText";

/** Breaks a construct without changing how it reads. */
const breaker = "\u200b";
/** Characters Markdown gives a meaning; `.` and `)` only behind a number. */
const special = /[\\`*_{}[\]()#+\-!|<>~$&:@]/g;
/** Languages whose fences are drawn instead of shown. */
const drawn = /^(?:mermaid|math|katex|latex|tex|svg|html)/i;

/** One line of plain words: no character of it is Markdown. */
export function plain(text: string, longest = 300): string {
  const line = visibleText(text).replace(/\s+/g, " ").trim();
  const cut = line.length > longest ? `${cutAt(line, longest - 1)}…` : line;
  return cut.replace(special, "\\$&").replace(/^(\d+)\./, "$1\\.");
}

/** A block of code that its text cannot end. */
export function fenced(text: string, language = ""): string {
  // The editor reads tags of its own even inside code.
  const shown = visibleText(text)
    .replace(/<(?=\/?vscode_)/gi, `<${breaker}`)
    .replace(/\n$/, "");
  const runs = shown.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${languageOf(language)}\n${shown}\n${fence}`;
}

/** Several paragraphs of Markdown: headings, lists, tables and code stay. */
export function safeMarkdown(text: string): string {
  const made: string[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) made.push(safeWords(words.join("\n")));
    words = [];
  };
  const lines = visibleText(text).split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const open = /^(\s*)(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/.exec(line);
    if (!open) {
      words.push(line);
      continue;
    }
    const [, indent = "", fence = "", language = ""] = open;
    const end = endOfFence(lines, at, fence);
    const code = lines
      .slice(at + 1, end)
      .map((one) => (one.startsWith(indent) ? one.slice(indent.length) : one));
    flush();
    // A fence of ours at the start of a line: nothing before it can take it in, nothing inside can end it.
    made.push(`\n${fenced(code.join("\n"), language)}\n`);
    at = end;
  }
  flush();
  return made.join("\n");
}

/** The line of the closing fence, or the end of the text. */
function endOfFence(lines: string[], from: number, fence: string): number {
  const close = new RegExp(`^\\s*${fence.charAt(0)}{${fence.length},}\\s*$`);
  const end = lines.findIndex((line, index) => index > from && close.test(line));
  return end < 0 ? lines.length : end;
}

/** Each rule holds inside a code span too, where it changes nothing that is seen. */
function safeWords(text: string): string {
  return (
    breakTags(text)
      // Images, links, and the definitions that references stand for.
      .replace(/!(?=\[)/g, `!${breaker}`)
      .replace(/\](?=[([:])/g, `]${breaker}`)
      // A formula could take in the fence that follows it.
      .replace(/\$(?=\$|\s*$)/gm, `$${breaker}`)
      // A web address that shows where it leads asks before it opens; no other scheme becomes a link.
      .replace(/\b(?!https?:)([a-z][a-z0-9+.-]*):(?=[^\s:\d])/gi, `$1:${breaker}`)
      // A fence that is no fence to us must not be one to the renderer.
      .replace(/(`{3,}|~{3,})/g, (run) => [...run].join(breaker))
  );
}

/** Tags, comments and addresses in angle brackets. */
function breakTags(text: string): string {
  return text.replace(/<(?=[a-z/!?])/gi, `<${breaker}`);
}

function languageOf(word: string): string {
  return /^[\w+#.-]{1,30}$/.test(word) && !drawn.test(word) ? word : "";
}

/** Never in the middle of a character. */
function cutAt(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
