// Flags that many verbs take may stand before the verb as well; each verb still says which of them it does not take. Pure.

/** With whether a value follows. */
const early: ReadonlyMap<string, boolean> = new Map([
  ["--json", false],
  ["--debug", false],
  ["--cwd", true],
  ["--session-id", true],
]);

/** @returns the same words, the verb first; as they are where nothing but flags is given. */
export function verbFirst(args: readonly string[]): string[] {
  let flags = 0;
  for (let width = widthOf(args[0]); width > 0; width = widthOf(args[flags])) flags += width;
  const [verb, ...rest] = args.slice(flags);
  return verb === undefined ? [...args] : [verb, ...args.slice(0, flags), ...rest];
}

/** How many words such a flag is; 0 for any other word. */
function widthOf(word = ""): number {
  const takesValue = early.get(word.split("=", 1)[0] ?? "");
  if (takesValue === undefined) return 0;
  return takesValue && !word.includes("=") ? 2 : 1;
}
