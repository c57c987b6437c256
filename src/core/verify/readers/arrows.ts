// Reads diagnostics that say the place on the next line, after an arrow: rustc, clippy, ruff, miette.
import { numbered } from "../numbered";
import type { FailureReader } from "./reader";

const ARROW = /^\s*--> (.{1,300}?):\d+(?::\d+)?$/;
const HEADING = /^(?:error(?:\[\w+\])?: .+|[A-Z]{1,5}\d{2,5}\b.*|[\w-]+: .+)$/;
const MILD = /^(?:warning|note|help)\b/;

export const arrowsReader: FailureReader = {
  name: "arrows",
  read(lines, check) {
    const failing: string[] = [];
    for (const [index, line] of lines.entries()) {
      const file = ARROW.exec(line)?.[1];
      const heading = lines[index - 1] ?? "";
      if (file === undefined || MILD.test(heading) || !HEADING.test(heading)) continue;
      if (heading.startsWith("error") || check.kind === "lint" || check.kind === "types") {
        failing.push(`${file}: ${heading.replace(" [*]", "")}`);
      }
    }
    return failing.length === 0 ? null : { failing: numbered(failing) };
  },
};
