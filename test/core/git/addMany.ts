// A process of its own that adds worktrees, for the test of many at once. Started by worktrees.test.ts.
import { createGit } from "../../../src/core/git/git";
import { addWorktree } from "../../../src/core/git/worktrees";

const [folder = "", prefix = "", count = "0", base = ""] = process.argv.slice(2);
const own = createGit(folder, { environment: process.env });
const wanted = Array.from({ length: Number(count) }, (_, index) => `${prefix}-${index}`);

Promise.all(
  wanted.map((name) =>
    addWorktree(own, { path: `${folder}/.kilocode/worktrees/${name}`, branch: name, base }),
  ),
).then((results) => {
  process.stdout.write(
    JSON.stringify(results.map((result) => (result.ok ? "added" : result.failure.message))),
  );
});
