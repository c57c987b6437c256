// Divides a prompt into prose and material: fenced code, pasted logs, diffs and quotations.
// Promises that words inside material never act as words of the request. Reads at most HEAD + TAIL characters.

/** The prose of a prompt, with placeholders where material was, and what was taken out. */
export type ReadPrompt = { prose: string; codeBlocks: number; logLines: number };

/** Stands for a quotation in the prose. */
export const QUOTE = "\uE000";
/** Stands for inline code in the prose. */
export const CODE = "\uE001";

// A request is at one end of what was pasted; the middle of a long prompt is nearly always material.
const HEAD = 3000;
const TAIL = 1500;

const LOG_START =
  /^\s{0,40}(?:npm ERR!|npm error|at \S{1,200} ?\(|at \S{1,200}:\d|File "|Traceback|goroutine \d|panic:|thread '|\[?\d{4}-\d\d-\d\d[T ]\d\d:|\[?\d\d:\d\d:\d\d|(?:FAIL|PASS|ERROR|WARN|INFO|DEBUG|FATAL)\b|Tests:? |not ok \d|Caused by:|[\^~]+\s*$|E {3}|error(?:\[\w+\])?:|error TS\d+|fatal:|warning:|Exception in|[\w.]{0,80}(?:Error|Exception):|exit code \d|\$ \S)/;
const LOCATION = /^\s{0,40}(?:--> )?[\w@./\\-]{1,200}\.\w{1,8}[:(]\d+/;
const GUTTER = /^\s{0,40}\d+\s*(?:\||\s{2,})\s*\S/;
const DIFF_START = /^(?:diff --git |@@ |\+\+\+ |--- a\/)/;
const CLOSERS: Record<string, string> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "“": "”",
  "„": "“",
  "‘": "’",
  "«": "»",
  "「": "」",
  "『": "』",
};
const LONGEST_QUOTE = 160;

/**
 * Reads a prompt.
 * @param prompt the prompt without its prefix
 * @returns prose to be judged, and counts of what was set aside
 */
export function readPrompt(prompt: string): ReadPrompt {
  const cut = prompt.length > HEAD + TAIL ? `${prompt.slice(0, HEAD)}\n${prompt.slice(-TAIL)}` : prompt;
  const kept: string[] = [];
  let fence = "";
  let codeBlocks = 0;
  let logLines = 0;
  let inLog = false;
  let inDiff = false;
  for (const line of cut.normalize("NFKC").split(/\r?\n|\u2028/)) {
    const mark = /^\s{0,12}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== "") {
      if (mark?.startsWith(fence)) fence = "";
      continue;
    }
    if (mark !== undefined) {
      fence = mark.slice(0, 3);
      codeBlocks += 1;
      continue;
    }
    if (DIFF_START.test(line)) inDiff = true;
    else if (inDiff && !/^[ +\-\\]|^index /.test(line)) inDiff = false;
    const blank = line.trim() === "";
    inLog = isLog(line) || (inLog && (blank || /^(?:\s{2,}|\t)/.test(line)));
    if (inDiff || (inLog && !blank)) logLines += 1;
    else kept.push(line);
  }
  const prose = kept.map(stripQuotes).join("\n");
  // A prompt that is one quotation is the request itself, not material.
  return { prose: /[\p{L}\p{N}?？]/u.test(prose) ? prose : unquoted(kept), codeBlocks, logLines };
}

function unquoted(lines: string[]): string {
  return lines.join("\n").replace(/["'`“”„‘’«»]/g, " ");
}

function isLog(line: string): boolean {
  return LOG_START.test(line) || LOCATION.test(line) || GUTTER.test(line);
}

function stripQuotes(line: string): string {
  let out = "";
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    const closer = CLOSERS[char];
    const end = closer === undefined ? -1 : closing(line, at, closer);
    if (end < 0) {
      out += char;
      at += 1;
    } else {
      out += ` ${char === "`" ? CODE : QUOTE} `;
      at = end + 1;
    }
  }
  return out;
}

/** An apostrophe is a quotation mark only between a space and a word's start, and closes before a space. */
function closing(line: string, open: number, closer: string): number {
  const apostrophe = closer === "'" || closer === "’";
  if (apostrophe && /[\p{L}\p{N}]/u.test(line.charAt(open - 1))) return -1;
  const window = line.slice(open + 1, open + 1 + LONGEST_QUOTE);
  let at = window.indexOf(closer);
  while (apostrophe && at >= 0 && /[\p{L}\p{N}]/u.test(window.charAt(at + 1)))
    at = window.indexOf(closer, at + 1);
  if (at < 0 && closer === "“") at = window.indexOf("”");
  return at <= 0 ? -1 : open + 1 + at;
}
