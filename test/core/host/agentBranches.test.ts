// Branches of a session file that git cannot keep side by side are refused before anything is begun.
import { expect, it } from "vitest";
import { checkAgentBranches } from "../../../src/core/host/agentBranches";
import { testSession } from "../../fakes/testSession";
import { failed } from "../git/support";

const agent = (name: string, branchPrefix: string | null) => ({
  ...{ name, role: "coder", task: null, directory: null, after: [], files: [], criteria: [], skills: null },
  naming: branchPrefix === null ? null : { branchPrefix, worktreePrefix: name },
});
const naming = { coder: { branchPrefix: "feature/db", worktreePrefix: "feature-db" } };
const check = (...agents: ReturnType<typeof agent>[]) => checkAgentBranches(testSession({ agents, naming }));

it.each([["feature/db-001/x"], ["Feature/DB-012/x/y"]])("%s cannot stand beside feature/db", (prefix) => {
  const message = (above: string, below: string) =>
    `The agents ${above} and ${below} cannot both have their branches, because git keeps branches as folders and ${prefix} lies below one of feature/db; give one of them another worktree.`;
  const wrong = { code: "invalid-input", message: message("db", "deep") };
  expect(failed(check(agent("db", "feature/db"), agent("deep", prefix)))).toMatchObject(wrong);
  expect(failed(check(agent("deep", prefix), agent("db", "feature/db")))).toMatchObject(wrong);
  // Also where the one above has its role's name.
  expect(failed(check(agent("db", null), agent("deep", prefix)))).toMatchObject(wrong);
});

it.each([
  "feature/db",
  "feature/db/x",
  "feature/db-x/y",
  "feature/db-1/x",
  "feature/dbs",
])("%s can", (prefix) => {
  expect(check(agent("db", "feature/db"), agent("other", prefix))).toEqual({ ok: true, value: undefined });
});
