// Reads a package.json script's line: whether it proves anything, ends by itself, and leaves files alone. Pure.

/** Why a script is no check, or null where it is one. */
export function whyNoCheck(line: string): string | null {
  const text = line.trim();
  if (text === "") return "is empty";
  if (/no test specified/i.test(text)) return "is npm's placeholder";
  if (provesNothing(text)) return "runs no program";
  if (isWatching(text)) return "watches for changes and does not end";
  if (/(?:^|\s)--(?:fix|write|apply|apply-unsafe|unsafe)(?:\s|$)/.test(text)) return "changes files";
  return null;
}

/**
 * What must be added so that a runner ends by itself.
 * @param line the script
 * @returns arguments for the script's last command, and whether `CI=1` must stand before
 */
export function endingArguments(line: string): { extra: string; ci: boolean } {
  const text = line.trim();
  if (/\breact-scripts test\b/.test(text)) return { extra: "", ci: true };
  const last =
    text
      .split(/&&|\|\||;|\|/)
      .at(-1)
      ?.trim() ?? "";
  if (/\bng test\b/.test(last) && !/--(?:no-)?watch/.test(last)) return { extra: "--watch=false", ci: false };
  if (
    !/\bvitest\b/.test(text) ||
    /\bvitest\s+(?:run|related|bench|list|typecheck)\b|--run\b|--no-watch|--watch[= ]false/.test(text)
  ) {
    return { extra: "", ci: false };
  }
  // Arguments reach only the last command of a line.
  return /\bvitest\b/.test(last) ? { extra: "--run", ci: false } : { extra: "", ci: true };
}

function provesNothing(text: string): boolean {
  return text
    .split(/&&|\|\||;/)
    .every((part) => /^\s*(?:echo\b.*|exit(?:\s+\d+)?|true|false|:)?\s*$/.test(part));
}

function isWatching(text: string): boolean {
  if (/\bnodemon\b|\bvitest\s+(?:watch|dev)\b/.test(text)) return true;
  return /(?:^|\s)(?:--watch|--watchAll|--watch=true|--watchAll=true)(?:\s|$)|\b(?:tsc|mocha)\b[^&|;]*\s-w(?:\s|$)/.test(
    text,
  );
}
