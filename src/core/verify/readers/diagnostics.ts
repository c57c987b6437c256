// Reads compiler and linter lines that begin with a position: tsc, gcc, clang, javac, mypy, ruff, go vet, eslint unix.
// The position is left out of the name, so that an edit above an old error does not make it a new one.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const TSC = /^(\S[^()]{0,300}?)\(\d+,\d+\): error (TS\d+: .*)$/;
const TSC_PRETTY = /^(\S.{0,300}?):\d+:\d+ - error (TS\d+: .*)$/;
const MAVEN = /^\[ERROR\] (\S[^[]{0,300}?):\[\d+(?:,\d+)?\] (.+)$/;
const PLAIN = /^(?:vet: )?((?:[A-Za-z]:)?[^\s:]{1,300}\.\w{1,10}):\d+(?::\d+)?:? +(.+)$/;
const SEVERE = /^(?:fatal )?error\b/i;
const MILD = /^(?:warning|note|info|help|hint)\b/i;
const PRETTIER = /^\[warn\] (\S+\.\w+)$/;

export const diagnosticsReader: FailureReader = {
  name: "diagnostics",
  read(lines, check) {
    const strict = check.kind !== "lint" && check.kind !== "types";
    const failing: string[] = [];
    for (const line of lines) {
      const found = TSC.exec(line) ?? TSC_PRETTY.exec(line) ?? MAVEN.exec(line) ?? plain(line, strict);
      if (found) failing.push(`${found[1]}: ${found[2]}`);
      const unformatted = strict ? undefined : PRETTIER.exec(line)?.[1];
      if (unformatted !== undefined) failing.push(`${unformatted}: not formatted`);
    }
    return failing.length === 0 ? null : { failing: numbered(failing) };
  },
};

/** In a test's output a position alone says nothing (stack traces have them); in a linter's it is a finding. */
function plain(line: string, strict: boolean): RegExpExecArray | null {
  const found = PLAIN.exec(line);
  const message = found?.[2] ?? "";
  if (found === null || MILD.test(message) || message.includes("━━━")) return null;
  return !strict || SEVERE.test(message) ? found : null;
}
