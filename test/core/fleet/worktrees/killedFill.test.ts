// A git that is killed while it writes a new tree's files is begun once more; killed again, the sentence says what to do.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { explainGit } from "../../../../src/core/git/explain";
import type { Git } from "../../../../src/core/git/git";
import { failed, git, repository, runner, value } from "../../git/support";
import { fleet, leftovers, nothing } from "./support";

const request = { name: "t", branch: "kilo/t", base: "HEAD" };

/** Git, of which the first `times` that fill a tree are killed and leave their lock. */
function killed(folder: string, times: number): Git {
  let left = times;
  const lock = join(folder, ".git", "worktrees", "t", "index.lock");
  const wrap = (one: Git): Git => ({
    ...one,
    async ask(command, options) {
      if (command.args[0] !== "reset" || left === 0) return one.ask(command, options);
      left -= 1;
      expect(existsSync(lock)).toBe(false);
      writeFileSync(lock, "");
      return { ok: false, failure: explainGit("reset", "", null) };
    },
    at: (...place) => wrap(one.at(...place)),
  });
  return wrap(runner(folder));
}

it("once: the tree gets its files", async () => {
  const folder = repository({ a: "a" });
  const { path } = value(await fleet(folder, { git: killed(folder, 1) }).add(request));
  expect(git(path, "status", "--porcelain")).toBe("");
});

it("twice: nothing is left of it, and what helps is said", async () => {
  const folder = repository({ a: "a" });
  const { message } = failed(await fleet(folder, { git: killed(folder, 2) }).add(request));
  expect(message).toMatch(/^Git was killed twice while it wrote .*, then restart the agent\.$/);
  expect(leftovers(folder)).toEqual(nothing);
});
