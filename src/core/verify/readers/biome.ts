// Reads Biome's diagnostics: `file:line:column rule ━━━` and the message below. Warnings count only where there is
// no error, for then they were what made it fail.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const RULE = /^(\S[^:]{0,300}\.\w{1,10})(?::\d+:\d+)? (\S+)(?:\s+FIXABLE)?\s+━{3,}/;

export const biomeReader: FailureReader = {
  name: "biome",
  read(lines) {
    const errors: string[] = [];
    const warnings: string[] = [];
    for (const [index, line] of lines.entries()) {
      const found = RULE.exec(line);
      if (!found) continue;
      const message = lines.slice(index + 1, index + 4).find((next) => /^\s+[!×] /.test(next)) ?? "";
      const name = `${found[1]}: ${found[2]} ${message.replace(/^\s+[!×] /, "")}`.trimEnd();
      (/^\s+! /.test(message) ? warnings : errors).push(name);
    }
    if (errors.length + warnings.length === 0) return null;
    return { failing: numbered(errors.length > 0 ? errors : warnings) };
  },
};
