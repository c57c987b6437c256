// Searchers, with the flags that keep them to reading: none that starts a program (`--pre`, `-z`), follows links out of
// the folder (`-R`, `-L`) or reads patterns from a file.
import { singlesOutSecrets } from "../secretPath";
import type { Word } from "../shell/shellLine";
import { flagList, type ProgramRule } from "./programRule";

const number = /^\d{1,9}$/;
const colour = /^(auto|always|never)$/;
/** Which files are searched: what it leaves out does no harm. */
const choice = ({ text }: Word) =>
  !text.startsWith("!") && singlesOutSecrets(text) ? `${text} may hold secrets` : null;

export const grep: ProgramRule = {
  letters: "EFGPivwxcLloqsbHhnTzrIaU",
  flags:
    flagList(`--extended-regexp --fixed-strings --basic-regexp --perl-regexp --ignore-case --no-ignore-case --invert-match
    --word-regexp --line-regexp --count --files-with-matches --files-without-match --only-matching --quiet --silent
    --no-messages --byte-offset --with-filename --no-filename --line-number --initial-tab --null --recursive --text`),
  values: {
    "-e": "text",
    "-A": number,
    "-B": number,
    "-C": number,
    "-m": number,
    "--regexp": "text",
    "--after-context": number,
    "--before-context": number,
    "--context": number,
    "--max-count": number,
    "--include": choice,
    "--exclude": "text",
    "--exclude-dir": "text",
    "--label": "text",
    "--binary-files": /^(binary|text|without-match)$/,
  },
  optional: { "--color": colour, "--colour": colour },
  standIn: ["-e", "--regexp"],
  readsFolder: ["-r", "--recursive"],
  operands: ["text", "path"],
  least: 2,
  harmlessFlags: true,
};

export const rg: ProgramRule = {
  letters: "FivwxclqnNHIohspUSa0",
  flags:
    flagList(`--fixed-strings --ignore-case --smart-case --case-sensitive --invert-match --word-regexp --line-regexp --count
    --count-matches --files-with-matches --files-without-match --quiet --line-number --no-line-number --with-filename
    --no-filename --only-matching --no-messages --pretty --multiline --multiline-dotall --text --null --json --vimgrep
    --column --no-heading --heading --trim --stats --no-ignore-case --pcre2 --files --one-file-system --no-config
    --type-list --version --passthru --crlf --no-unicode -P`),
  values: {
    "-e": "text",
    "--regexp": "text",
    "-A": number,
    "-B": number,
    "-C": number,
    "-m": number,
    "-g": choice,
    "-t": "text",
    "-T": "text",
    "-d": number,
    "-M": number,
    "-r": "text",
    "--glob": choice,
    "--iglob": choice,
    "--type": "text",
    "--type-not": "text",
    "--after-context": number,
    "--before-context": number,
    "--context": number,
    "--max-count": number,
    "--max-depth": number,
    "--max-columns": number,
    "--replace": "text",
    "--sort": /^(path|modified|accessed|created|none)$/,
    "--sortr": /^(path|modified|accessed|created|none)$/,
    "--color": /^(auto|always|never|ansi)$/,
    "--threads": number,
    "-j": number,
  },
  standIn: ["-e", "--regexp", "--files", "--type-list"],
  operands: ["text", "path"],
};
