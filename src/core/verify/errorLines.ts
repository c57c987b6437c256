// The reader of last resort: lines that speak of an error, normalised. Promises nothing about their number
// being that of the failures; two runs with the same lines failed the same way.
import { normaliseLine } from "./normaliseLine";

const MOST = 300;
const ERROR =
  /\b(?:error|errors|failed|failure|failures|fatal|panic|panicked|exception|traceback|abort(?:ed)?|undefined reference|cannot|can't|could not|unable to|not found|no such file|permission denied|segmentation fault|unexpected|invalid|missing|mismatch)\b|(?:Error|Exception)\b|^\s*[✖✗✘×❌]/i;
// Nothing failed, or npm's own words around a failure that is told elsewhere.
const NOISE =
  /\b(?:0|no) (?:errors?|failed|failures?|problems?)\b|\b(?:errors?|failed|failures?): 0\b|^npm (?:ERR!|error) (?:code|errno|path|workspace|location|command|Lifecycle|A complete log|Test failed|This is probably|There is likely|\s*$)|ELIFECYCLE|^\s*at .*:\d+\)?$|^error Command failed with exit code/i;
/** How make and bun say that a command they ran has failed. */
const CLOSING =
  /^\s*(?:g?make(?:\[\d+\])?: (?:\*{3} )?\[|g?make(?:\[\d+\])?: Target .* not remade|error: script ".*" (?:exited with code|was terminated))/;

/**
 * Where nothing but such a line speaks, only the exit code is known: every failure looks like every other, those from before
 * the first edit like what came with it.
 * @param lines see `boundLines`
 * @param root absolute folder paths are made relative to, or ""
 * @returns distinct normalised lines in order, at most 300; empty where no line speaks of an error
 */
export function errorLines(lines: readonly string[], root: string): string[] {
  const found = new Set<string>();
  let told = false;
  for (const line of lines) {
    if (!ERROR.test(line) || NOISE.test(line)) continue;
    const text = normaliseLine(line, root).slice(0, 400);
    if (/[\p{L}]/u.test(text)) found.add(text);
    told ||= !CLOSING.test(line);
    if (found.size >= MOST) break;
  }
  return told ? [...found] : [];
}
