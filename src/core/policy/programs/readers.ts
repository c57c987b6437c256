// Programs that only read, each with the flags that keep it so. What starts a program, writes a file, follows links out
// of the folder or never ends is left out: `rg --pre`, `sort -o`, `find -exec`, `tail -f`, `grep -R`, `uniq in out`.
import { flagList, type ProgramRule } from "./programRule";
import { grep, rg } from "./searchers";

const number = /^\d{1,9}$/;
const count = /^[+-]?\d{1,9}[bkKMG]?$/;
const colour = /^(auto|always|never)$/;
const glob = /^[^\0]*$/;

const lines: ProgramRule = {
  letters: "qvz",
  flags: ["--quiet", "--silent", "--verbose", "--zero-terminated"],
  values: { "-n": count, "-c": count, "--lines": count, "--bytes": count },
  numbers: true,
  operands: ["path"],
  least: 1,
  harmlessFlags: true,
};

/** Not `-r`: it would follow links that lie in a folder. */
const diff: ProgramRule = {
  letters: "qscunypTtBbwiEZaNd",
  flags:
    flagList(`--brief --report-identical-files --unified --context --side-by-side --ignore-case --ignore-all-space
    --ignore-space-change --ignore-blank-lines --ignore-trailing-space --text --new-file --minimal --no-dereference
    --strip-trailing-cr --suppress-common-lines --show-c-function --normal`),
  values: {
    "-U": number,
    "-C": number,
    "-W": number,
    "-x": "text",
    "--exclude": "text",
    "--width": number,
    "--label": "text",
    "-I": "text",
  },
  optional: { "--unified": number, "--context": number, "--color": colour },
  operands: ["path"],
  least: 2,
  most: 2,
};

const ls: ProgramRule = {
  letters: "1aAbBcCdfFgGhiIklmnNopqQrRsStTuUvwxXZ",
  flags:
    flagList(`--all --almost-all --author --escape --directory --group-directories-first --no-group --human-readable --inode
    --literal --numeric-uid-gid --quote-name --reverse --recursive --size --full-time --si --zero -H`),
  values: {
    "--sort": /^(none|size|time|version|extension|name|width)$/,
    "--time": /^[a-z]+$/,
    "--time-style": /^(full-iso|long-iso|iso|locale)$/,
    "--format": /^[a-z-]+$/,
    "--ignore": glob,
    "--hide": glob,
    "--width": number,
    "--block-size": /^[\w']{1,8}$/,
    "--indicator-style": /^[a-z-]+$/,
  },
  optional: { "--color": colour, "--classify": colour, "--hyperlink": colour },
  operands: ["path"],
  harmlessFlags: true,
};

const sort: ProgramRule = {
  letters: "bdfgiMhnRrVcCmsuz",
  flags:
    flagList(`--ignore-leading-blanks --dictionary-order --ignore-case --general-numeric-sort --human-numeric-sort --numeric-sort
    --reverse --version-sort --merge --stable --unique --zero-terminated --month-sort --debug`),
  values: {
    "-k": /^[\d.,bdfgiMhnRrV]+$/,
    "-t": /^.{1,2}$/,
    "--key": /^[\d.,bdfgiMhnRrV]+$/,
    "--field-separator": /^.{1,2}$/,
  },
  optional: { "--check": /^(quiet|silent|diagnose-first)$/ },
  operands: ["path"],
  least: 1,
};

/** By name. Programs with a grammar of their own (`find`, `git`, `sed`, `test`) are judged elsewhere. */
export const readers: ReadonlyMap<string, ProgramRule> = new Map<string, ProgramRule>([
  ["pwd", { letters: "LP" }],
  ["true", {}],
  ["false", {}],
  ["ls", ls],
  [
    "cat",
    {
      letters: "AbeEnstTuv",
      flags: [
        "--number",
        "--number-nonblank",
        "--show-all",
        "--show-ends",
        "--show-tabs",
        "--squeeze-blank",
        "--show-nonprinting",
      ],
      operands: ["path"],
      least: 1,
      harmlessFlags: true,
    },
  ],
  ["head", lines],
  ["tail", lines],
  [
    "wc",
    {
      letters: "clmLw",
      flags: ["--bytes", "--chars", "--lines", "--words", "--max-line-length"],
      operands: ["path"],
      least: 1,
      harmlessFlags: true,
    },
  ],
  ["grep", grep],
  ["rg", rg],
  ["sort", sort],
  // A second operand would be written to.
  [
    "uniq",
    {
      letters: "cdDiuz",
      flags: ["--count", "--repeated", "--unique", "--ignore-case", "--zero-terminated"],
      values: {
        "-f": number,
        "-s": number,
        "-w": number,
        "--skip-fields": number,
        "--skip-chars": number,
        "--check-chars": number,
      },
      operands: ["path"],
      least: 1,
      most: 1,
    },
  ],
  [
    "cut",
    {
      letters: "nsz",
      flags: ["--complement", "--only-delimited", "--zero-terminated"],
      values: {
        "-b": /^[\d,-]+$/,
        "-c": /^[\d,-]+$/,
        "-f": /^[\d,-]+$/,
        "-d": /^.$/u,
        "--bytes": /^[\d,-]+$/,
        "--characters": /^[\d,-]+$/,
        "--fields": /^[\d,-]+$/,
        "--delimiter": /^.$/u,
        "--output-delimiter": "text",
      },
      operands: ["path"],
      least: 1,
    },
  ],
  [
    "tr",
    {
      letters: "cCdst",
      flags: ["--complement", "--delete", "--squeeze-repeats", "--truncate-set1"],
      operands: ["text"],
      least: 2,
      most: 2,
    },
  ],
  [
    "nl",
    {
      letters: "p",
      flags: ["--no-renumber"],
      values: {
        "-b": /^[atn]$/,
        "-h": /^[atn]$/,
        "-f": /^[atn]$/,
        "-n": /^(ln|rn|rz)$/,
        "-w": number,
        "-v": number,
        "-i": number,
        "-s": "text",
        "-l": number,
        "-d": /^.{1,2}$/,
        "--body-numbering": /^[atn]$/,
        "--number-format": /^(ln|rn|rz)$/,
        "--number-width": number,
        "--starting-line-number": number,
        "--number-separator": "text",
      },
      operands: ["path"],
      least: 1,
    },
  ],
  [
    "stat",
    {
      letters: "ftx",
      flags: ["--file-system", "--terse"],
      values: { "-c": "text", "--format": "text", "--printf": "text" },
      operands: ["path"],
      least: 1,
    },
  ],
  ["diff", diff],
  [
    "du",
    {
      letters: "abchkmsxS0",
      flags: [
        "--all",
        "--apparent-size",
        "--bytes",
        "--total",
        "--human-readable",
        "--summarize",
        "--one-file-system",
        "--separate-dirs",
        "--si",
        "--null",
        "--inodes",
      ],
      values: {
        "-d": number,
        "--max-depth": number,
        "--exclude": "text",
        "-t": count,
        "--threshold": count,
        "--block-size": /^\w{1,8}$/,
      },
      operands: ["path"],
      harmlessFlags: true,
    },
  ],
  [
    "tree",
    {
      letters: "adfixspughDFtrCnvcUNqQJX",
      flags: [
        "--dirsfirst",
        "--du",
        "--prune",
        "--noreport",
        "--gitignore",
        "--si",
        "--inodes",
        "--device",
        "--matchdirs",
        "--ignore-case",
      ],
      values: {
        "-L": number,
        "-P": "text",
        "-I": "text",
        "--filelimit": number,
        "--charset": /^[\w-]+$/,
        "--sort": /^[a-z]+$/,
        "--timefmt": "text",
      },
      operands: ["path"],
    },
  ],
  [
    "file",
    {
      letters: "bhikLNrv0",
      flags: [
        "--brief",
        "--mime",
        "--mime-type",
        "--mime-encoding",
        "--no-dereference",
        "--keep-going",
        "--raw",
        "-I",
      ],
      values: { "-F": "text", "--separator": "text" },
      operands: ["path"],
      least: 1,
    },
  ],
  ["which", { letters: "as", operands: [/^[\w.+-]+$/], least: 1 }],
]);
