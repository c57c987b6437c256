// The title of a pull request, from the first line of the task: `feat: add a login page`. The kind of change is only
// named where the first words are clear. Pure.
import { titleWords } from "./plainWords";

const longest = 72;
const conventional =
  /^(?:feat|fix|docs|style|refactor|perf|test|build|ci|chore|revert)(?:\([\w./ -]+\))?!?: \S/;

/** By the first word of an English task. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  feat: ["add", "implement", "create", "introduce", "build", "support"],
  fix: ["fix", "repair", "correct"],
  refactor: ["refactor", "restructure", "simplify", "extract"],
  perf: ["optimize", "optimise", "accelerate"],
  docs: ["document"],
};

function kindOf(line: string): string | null {
  const [first = "", ...rest] = line.toLowerCase().split(/[\s,:;.]+/);
  const next = rest.slice(0, 4);
  const isMaking = ["add", "write", "create", "extend", "improve", "update"].includes(first);
  if (isMaking && next.some((word) => /^tests?$/.test(word))) return "test";
  if (isMaking && next.some((word) => /^(?:docs|documentation|readme)$/.test(word))) return "docs";
  if (first === "speed" && next.includes("up")) return "perf";
  return Object.keys(kinds).find((kind) => kinds[kind]?.includes(first)) ?? null;
}

/** @param fallback where the task has no words at all */
export function pullRequestTitle(task: string, fallback: string): string {
  const line =
    task
      .split(/[\n\r\u2028\u2029]/)
      .find((each) => each.trim() !== "")
      ?.trim() ?? "";
  const bare = line.replace(/^#+\s+/, "").replace(/[.。]+$/, "");
  if (bare === "") return fallback;
  const kind = conventional.test(bare) ? null : kindOf(bare);
  if (kind === null) return titleWords(bare, longest);
  return titleWords(`${kind}: ${bare.charAt(0).toLowerCase()}${bare.slice(1)}`, longest);
}
