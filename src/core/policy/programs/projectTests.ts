// The usual commands that prove a project: its package scripts and test runners, with the few words that choose among
// tests. Flags that load files or name programs (`--config`, `--require`, `-exec`, `--script-shell`) are not among them.
import type { Word } from "../shell/shellLine";
import { judgeWords, type PathJudge, type ProgramRule } from "./programRule";

const number = /^\d{1,6}$/;
const duration = /^\d{1,6}(ms|s|m)?$/;

/** Scripts of package.json that any project means the same by; facts: the corpora's rules. */
const scripts = /^(test|lint|typecheck|build)$/;

/** What may be handed to whatever runner a script starts: a choice of tests by name or by file. */
const choice: ProgramRule = {
  values: {
    "-t": "text",
    "--testNamePattern": "text",
    "--test-name-pattern": "text",
    "--testPathPattern": "text",
    "--testPathPatterns": "text",
    "--grep": "text",
    "--testTimeout": number,
    "--test-timeout": number,
    "--timeout": number,
    "--max-warnings": number,
    "--shard": /^\d{1,4}\/\d{1,4}$/,
    "--maxWorkers": /^\d{1,3}%?$/,
    // Any other name would be loaded as a file.
    "--reporter": /^(default|verbose|dot|basic|spec|tap|list|min)$/,
  },
  flags: [
    "--run",
    "--silent",
    "--quiet",
    "--verbose",
    "--coverage",
    "--no-coverage",
    "--watch=false",
    "--watchAll=false",
    "--ci",
    "--runInBand",
    "-i",
    "--changed",
    "--onlyChanged",
    "--forceExit",
    "--passWithNoTests",
    "--list",
    "--listTests",
    "--color",
    "--no-color",
    "--no-file-parallelism",
    "--allowOnly=false",
    "--verbose=false",
    "--hideSkippedTests",
  ],
  optional: { "--bail": number, "--retry": number },
  operands: ["path"],
};

const pytest: ProgramRule = {
  letters: "qvxsl",
  flags: [
    "--quiet",
    "--verbose",
    "--exitfirst",
    "--lf",
    "--last-failed",
    "--ff",
    "--failed-first",
    "--collect-only",
    "--no-header",
    "--no-summary",
    "--showlocals",
    "-vv",
    "-vvv",
    "-qq",
    "--version",
    "--disable-warnings",
    "--disable-pytest-warnings",
    "--strict-markers",
    "--setup-show",
    "--nf",
    "--new-first",
    "--no-cov",
    "--strict-config",
    "--runxfail",
    "--cov",
    "--co",
    "--fixtures",
    "--markers",
    "--sw",
    "--stepwise",
  ],
  values: {
    "-k": "text",
    "-m": "text",
    "--maxfail": number,
    "--ignore": "path",
    "--deselect": "path",
    "--tb": /^(auto|long|short|line|native|no)$/,
    "--durations": number,
    // Only to leave one out: any other name is loaded.
    "-p": /^no:\w+$/,
    // A category with a dot would be imported.
    "-W": /^(ignore|default|error|always|module|once)(::[A-Za-z]+)?$/,
    "-n": /^(\d{1,3}|auto|logical)$/,
    "--cov-report": /^(term|term-missing)$/,
    "--timeout": number,
    "--verbosity": /^-?\d$/,
    "--capture": /^(no|sys|fd|tee-sys)$/,
    "--show-capture": /^(no|stdout|stderr|log|all)$/,
    "--assert": /^(plain|rewrite)$/,
    "--color": /^(yes|no|auto)$/,
    "-r": /^[a-zA-Z]+$/,
  },
  optional: { "--cov": /^[\w./-]+$/ },
  operands: [notAtFile],
};

/** `@file` holds further flags. */
function notAtFile(word: Word, path: PathJudge): string | null {
  return word.text.startsWith("@") ? `${word.text} may hold flags` : path(word);
}

const cargoTest: ProgramRule = {
  letters: "qvr",
  flags: [
    "--workspace",
    "--all",
    "--lib",
    "--bins",
    "--tests",
    "--benches",
    "--examples",
    "--doc",
    "--all-targets",
    "--all-features",
    "--no-default-features",
    "--no-fail-fast",
    "--no-run",
    "--release",
    "--quiet",
    "--verbose",
    "--locked",
    "--offline",
    "--frozen",
    "--nocapture",
    "--exact",
    "--ignored",
    "--include-ignored",
    "--show-output",
    "--list",
  ],
  values: {
    "-p": /^[\w@.-]+$/,
    "--package": /^[\w@.-]+$/,
    "--test": /^[\w-]+$/,
    "--bin": /^[\w-]+$/,
    "--example": /^[\w-]+$/,
    "--exclude": /^[\w-]+$/,
    "--features": /^[\w,/ -]+$/,
    "-j": number,
    "--jobs": number,
    "--test-threads": number,
    "--skip": "text",
    "-F": /^[\w,/ -]+$/,
    "--color": /^(auto|always|never)$/,
    "--format": /^(pretty|terse)$/,
    "--message-format": /^(human|short|json)$/,
  },
  operands: [/^[\w:]+$/],
};

const goTest: ProgramRule = {
  flags: [
    "-v",
    "-race",
    "-short",
    "-cover",
    "-failfast",
    "-json",
    "-benchmem",
    "-a",
    "-x",
    "-fullpath",
    "-trimpath",
  ],
  values: {
    "-run": "text",
    "-list": "text",
    "-covermode": /^(set|count|atomic)$/,
    "-coverpkg": /^\.[\w./,-]*$/,
    "-vet": /^[a-z,]+$/,
    "-skip": "text",
    "-count": number,
    "-timeout": duration,
    "-bench": "text",
    "-benchtime": /^\d+(x|s|ms)?$/,
    "-parallel": number,
    "-p": number,
    "-cpu": /^[\d,]+$/,
    "-shuffle": /^(on|off|\d+)$/,
    "-tags": /^[\w,]+$/,
  },
  operands: [ownPackage],
};

/** Without a dot in front it names a package of someone else: `all`, `std`, `example.com/x`. */
function ownPackage(word: Word, path: PathJudge): string | null {
  return /^\.(\/|$)|^[^/@]+\.go$/.test(word.text)
    ? path(word)
    : `${word.text} may be a package of someone else`;
}

/** @returns why a person decides; null where it is one of the commands; undefined where the program is no such one. */
export function judgeProject(
  program: string,
  words: readonly Word[],
  path: PathJudge,
): string | null | undefined {
  const rest = (from: number) => words.slice(from);
  const judge = (rule: ProgramRule, of: readonly Word[]) => judgeWords({ rule, words: of, path, fed: true });
  switch (program) {
    case "npm":
      return judgeNpm(words, path);
    case "pytest":
      return judge(pytest, words);
    case "cargo":
      return words[0]?.text === "test"
        ? judge(cargoTest, withoutDashes(rest(1)))
        : "of cargo only test is among the commands that prove a project";
    case "go":
      return words[0]?.text === "test"
        ? judge(goTest, equalsApart(goTest, rest(1).map(packagesAsFolder)))
        : "of go only test is among the commands that prove a project";
    default:
      return undefined;
  }
}

function judgeNpm(given: readonly Word[], path: PathJudge): string | null {
  const own = given.findIndex(({ text }) => text === "--");
  const words = given.filter(({ text }, at) => (own >= 0 && at > own) || !/^(-s|--silent)$/.test(text));
  const [verb, script] = words;
  if (verb?.glob || script?.glob) return "a pattern names the script";
  const isTest = verb?.text === "test";
  const isScript = verb?.text === "run" && scripts.test(script?.text ?? "");
  if (!isTest && !isScript)
    return `npm ${verb?.text ?? ""} is not among the commands that prove a project`.replace("  ", " ");
  const rest = words.slice(isTest ? 1 : 2);
  if (rest.length === 0) return null;
  if (rest[0]?.text !== "--") return `${rest[0]?.text} is a flag for npm itself`;
  return judgeWords({ rule: choice, words: rest.slice(1), path, fed: true });
}

/** `-run=X` of go has one dash, which the common reader takes for letters. */
function equalsApart(rule: ProgramRule, words: readonly Word[]): Word[] {
  return words.flatMap((word) => {
    const at = word.text.indexOf("=");
    const name = word.text.slice(0, at);
    if (at < 0 || word.glob || name.startsWith("--") || !rule.values?.[name]) return [word];
    return [
      { text: name, glob: false },
      { text: word.text.slice(at + 1), glob: false },
    ];
  });
}

/** `./...` of go: the packages of a folder and of all below it. */
function packagesAsFolder(word: Word): Word {
  if (word.glob || !/^\.(\/.*)?\/\.\.\.$/.test(word.text)) return word;
  return { ...word, text: word.text.replace(/\/?\.\.\.$/, "") || "." };
}

/** What stands behind `--` goes to the test program, whose harmless flags stand in the same table. */
function withoutDashes(words: readonly Word[]): Word[] {
  return words.filter(({ text }) => text !== "--");
}
