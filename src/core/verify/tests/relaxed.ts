// What decides whether tests are run and believed: package scripts, runner settings, coverage bounds, CI workflows. Says in
// which files such a thing can stand, and how it was relaxed. Pure.
import { childAt, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { commandRelaxed, runsTests } from "./commandRelaxed";
import { type Finding, shown } from "./finding";
import { flatten, settingsOfScript, settingsOfText } from "./settingsOf";
import { settingsRelaxed } from "./settingsRelaxed";
import { workflowRelaxed } from "./workflows";

const manifest = /(?:^|\/)package\.json$/;
const scriptSettings =
  /(?:^|\/)(?:(?:vite|vitest|jest|karma|playwright|cypress|ava|wdio|web-test-runner)(?:[.-]\w+)*\.(?:config|conf|setup|workspace)|\.mocharc|jest\.config(?:\.\w+)*)\.[cm]?[jt]s$/;
const textSettings =
  /(?:^|\/)(?:pytest\.ini|\.?pytest\.toml|tox\.ini|tox\.toml|setup\.cfg|pyproject\.toml|\.coveragerc|Cargo\.toml|\.?config\/nextest\.toml|\.cargo\/config\.toml|jest\.config\.json|jest\.json|\.mocharc(?:\.json|rc)?|\.nycrc(?:\.json)?|\.c8rc(?:\.json)?|\.taprc)$/;
const pipelines =
  /(?:^|\/)(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci\/config\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|Jenkinsfile|[Mm]akefile|GNUmakefile|[Jj]ustfile|Taskfile\.ya?ml|build\.gradle(?:\.kts)?|pom\.xml|noxfile\.py|\.mocharc\.ya?ml|codecov\.ya?ml)$/;

/** Files that are no tests and decide about them. */
export function decidesOnTests(path: string): boolean {
  return manifest.test(path) || scriptSettings.test(path) || textSettings.test(path) || pipelines.test(path);
}

/** Settings that stand in a script, read by its grammar. */
export function isScriptSettings(path: string): boolean {
  return scriptSettings.test(path);
}

/**
 * @param before "" where there was none
 * @returns null where the file is no such file; throws where it cannot be read as what its name says.
 */
export function relaxedIn(path: string, before: string, after: string | null): Finding[] | null {
  if (manifest.test(path)) return after === null || before === "" ? [] : ofManifest(before, after);
  if (textSettings.test(path)) return ofText(path, before, after);
  if (pipelines.test(path)) return ofPipeline(path, before, after ?? "");
  return null;
}

export function relaxedScript(before: PlainNode | null, after: PlainNode): Finding[] {
  return settingsRelaxed(before ? settingsOfScript(before) : new Map(), settingsOfScript(after));
}

const hooks =
  /^pytest_(?:collection_modifyitems|ignore_collect|collect_\w+|pycollect_\w+|deselected|runtest_\w+|pyfunc_call|sessionfinish|itemcollected|generate_tests|report_teststatus|configure|cmdline_main)$/;

/** A conftest.py may leave tests out, or say of failed ones that they passed. */
export function relaxedHooks(before: PlainNode | null, after: PlainNode): Finding[] {
  const [olds, news] = [before, after].map((root) => (root ? hooksOf(root) : new Map<string, string>()));
  return [...(news ?? [])].flatMap(([name, words]): Finding[] => {
    const old = olds?.get(name);
    if (old === words) return [];
    return [{ change: "relaxed", why: `${name} is ${old === undefined ? "new" : "written anew"}` }];
  });
}

function hooksOf(root: PlainNode): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of nodesIn(root, ({ type }) => /^(?:function_definition|assignment)$/.test(type))) {
    const name = textOf(childAt(node, "name") ?? childAt(node, "left") ?? node);
    if (hooks.test(name) || /^collect_ignore/.test(name)) found.set(name, wordsOf(node));
  }
  return found;
}

const testScripts =
  /^(?:(?:pre|post)?(?:test|lint|typecheck|types|check|verify|ci|coverage|e2e|spec)(?:[:.-].*)?)$/;
const runners = /^(?:jest|vitest|mocha|ava|nyc|c8|tap)\./;

type Manifest = { scripts?: Record<string, unknown> };

function ofManifest(before: string, after: string): Finding[] {
  const [was, is] = [JSON.parse(before), JSON.parse(after)] as [Manifest, Manifest];
  const scriptOf = (one: Manifest, name: string) =>
    typeof one.scripts?.[name] === "string" ? (one.scripts[name] as string) : null;
  const names = Object.keys(was.scripts ?? {}).filter((name) => testScripts.test(name));
  const found = names.flatMap((name): Finding[] => {
    const why = commandRelaxed(scriptOf(was, name), scriptOf(is, name));
    return why ? [{ change: "relaxed", why: shown(`the script ${name}: ${why}`) }] : [];
  });
  return [...found, ...settingsRelaxed(flatten(was), flatten(is), runners)];
}

/** Of files about more than tests, the parts about tests. */
function within(path: string): RegExp {
  if (/pyproject\.toml$/.test(path)) return /^tool\.(?:pytest|coverage|tox|nose|hatch\.envs\.\w*test|poe)/;
  if (/setup\.cfg$/.test(path)) return /^(?:tool:pytest|coverage|testenv|nosetests|tox)/;
  if (/Cargo\.toml$/.test(path))
    return /^(?:lib|bin|test|example|bench|package)\b.*\b(?:test|doctest|harness|autotests)$/;
  if (/\.cargo\/config\.toml$/.test(path)) return /^alias\./;
  return /^/;
}

function ofText(path: string, before: string, after: string | null): Finding[] {
  const was = before === "" ? new Map<string, string[]>() : settingsOfText(path, before);
  return settingsRelaxed(was, after === null ? new Map() : settingsOfText(path, after), within(path));
}

const letsPass =
  /continue-on-error:\s*["']?(?:true|\$\{\{)|^set \+e$|^exit 0$|continueOnError:\s*true|allow_failure:\s*true|allow_failures:|if:\s*["']?(?:false|\$\{\{\s*false\s*\}\})|ignoreFailures(?:\.set\(|\s*=\s*|\s+)true|<testFailureIgnore>\s*true|<skipTests>\s*true|<maven\.test\.skip>\s*true|<skip>\s*true|excludeTestsMatching|informational:\s*true|when:\s*(?:manual|never)\b/;

/** Line by line: what is new there and lets failures pass, and whether fewer lines run tests. */
function ofPipeline(path: string, before: string, after: string): Finding[] {
  const [was, is] = [linesOf(path, before), linesOf(path, after)];
  const left = [...was];
  const fresh = is.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const found = fresh.flatMap((line): string[] => {
    if (letsPass.test(line)) return [line];
    if (!runsTests.test(line)) return [];
    if (/^-\s*(?!run:|name:|script:|\w+:)\S/.test(line) && /akefile$/.test(path)) return [line];
    const closest = left.find((old) => runsTests.test(old)) ?? "";
    return commandRelaxed(closest === "" ? line.replace(/\|\|.*$/, "") : closest, line) ? [line] : [];
  });
  const lost =
    was.filter((line) => runsTests.test(line)).length - is.filter((line) => runsTests.test(line)).length;
  if (/workflows\//.test(path)) found.push(...workflowRelaxed(before, after));
  if (lost > 0) found.push(`no longer runs ${left.find((line) => runsTests.test(line)) ?? "tests"}`);
  return found.map((why) => ({ change: "relaxed", why: shown(why) }));
}

function linesOf(path: string, text: string): string[] {
  const bare = /pom\.xml$/.test(path) ? text.replace(/<!--[\s\S]*?-->/g, "") : text;
  const comment = /gradle|Jenkinsfile/.test(path) ? /(?:^|\s)\/\/.*$/ : /(?:^|\s)#.*$/;
  const lines = bare.split(/\r?\n/).map((line) => line.replace(comment, "").trim());
  // A name is shown, not run.
  return lines.filter((line) => line !== "" && !/^(?:-\s*)?(?:name|description):/.test(line));
}
