// Which tests a run altered, and how: the list a person sees before completion is approved. Read from syntax trees for
// five languages, by word counts for the others; it names too much rather than too little, and judges no reason.
import type { AlteredTest } from "../../protocol/check";
import type { Plan } from "../../protocol/plan";
import { hasTestName, isTestPath } from "../policy/testPath";
import { type GrammarName, loadGrammar, type Parse } from "../syntax/loadGrammar";
import { type PlainTree, readPlainTree } from "../syntax/plainTree";
import { countTests } from "./countTests";
import { matchesPath } from "./matchesPath";
import { compareTests, type FilePair } from "./tests/compareTests";
import type { Helper } from "./tests/dialect";
import type { Finding } from "./tests/finding";
import { type KnownLanguage, languageOf } from "./tests/languages";
import { readTests } from "./tests/readTests";
import { decidesOnTests, isScriptSettings, relaxedHooks, relaxedIn, relaxedScript } from "./tests/relaxed";
import { compareSnapshots, isSnapshot } from "./tests/snapshots";
import { newStandIns, ownStandIns } from "./tests/standIns";
import type { TestFile } from "./tests/testFile";

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

export type Load = (name: GrammarName) => Promise<Parse>;

type Change = AlteredTest["change"];

/** Characters of a text, and of all texts together, beyond which nothing is read into them: a few seconds of work. */
const longest = 400_000;
const mostInAll = 4_000_000;
const gravest: Change[] = ["deleted", "skipped", "weakened", "relaxed", "changed", "added"];

/**
 * @param files every file the run changed
 * @param contractChanges what the accepted plan declares
 * @param load gives the grammars of the languages that are met
 * @returns altered tests by path, the gravest change of each
 */
export async function findAlteredTests(
  files: readonly ChangedFile[],
  contractChanges: Plan["contractChanges"],
  load: Load = loadGrammar,
): Promise<AlteredTest[]> {
  const read = await readBySyntax(files.filter(isChanged), load);
  const altered: AlteredTest[] = [];
  for (const file of files.filter(isChanged)) {
    const found = read.get(file.path) ?? byRules(file);
    const change = gravest.find((one) => found.some((finding) => finding.change === one));
    if (!change) continue;
    const why = found.sort((left, right) => gravest.indexOf(left.change) - gravest.indexOf(right.change));
    const declared = contractChanges.some((one) => matchesPath(file.path, one.path));
    const words = [...new Set(why.map((finding) => finding.why))].filter((word) => word !== "");
    altered.push({ path: file.path, change, declared, ...(words.length > 0 ? { why: words } : {}) });
  }
  return altered.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Whether a file's text is needed to tell; all others hold no test, whatever changed in them. */
export function mayHoldTests(path: string): boolean {
  return isTestPath(path) || decidesOnTests(path) || path.endsWith(".rs");
}

function isChanged(file: ChangedFile): boolean {
  if (file.before === null && file.after === null) return false;
  return file.before !== file.after || file.binary === true;
}

/** What no syntax tree is needed for: settings, snapshots, data, and languages whose grammar is not known. */
function byRules(file: ChangedFile): Finding[] {
  const { path, before, after } = file;
  const isTest = isTestPath(path);
  const isText = file.binary !== true;
  if (isText && (after !== null || !isTest)) {
    const relaxed = settings(path, before ?? "", after);
    if (relaxed && (relaxed.length > 0 || !isTest)) return relaxed;
  }
  if (!isTest) return [];
  if (before === null)
    return [plain(isText && (countTests(after ?? "", path)?.skips ?? 0) > 0 ? "skipped" : "added")];
  if (after === null) return [plain("deleted")];
  if (isText && isSnapshot(path)) return [plain("changed"), ...compareSnapshots(before, after)];
  return [plain((isText ? byWords(before, after, path) : null) ?? "changed")];
}

function plain(change: Change, why = ""): Finding {
  return { change, why };
}

function settings(path: string, before: string, after: string | null): Finding[] | null {
  try {
    const found = relaxedIn(path, before, after);
    // What `npm test` runs is worth a line also where it is not relaxed.
    if (
      found?.length === 0 &&
      after !== null &&
      /package\.json$/.test(path) &&
      scripts(before) !== scripts(after)
    )
      return [plain("changed", "other scripts")];
    return found;
  } catch {
    return [plain("relaxed", "it cannot be read")];
  }
}

const SCRIPTS = ["test", "lint", "typecheck", "types", "check", "pretest", "posttest"];

function scripts(text: string): string {
  const manifest = JSON.parse(text) as { scripts?: Record<string, unknown> };
  return JSON.stringify(SCRIPTS.map((name) => manifest.scripts?.[name] ?? null));
}

function byWords(before: string, after: string, path: string): Change | null {
  const [was, is] = [countTests(before, path), countTests(after, path)];
  if (was === null || is === null) return null;
  if (is.skips > was.skips) return "skipped";
  return is.tests < was.tests || is.assertions < was.assertions ? "weakened" : null;
}

interface Read {
  file: ChangedFile;
  known: KnownLanguage;
  before: PlainTree | null;
  after: PlainTree | null;
}

/** Findings of the files whose language is known, by path. */
async function readBySyntax(files: readonly ChangedFile[], load: Load): Promise<Map<string, Finding[]>> {
  const found = new Map<string, Finding[]>();
  const read: Read[] = [];
  let left = mostInAll;
  for (const file of files) {
    const known = languageOf(file.path);
    if (
      !known ||
      file.binary === true ||
      !(isTestPath(file.path) || isScriptSettings(file.path) || /\.rs$/.test(file.path))
    )
      continue;
    const size = (file.before ?? "").length + (file.after ?? "").length;
    left -= size;
    const one =
      size > 2 * longest || left < 0 ? "it is too long to be read" : await treesOf(file, known, load);
    if (typeof one === "string")
      found.set(file.path, [plain(file.after === null ? "deleted" : "weakened", one)]);
    else read.push(one);
    // Between two files others may be served: reading one takes its time.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [path, findings] of compareFiles(read)) found.set(path, findings);
  return found;
}

async function treesOf(file: ChangedFile, known: KnownLanguage, load: Load): Promise<Read | string> {
  try {
    const parse = await load(known.grammar);
    const tree = (text: string | null) =>
      text === null ? null : readPlainTree(known.prepare?.(text) ?? text, parse);
    return { file, known, before: tree(file.before), after: tree(file.after) };
  } catch (thrown) {
    return `it cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

const nothing: TestFile = { tests: [], timeout: null, retries: 0, words: "" };

function compareFiles(read: readonly Read[]): Map<string, Finding[]> {
  const pairs = read.map(({ file, known, before, after }): FilePair => {
    const others = (side: "before" | "after") => helpersBeside(read, file, known, side);
    const side = (tree: PlainTree | null, name: "before" | "after") =>
      tree ? readTests(tree.root, known.language, others(name), isTestPath(file.path)) : nothing;
    return {
      path: file.path,
      before: side(before, "before"),
      after: side(after, "after"),
      isRun: hasTestName(file.path),
    };
  });
  const found = compareTests(pairs);
  for (const [index, one] of read.entries()) {
    const pair = pairs[index];
    if (pair) found.set(one.file.path, ofFile(one, pair, found.get(one.file.path) ?? []));
  }
  return found;
}

/** Assertions may stand in a helper of another file that changed too. */
function helpersBeside(
  read: readonly Read[],
  file: ChangedFile,
  known: KnownLanguage,
  side: "before" | "after",
): Map<string, Helper[]> {
  const found = new Map<string, Helper[]>();
  for (const one of read) {
    const tree = one.file !== file && one.known.language === known.language ? one[side] : null;
    if (tree)
      for (const [name, helper] of known.language.dialect.helpers(tree.root, isTestPath(one.file.path)))
        found.set(name, helper);
  }
  return found;
}

/** What the tests do not say: files that come and go, cannot be read, or changed in something else. */
function ofFile({ file, before, after }: Read, pair: FilePair, tests: Finding[]): Finding[] {
  const { path } = file;
  const found = [...tests];
  const old = before?.root ?? null;
  if (after && isScriptSettings(path)) found.push(...relaxedScript(old, after.root));
  if (after && /(?:^|\/)conftest\.py$/.test(path)) found.push(...relaxedHooks(old, after.root));
  if (old && after) found.push(...newStandIns(path, pair.before.words, pair.after.words));
  else if (after && hasTestName(path)) found.push(...ownStandIns(path, pair.after.words));
  // Of half a tree nothing is said but that.
  if (
    after?.hasError &&
    pair.before.words !== pair.after.words &&
    (isTestPath(path) || hasTests(pair.before))
  )
    return [plain("weakened", "it cannot be read whole")];
  const holdsTests = pair.before.tests.length + pair.after.tests.length > 0;
  if (!isTestPath(path) && isScriptSettings(path)) return found.filter(({ change }) => change === "relaxed");
  if (!isTestPath(path)) return path.endsWith(".rs") && !holdsTests ? [] : found;
  if (!before) return [...found, plain("added")];
  const isMoved =
    pair.before.tests.length > 0 &&
    !tests.some(({ change }) => change === "deleted" || change === "weakened");
  if (!after) return [...found, plain(isMoved ? "changed" : "deleted")];
  if (found.some(({ change }) => change !== "changed")) return found;
  return [
    ...found,
    plain("changed", pair.before.words === pair.after.words ? "comments and layout only" : ""),
  ];
}

function hasTests({ tests }: TestFile): boolean {
  return tests.some(({ isTest }) => isTest);
}
