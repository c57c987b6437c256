// Makes two printings of one error equal: what differs from run to run or from folder to folder is put aside.
// Promises linear time; never touches the names of tests, whose numbers mean something.

/**
 * Paths below the root become relative, with forward slashes where they follow the root.
 * @param text any text
 * @param root absolute folder, or "" where it is not known
 */
export function relativePaths(text: string, root: string): string {
  if (root === "" || root === "/") return text;
  return text.replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, "").replaceAll(`${root}\\`, "");
}

const RULES: [RegExp, string][] = [
  [/(?:\/private)?(?:\/tmp|\/var\/tmp|\/var\/folders\/\w+\/\w+\/T)\/[\w.@-]+/g, "<tmp>"],
  [/[A-Z]:\\Users\\[^\\\s]+\\AppData\\Local\\Temp\\[\w.@-]+/gi, "<tmp>"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, "<time>"],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b/g, "<time>"],
  [/\b0x[0-9a-fA-F]+\b/g, "<address>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b(?=[a-f]*\d)[0-9a-f]{12,64}\b/g, "<id>"],
  [/\b\d+(?:[.,]\d+)?\s?(?:ms|µs|us|ns|s|sec|secs|seconds?|minutes?|min|m)\b/g, "<duration>"],
  [/\d+(?:[.,]\d+)*/g, "#"],
];

/**
 * Normalises one error line; numbers (positions, counts, ports) go last.
 * @param line one line
 * @param root see `relativePaths`
 */
export function normaliseLine(line: string, root: string): string {
  let text = relativePaths(line, root);
  for (const [pattern, put] of RULES) text = text.replace(pattern, put);
  return text.replace(/\s+/g, " ").trim();
}
