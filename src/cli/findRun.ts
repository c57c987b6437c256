// Which run a person means: a whole id, its beginning, its last letters, `last`, or nothing for the newest.
import type { Engine } from "../core/engine";
import { failure, type Result } from "../protocol/failure";
import { cleanLine } from "./text/cleanText";

/** @returns the run's id; `not-found` where none or several fit. */
export async function findRun(
  engine: Pick<Engine, "runs">,
  wanted: string | undefined,
): Promise<Result<string>> {
  const ids = (await engine.runs()).map(({ run }) => run);
  const newest = ids[0];
  if (newest === undefined) {
    return missing('There are no runs in this folder yet; start one with `kilo-code run "<prompt>"`.');
  }
  if (wanted === undefined || wanted === "last") return { ok: true, value: newest };
  if (ids.includes(wanted)) return { ok: true, value: wanted };
  const fitting = ids.filter((id) => id.startsWith(wanted) || id.endsWith(`-${wanted}`));
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return { ok: true, value: only };
  const word = cleanLine(wanted).slice(0, 60);
  if (only === undefined) return missing(`No run here begins with "${word}"; \`kilo-code runs\` lists them.`);
  return missing(
    `"${word}" fits ${fitting.length} runs (${fitting.slice(0, 5).join(", ")}); write more of it.`,
  );
}

/** Whether a word can be meant as a run: ids begin with their date, those of sessions with a word before it. */
export function looksLikeRun(word: string): boolean {
  return word === "last" || /^(session-)?\d{8}/.test(word) || /^[a-z2-9]{4}$/.test(word);
}

function missing(message: string): Result<string> {
  return { ok: false, failure: failure("not-found", message) };
}
