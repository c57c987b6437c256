// Which paths are tests, by the conventions of many languages: test sources, their data, and what configures a runner.
// The one rule for what a tester may write and what counts as an altered test. Pure, by path alone; a source file with
// tests inside (Rust) is told by its text elsewhere.

const FOLDERS = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|__snapshots__|testdata|cypress)\//i;
const NAMES = [
  /[._-](?:test|tests|spec|specs|e2e|cy)\.(?:[cm]?[jt]sx?|vue|svelte|dart|coffee|snap|lua|el|ex|exs|nim|zig)$/i,
  /^(?:tests?|specs?)\.(?:[cm]?[jt]sx?|py|rb|rs)$/i,
  /^test_.*\.(?:py|rb|c|cc|cpp|lua|nim|jl|R)$/i,
  /_test\.(?:py|go|rb|c|cc|cpp|cxx|dart|exs|erl|ml|jl|sh|lua)$/i,
  /_spec\.(?:rb|lua|cr)$/i,
  /(?:Test|Tests|TestCase|IT|Spec|Specs)\.(?:java|kt|kts|groovy|scala|cs|fs|vb|swift|php|m|mm|hs)$/,
  /^Test[A-Z].*\.(?:java|kt|cs)$/,
  /\.(?:snap|t|bats|feature)$/i,
];
const RUNNERS =
  /^(?:conftest\.py|pytest\.ini|tox\.ini|noxfile\.py|phpunit\.xml(?:\.dist)?|\.rspec|\.mocharc\..+|\.nycrc(?:\..+)?|\.c8rc(?:\..+)?|(?:vitest|jest|karma|playwright|cypress|ava|wdio)(?:\.\w+)*\.(?:config|conf|setup|workspace)\..+|jest\.json)$/i;
const PROSE = /\.(?:md|rst|adoc)$/i;

/** @param path relative, with forward slashes */
export function isTestPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (RUNNERS.test(name)) return true;
  if (PROSE.test(name)) return false;
  return FOLDERS.test(path) || NAMES.some((pattern) => pattern.test(name));
}

/** Whether runners find tests in a file by its name, wherever it stands. */
export function hasTestName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return NAMES.some((pattern) => pattern.test(name));
}
