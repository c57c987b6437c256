// The verb's judge and an agent's own see the same repository: one whose settings name programs lets no git line pass unasked.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { commandJudge } from "../../../src/core/host/judgePolicy";

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function judged(line: string, config: string, context: object = {}) {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "kilo-judge-")));
  execFileSync("git", ["init", "-q", folder]);
  mkdirSync(join(folder, "src"));
  if (config) writeFileSync(join(folder, ".git/config"), config, { flag: "a" });
  const judge = await commandJudge(folder, { allowed: [], checks: [] });
  const { verdict, why } = judge({ line, shell: "bash", context });
  rmSync(folder, { recursive: true, force: true });
  return [verdict, why];
}

const filter = '[filter "x"]\n\tclean = evil\n';
const setting = "the repository's own configuration sets clean, which can start a program";

test.each([
  ["git status", "", {}, "allow"],
  ["ls", filter, {}, "allow"],
  ["git status", filter, { hardened_git: true }, "allow"],
  ["git status", filter, {}, "ask"],
  ["git diff --stat && ls", filter, {}, "ask"],
  ["git log", filter, { cwd: "src" }, "ask"],
] as const)("%s, with %j and %j: %s", async (line, config, context, verdict) => {
  const [given, why] = await judged(line, config, context);
  expect(given).toBe(verdict);
  if (verdict === "ask") expect(why).toContain(setting);
});
