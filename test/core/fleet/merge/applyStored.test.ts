// What an apply writes down of itself is whole: git finds nothing missing in the user's repository afterwards.
import { expect, it } from "vitest";
import { applyApproved } from "../../../../src/core/fleet/merge/applyApproved";
import { git, repository, runner, temporaryFolder, value } from "../../git/support";
import { branchWith, session } from "./mergeSupport";

it("a result of nothing but new files leaves no object missing", async () => {
  const folder = repository({ "a.txt": "a" });
  const result = branchWith(folder, "result", { "new.txt": "new" });
  const rest = { base: null, autoCommit: false, subject: "Add", steps: ["one"], now: Date.now };
  const scratchFolder = temporaryFolder("scratch");
  value(await applyApproved({ git: runner(folder), session, result, scratchFolder, ...rest }));
  expect(git(folder, "fsck", "--strict")).not.toContain("missing");
});
