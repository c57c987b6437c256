// Which git commands only read: four subcommands with known flags. Flags that start programs, write files or look
// outside the repository (--ext-diff, --output, --no-index, --show-signature …) are simply not on the list.
import { isSecretPath } from "./secretPath";

const shared =
  /^(--(stat|shortstat|numstat|summary|name-only|name-status|no-color|color=never|no-ext-diff|no-textconv|no-renames|find-renames|patch|no-patch|word-diff|ignore-all-space|ignore-space-change|unified=\d{1,4}|abbrev-commit|oneline)|-U\d{1,4}|-[wbMpszq])$/;

const flags = new Map<string, RegExp>([
  [
    "status",
    /^(--(short|branch|long|porcelain(=v[12])?|untracked-files=(all|no|normal)|ignored|show-stash|ahead-behind)|-(s|b|sb|bs|z|uall|uno|unormal))$/,
  ],
  ["diff", /^--(cached|staged|check|merge-base)$/],
  [
    "log",
    /^(--(graph|decorate(=(short|full|no))?|all|branches|tags|no-merges|merges|first-parent|follow|reverse|max-count=\d{1,6}|date=(short|iso|relative|local|human)|(author|grep|since|until|after|before)=.*|regexp-ignore-case)|-n\d{1,6}|-\d{1,6}|-[iEF]|-[SG].+)$/,
  ],
  ["show", /^--(decorate(=(short|full|no))?|date=(short|iso|relative|local|human))$/],
]);

/** `%G…` asks a program to check signatures. */
const format = /^--(format|pretty)=(?!.*%G)[^\0]*$/;

/** @param words what follows `git`; options before the subcommand are never read-only by rule. */
export function gitReadOnly(words: readonly string[]): boolean {
  const [subcommand, ...rest] = words;
  const own = flags.get(subcommand ?? "");
  if (!own) return false;
  const showsChanges = subcommand !== "status";
  let operandsOnly = false;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? "";
    if (word === "--") operandsOnly = true;
    else if (operandsOnly || !word.startsWith("-")) {
      if (!isInsideOperand(word)) return false;
    } else if (subcommand === "log" && word === "-n") {
      index += 1;
      if (!/^\d{1,6}$/.test(rest[index] ?? "")) return false;
    } else if (!own.test(word) && !(showsChanges && (shared.test(word) || format.test(word)))) {
      return false;
    }
  }
  return true;
}

/** A revision, a range, `revision:path` or a path of this repository. Two absolute paths would be read from anywhere. */
function isInsideOperand(word: string): boolean {
  if (word === "" || /^[-/~:]/.test(word) || /[\\*?[\]{}]/.test(word)) return false;
  const parts = word.split(/[/:]/);
  return !parts.includes("..") && !parts.includes(".git") && !isSecretPath(word);
}
