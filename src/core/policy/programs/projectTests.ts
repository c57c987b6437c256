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
  values: { "-t": "text", "--testNamePattern": "text", "--test-name-pattern": "text", "--grep": "text" },
  flags: ["--run", "--silent", "--quiet", "--verbose", "--bail", "--no-coverage", "--watch=false"],
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
    "--co",
    "--sw",
    "--stepwise",
  ],
  values: {
    "-k": "text",
    "-m": "text",
    "--maxfail": number,
    "--tb": /^(auto|long|short|line|native|no)$/,
    "--durations": number,
    "--color": /^(yes|no|auto)$/,
    "-r": /^[a-zA-Z]+$/,
  },
  operands: ["path"],
};

const cargoTest: ProgramRule = {
  letters: "qv",
  flags: [
    "--workspace",
    "--all",
    "--lib",
    "--bins",
    "--tests",
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
  },
  operands: [/^[\w:]+$/],
};

const goTest: ProgramRule = {
  flags: ["-v", "-race", "-short", "-cover", "-failfast", "-json", "-benchmem", "-a", "-x"],
  values: {
    "-run": "text",
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
  operands: ["path"],
};

/** @returns why a person decides; null where it is one of the commands; undefined where the program is no such one. */
export function judgeProject(
  program: string,
  words: readonly Word[],
  path: PathJudge,
): string | null | undefined {
  const rest = (from: number) => words.slice(from);
  const judge = (rule: ProgramRule, of: readonly Word[]) =>
    judgeWords({ rule, words: equalsApart(rule, of), path, fed: true });
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
        ? judge(goTest, rest(1).map(packagesAsFolder))
        : "of go only test is among the commands that prove a project";
    default:
      return undefined;
  }
}

function judgeNpm(words: readonly Word[], path: PathJudge): string | null {
  const [verb, script] = words;
  if (verb?.glob || script?.glob) return "a pattern names the script";
  const isTest = verb?.text === "test";
  const isScript = verb?.text === "run" && scripts.test(script?.text ?? "");
  if (!isTest && !isScript)
    return `npm ${verb?.text ?? ""} is not among the commands that prove a project`.replace("  ", " ");
  const rest = words.slice(isTest ? 1 : 2).filter(({ text }, at) => at > 0 || !/^(-s|--silent)$/.test(text));
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
  if (word.glob || !/(^|\/)\.\.\.$/.test(word.text)) return word;
  return { ...word, text: word.text.replace(/\/?\.\.\.$/, "") || "." };
}

/** What stands behind `--` goes to the test program, whose harmless flags stand in the same table. */
function withoutDashes(words: readonly Word[]): Word[] {
  return words.filter(({ text }) => text !== "--");
}
