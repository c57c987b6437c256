// Reads eslint's and stylelint's stylish format: a file on its own line, findings below it. Warnings are not failures.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const FILE = /^(\/?(?:[A-Za-z]:)?[^\s:][^:]{0,300}\.\w{1,10})$/;
const ESLINT = /^ {2,}\d+:\d+ {2,}(?:error|✖) {2,}(\S.*)$/;
const STYLELINT = /^ {1,4}\d+:\d+ {2,}✖ {2,}(\S.*)$/;
const TOO_MANY = /^(?:✖ )?ESLint found too many warnings/;

export const eslintReader: FailureReader = {
  name: "eslint",
  read(lines) {
    const failing: string[] = [];
    let file = "";
    for (const line of lines) {
      file = FILE.exec(line)?.[1] ?? file;
      const finding = (ESLINT.exec(line) ?? STYLELINT.exec(line))?.[1];
      if (finding !== undefined && file !== "") failing.push(`${file}: ${finding.replace(/ {2,}/g, " ")}`);
      if (TOO_MANY.test(line)) failing.push("too many warnings");
    }
    return failing.length === 0 ? null : { failing: numbered(failing) };
  },
};
