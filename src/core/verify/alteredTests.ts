// Which tests a run altered, and how: the list a person sees before completion is approved. Pure.
// By path conventions and rough word counts: it names too much rather than too little, and judges no reason.
import type { AlteredTest } from "../../protocol/check";
import type { Plan } from "../../protocol/plan";
import { isTestPath } from "../policy/testPath";
import { countTests } from "./countTests";
import { matchesPath } from "./matchesPath";

export interface ChangedFile {
  /** Relative to the root, with forward slashes. */
  path: string;
  /** Null where there was no file. */
  before: string | null;
  /** Null where there is no file any more. */
  after: string | null;
  /** The texts say nothing but presence. */
  binary?: boolean;
}

type Change = AlteredTest["change"];

const manifest = /(?:^|\/)package\.json$/;
const SCRIPTS = ["test", "lint", "typecheck", "types", "check", "pretest", "posttest"];

/**
 * @param files every file the run changed
 * @param contractChanges what the accepted plan declares
 * @returns altered tests by path, the gravest change of each
 */
export function findAlteredTests(
  files: readonly ChangedFile[],
  contractChanges: Plan["contractChanges"],
): AlteredTest[] {
  const altered: AlteredTest[] = [];
  for (const file of files) {
    const change = changeOf(file);
    if (change === null) continue;
    altered.push({
      path: file.path,
      change,
      declared: contractChanges.some((declared) => matchesPath(file.path, declared.path)),
    });
  }
  return altered.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Whether a file's text is needed to tell; all others hold no test, whatever changed in them. */
export function mayHoldTests(path: string): boolean {
  return isTestPath(path) || manifest.test(path) || path.endsWith(".rs");
}

function changeOf(file: ChangedFile): Change | null {
  if (file.before === file.after && file.binary !== true) return null;
  if (file.before === null && file.after === null) return null;
  if (!isTestPath(file.path)) return changeInSource(file);
  if (file.before === null) return hasNewSkip(file) ? "skipped" : "added";
  if (file.after === null) return "deleted";
  return (file.binary === true ? null : weakening(file)) ?? "changed";
}

/** Rust keeps tests beside the code, and a package.json says what "test" runs. */
function changeInSource(file: ChangedFile): Change | null {
  const { path, before, after } = file;
  if (file.binary === true || before === null) return null;
  if (manifest.test(path)) return after !== null && scripts(before) !== scripts(after) ? "changed" : null;
  if (!path.endsWith(".rs") || countTests(before, path)?.tests === 0) return null;
  return after === null ? "deleted" : weakening(file);
}

/** A new file with skipped tests claims what it does not run. */
function hasNewSkip(file: ChangedFile): boolean {
  if (file.binary === true || file.after === null) return false;
  return (countTests(file.after, file.path)?.skips ?? 0) > 0;
}

function weakening(file: ChangedFile): Change | null {
  const before = countTests(file.before ?? "", file.path);
  const after = countTests(file.after ?? "", file.path);
  if (before === null || after === null) return null;
  if (after.skips > before.skips) return "skipped";
  return after.tests < before.tests || after.assertions < before.assertions ? "weakened" : null;
}

function scripts(text: string): string {
  try {
    const manifest = JSON.parse(text) as { scripts?: Record<string, unknown> };
    return JSON.stringify(SCRIPTS.map((name) => manifest.scripts?.[name] ?? null));
  } catch {
    return text;
  }
}
