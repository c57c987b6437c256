// Finds the make targets `lint`, `test` and `check`. A `check` that needs `test` runs it, so it stands alone then.
import type { Check } from "../../../protocol/check";
import type { CheckDetector } from "./detector";

const KINDS: [string, Check["kind"]][] = [
  ["lint", "lint"],
  ["test", "test"],
  ["check", "other"],
];

export const makeDetector: CheckDetector = {
  name: "make",
  async detect(reader) {
    const names = await reader.list("");
    const file = ["GNUmakefile", "makefile", "Makefile"].find((name) => names.includes(name));
    const text = file === undefined ? null : await reader.readText(file);
    if (file === undefined || text === null) return { checks: [], skipped: [] };
    const targets = targetsOf(text);
    const covered = new Set((targets.get("check") ?? "").split(/\s+/));
    const wanted = KINDS.filter(([target]) => targets.has(target) && !covered.has(target));
    if (wanted.length === 0) return { checks: [], skipped: [] };
    if (!(await reader.which("make"))) {
      return { checks: [], skipped: [`${file} has checks but make is not installed.`] };
    }
    const checks = wanted.map(
      ([target, kind]): Check => ({
        id: `make-${target}`,
        kind: covered.has("test") && target === "check" ? "test" : kind,
        command: `make ${target}`,
        cwd: "",
        origin: `${file} ${target}`,
      }),
    );
    return { checks, skipped: [] };
  },
};

/** Targets with what stands behind their colon; assignments (`:=`) are none. */
function targetsOf(text: string): Map<string, string> {
  const targets = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, names = "", needs = ""] = /^([A-Za-z][\w ./-]*?)\s*::?(?!=)\s*([^#]*)/.exec(line) ?? [];
    for (const name of names.split(/\s+/))
      if (name !== "" && !targets.has(name)) targets.set(name, needs.trim());
  }
  return targets;
}
