// An agent whose worktree lost its `.git` while it worked, as a hand that tidies up takes it away: it fails, and neither the
// user's checkout, which the tree lies in, nor another agent is touched.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Approval } from "../../../../src/protocol/approval";
import { type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git } from "../../git/support";

const play = familyStage();

test("its work is not committed to the user's branch, and the others go on", async () => {
  let one: Family | null = null;
  one = await play(
    teamOptions({
      agents: { api: [], docs: [] },
      parts: {
        "#api": [[write("api.txt")], [end("done")]],
        "#docs": [[write("docs.txt")], [end("done")]],
      },
      hold: async (_, name, nth) => {
        const tree = one?.of("agent.placed").find(({ agent }) => agent === "api")?.tree.path;
        if (name === "#api" && nth === 1 && tree) rmSync(join(tree, ".git"));
        return undefined;
      },
      more: { answer: ({ kind }: Approval) => (kind === "merge" ? null : {}) },
    }),
  );
  const head = git(one.folder, "rev-parse", "HEAD");
  const { of, until } = one;
  await until(() => of("approval.asked").some(({ approval }) => approval.kind === "merge"));
  expect(git(one.folder, "rev-parse", "HEAD")).toBe(head);
  const failed = of("step.settled").filter(({ status }) => status === "failed");
  expect(failed.map(({ evidence }) => evidence)).toEqual([
    expect.stringMatching(
      /^The worktree .* is none any more, because its \.git was taken away; .*: kilo-code agent-manager recreate --agent api$/,
    ),
  ]);
  expect(of("merge.landed").map(({ agent }) => agent)).toEqual(["docs"]);
});
