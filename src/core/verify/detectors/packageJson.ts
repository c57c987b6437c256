// Finds the checks of a package.json, run by the package manager its lock file or `packageManager` field names.
// The root package only: workspaces are said to be left out, unless the root's own scripts run them.
import type { Check } from "../../../protocol/check";
import { type ChosenScript, chooseScripts } from "../packageScripts";
import type { CheckDetector, FoundChecks, ProjectReader } from "./detector";

type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const LOCKS: [string, PackageManager][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

export const packageJsonDetector: CheckDetector = {
  name: "package.json",
  async detect(reader) {
    const text = await reader.readText("package.json");
    if (text === null) return { checks: [], skipped: [] };
    const manifest = parse(text);
    if (manifest === null) {
      return {
        checks: [],
        skipped: ["package.json is not valid JSON, so its scripts are not run as checks."],
      };
    }
    const names = await reader.list("");
    const manager = managerOf(manifest, names);
    const { chosen, skipped } = chooseScripts(scriptsOf(manifest));
    if (manifest.workspaces !== undefined || names.includes("pnpm-workspace.yaml")) {
      skipped.push(
        "Workspace packages are not checked by themselves; only scripts of the root package.json are.",
      );
    }
    return chosen.length === 0 ? { checks: [], skipped } : found(reader, manager, chosen, skipped);
  },
};

async function found(
  reader: ProjectReader,
  manager: PackageManager,
  chosen: ChosenScript[],
  skipped: string[],
): Promise<FoundChecks> {
  if (!(await reader.which(manager))) {
    return {
      checks: [],
      skipped: [...skipped, `The scripts of package.json need ${manager}, which is not installed.`],
    };
  }
  const checks = chosen.map(
    (script): Check => ({
      id: `${manager}-${script.label}`,
      kind: script.kind,
      command: commandOf(manager, script),
      cwd: "",
      origin: `package.json scripts.${script.script}`,
    }),
  );
  return { checks, skipped };
}

/** npm needs `--` before a script's own arguments; the others hand them on as they are. */
function commandOf(manager: PackageManager, { script, extra, ci }: ChosenScript): string {
  const short = script === "test" && manager !== "bun";
  const call = short ? `${manager} test` : `${manager} run ${script}`;
  const more = extra === "" ? "" : manager === "npm" ? ` -- ${extra}` : ` ${extra}`;
  return `${ci ? "CI=1 " : ""}${call}${more}`;
}

function managerOf(manifest: Record<string, unknown>, names: readonly string[]): PackageManager {
  const field = typeof manifest.packageManager === "string" ? manifest.packageManager : "";
  const named = /^(npm|pnpm|yarn|bun)@/.exec(field)?.[1];
  if (named === "npm" || named === "pnpm" || named === "yarn" || named === "bun") return named;
  return LOCKS.find(([file]) => names.includes(file))?.[1] ?? "npm";
}

function scriptsOf(manifest: Record<string, unknown>): Map<string, string> {
  const scripts = manifest.scripts;
  if (typeof scripts !== "object" || scripts === null) return new Map();
  return new Map(
    Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
