// Which git commands only read. Flags that start programs, write files or look outside the repository (--ext-diff,
// --output, --no-index, --show-signature, --textconv, --contents …) are not on the lists.
import type { Word } from "../shell/shellLine";
import { flagList, judgeWords, type PathJudge, type ProgramRule } from "./programRule";

const number = /^\d{1,6}$/;
/** `%G…` asks a program to check signatures; a name of the project's own could stand for a format that does. */
const format = /^(|oneline|short|medium|full|fuller|reference|raw|(?=.*%|t?format:)(?!.*%G)[^\0]*)$/s;
const date = /^(short|iso|iso-strict|relative|local|human|rfc|raw|unix|format:[^\0]*)$/;

/** `10,20:file` or `:function:file`: lines of a file, in what was committed. */
function linesOf({ text }: Word, path: PathJudge): string | null {
  const file = /^(?:\d*(?:,[+-]?\d*)?|:[\w.-]+|\/[^/:\\]+\/(?:,[+-]?\d+)?):([^:]+)$/.exec(text)?.[1];
  return file === undefined ? `${text} is not plain` : path({ text: file, glob: false });
}

const changes: ProgramRule = {
  letters: "wbMpszquRatWc",
  flags:
    flagList(`--stat --shortstat --numstat --dirstat --summary --compact-summary --name-only --name-status --no-color
    --no-ext-diff --no-textconv --no-renames --find-renames --find-copies --patch --no-patch --patch-with-stat --raw
    --ignore-all-space --ignore-space-change --ignore-blank-lines --ignore-space-at-eol --ignore-cr-at-eol --minimal
    --patience --histogram --full-index --binary --text --function-context --exit-code --quiet --no-prefix --cc -C
    --reverse --check --relative --no-relative --pickaxe-regex --pickaxe-all --ignore-submodules --color-words
    --indent-heuristic --no-indent-heuristic --default-prefix --no-color-moved --no-rename-empty -B`),
  values: {
    "--unified": number,
    "-U": number,
    "--diff-filter": /^[ACDMRTUXBacdmrtuxb*]+$/,
    "--diff-algorithm": /^(patience|minimal|histogram|myers)$/,
    "--word-diff-regex": "text",
    "--inter-hunk-context": number,
    "--ws-error-highlight": /^[a-z,]+$/,
    "--line-prefix": "text",
    "--src-prefix": "text",
    "--dst-prefix": "text",
    "-S": "text",
    "-G": "text",
  },
  optional: {
    "--stat": /^[\d,]+$/,
    "--color": /^(never|auto|always)$/,
    "--color-moved": /^[a-z-]+$/,
    "--word-diff": /^(color|plain|porcelain|none)$/,
    "--abbrev": number,
    "--find-renames": /^\d{1,3}%?$/,
    "--ignore-submodules": /^\w+$/,
    "--dirstat": /^[\w,.]+$/,
  },
  operands: ["path"],
};

const history: ProgramRule = {
  letters: "wbMpszquRatgiEFPcWm",
  flags: [
    ...(changes.flags ?? []),
    ...flagList(`--graph --decorate --no-decorate --all --branches --tags --remotes --no-merges --merges --first-parent
      --follow --oneline --abbrev-commit --no-abbrev-commit --date-order --topo-order --author-date-order --source
      --regexp-ignore-case --extended-regexp --fixed-strings --perl-regexp --all-match --invert-grep --walk-reflogs
      --left-right --cherry-pick --cherry-mark --boundary --full-history --simplify-merges --parents --children
      --ancestry-path --show-pulls --log-size --clear-decorations --no-notes --no-walk --reflog
      --simplify-by-decoration --left-only --right-only --no-expand-tabs --no-mailmap --show-linear-break
      --not --no-abbrev --notes --show-notes --no-min-parents --no-max-parents`),
  ],
  values: {
    ...changes.values,
    "-n": number,
    "--max-count": number,
    "--skip": number,
    "--since": "text",
    "--until": "text",
    "--after": "text",
    "--before": "text",
    "--author": "text",
    "--committer": "text",
    "--grep": "text",
    "--format": format,
    "--date": date,
    "--decorate-refs": "text",
    "--decorate-refs-exclude": "text",
    "--encoding": /^[\w-]+$/,
    "--glob": "text",
    "--exclude": "text",
    "-L": linesOf,
    "--min-parents": number,
    "--max-parents": number,
  },
  optional: {
    ...changes.optional,
    "--pretty": format,
    "--decorate": /^(short|full|auto|no)$/,
    "--branches": /^[\w*./-]+$/,
    "--tags": /^[\w*./-]+$/,
    "--remotes": /^[\w*./-]+$/,
  },
  numbers: true,
  operands: ["path"],
};

const branch: ProgramRule = {
  letters: "arvqi",
  flags: flagList(
    "--all --remotes --list --show-current --verbose -vv --no-color --no-column --ignore-case --no-abbrev",
  ),
  values: { "--sort": /^-?[\w:]+$/, "--format": format, "--points-at": "path" },
  optional: {
    "--color": /^(never|auto|always)$/,
    "--merged": /^[\w./@^~-]+$/,
    "--no-merged": /^[\w./@^~-]+$/,
    "--contains": /^[\w./@^~-]+$/,
    "--no-contains": /^[\w./@^~-]+$/,
    "--abbrev": number,
  },
};

const subcommands: ReadonlyMap<string, ProgramRule> = new Map<string, ProgramRule>([
  [
    "status",
    {
      letters: "sbzv",
      flags: flagList(
        "--short --branch --long --porcelain --ignored --show-stash --ahead-behind --no-ahead-behind --renames --no-renames --verbose --null -u -uall -uno -unormal",
      ),
      optional: {
        "--porcelain": /^(v?[12])$/,
        "--untracked-files": /^(all|no|normal)$/,
        "--ignored": /^(traditional|no|matching)$/,
        "--column": /^\w+$/,
        "--find-renames": /^\d{1,3}%?$/,
        "--ignore-submodules": /^\w+$/,
      },
      operands: ["path"],
    },
  ],
  [
    "diff",
    {
      ...changes,
      flags: [
        ...(changes.flags ?? []),
        "--cached",
        "--staged",
        "--merge-base",
        "--ours",
        "--theirs",
        "--base",
      ],
    },
  ],
  ["log", history],
  ["show", history],
  ["branch", branch],
  [
    "rev-parse",
    {
      flags: flagList(
        "--show-toplevel --show-prefix --show-cdup --abbrev-ref --short --verify --quiet -q --git-dir --absolute-git-dir --git-common-dir --is-inside-work-tree --is-inside-git-dir --is-bare-repository --is-shallow-repository --show-superproject-working-tree --symbolic --symbolic-full-name --all --branches --tags --remotes --show-object-format",
      ),
      optional: { "--short": number, "--abbrev-ref": /^(strict|loose)$/ },
      operands: ["path"],
    },
  ],
  [
    "ls-files",
    {
      letters: "cdmosutvzki",
      flags: flagList(
        "--cached --deleted --modified --others --ignored --stage --unmerged --killed --directory --no-empty-directory --exclude-standard --error-unmatch --full-name --deduplicate --eol --abbrev",
      ),
      values: { "-x": "text", "--exclude": "text", "--format": "text" },
      operands: ["path"],
    },
  ],
  [
    "blame",
    {
      letters: "cltfnspewbM",
      flags: flagList(
        "--root --show-stats --porcelain --line-porcelain --incremental --show-name --show-number --show-email --first-parent -C",
      ),
      values: { "-L": "text", "--since": "text", "--date": date },
      optional: { "--abbrev": number },
      operands: ["path"],
    },
  ],
]);

/** Options of git itself that change nothing but how it prints. */
const own = /^(--no-pager|--no-optional-locks|-P)$/;

/** @returns why a person decides; null where it only reads. */
export function judgeGit(words: readonly Word[], path: PathJudge): string | null {
  const at = words.findIndex(({ text }) => !own.test(text));
  const name = words[at];
  const rule = name && !name.glob ? subcommands.get(name.text) : undefined;
  if (!name || !rule)
    return `git ${name?.text ?? ""} is not among the commands that only read`.replace("  ", " ");
  const listed = words.slice(at + 1).map(withoutDegree);
  if (name.text === "branch" && listed.some(({ text }) => lists.test(text))) {
    const rest = listed.filter(({ text }) => text !== "-l");
    return judgeWords({ rule: { ...branch, operands: ["text"] }, words: rest, path, fed: true });
  }
  return judgeWords({ rule, words: listed, path: (word) => judgeOperand(word, path), fed: true });
}

/** `-M90%`: how alike two files have to be. */
function withoutDegree(word: Word): Word {
  return /^-[MCB]\d{1,3}%?$/.test(word.text) ? { ...word, text: word.text.slice(0, 2) } : word;
}

/** With one of these a name behind them chooses among the branches; without, it would be a new one. */
const lists = /^(-l|--list|--(no-)?(merged|contains))$/;

const revision = /^[\w@][\w./@^~{}+-]*$/;

/** A revision, a range, `revision:path` or a path. Two paths outside would be compared wherever they are. */
function judgeOperand(word: Word, path: PathJudge): string | null {
  const { text, glob } = word;
  if (glob) return path(word);
  if (text.startsWith(":")) {
    // What is left out, or what is staged; any other magic may lead elsewhere.
    const plain = /^:(?:!|\^|\(exclude\)|[0-3]:)?([A-Za-z0-9*][^:]*)$/.exec(text)?.[1];
    return plain === undefined ? "it is a pathspec with magic" : path({ text: plain, glob: false });
  }
  const [before = "", behind] = text.split(/:(.*)/s);
  if (behind !== undefined)
    return isRevision(before) ? path({ text: behind, glob: false }) : `${text} is not plain`;
  const [from = "", to] = text.split(/\.{2,3}/);
  // Two dots alone are the folder above to most of them.
  if (
    to !== undefined &&
    from + to !== "" &&
    isRevision(from || "@") &&
    isRevision(to || "@") &&
    !text.includes("/..")
  )
    return null;
  return path(word);
}

function isRevision(text: string): boolean {
  return revision.test(text) && !text.split("/").includes("..");
}
