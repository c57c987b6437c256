// The changes of a session's agents: where those of one cannot be told, the others' are.
import { join } from "node:path";
import { expect, test } from "vitest";
import { sessionDiff } from "../../../src/core/host/sessionDiff";
import { placed, planned, purse, sessionView } from "../../cli/agentManagerStory";
import { git, put, repository, temporaryFolder, value } from "../git/support";

test("an agent whose worktree is gone is told of, and the others' changes are shown", async () => {
  const folder = repository({ "a.txt": "one\n" });
  const base = git(folder, "rev-parse", "HEAD").trim();
  const trees = temporaryFolder("trees");
  git(folder, "worktree", "add", "-q", join(trees, "feature-api-001"));
  put(join(trees, "feature-api-001"), "a.txt", "two\n");
  const view = { ...sessionView([purse, planned, placed("database", trees), placed("api", trees)]), folder };
  for (const { tree } of Object.values(view.session?.agents ?? {})) if (tree) tree.base = base;
  const place = { folder, variables: { ...process.env, KILO_HOME: temporaryFolder("home") } };
  const all = value(await sessionDiff(place, view, { agent: null, stat: false, width: 80 }));
  expect(all.diffs.map(({ of, text }) => [of, text.includes("+two")])).toEqual([["api", true]]);
  expect(all.problems).toEqual([
    `The worktree ${join(trees, "feature-database-001")} is gone; its agent can be recreated: kilo-code agent-manager recreate --agent database`,
  ]);
});
