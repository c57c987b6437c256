// A person who checks another branch out while agents work: what was approved comes there, and nothing of the branch they
// left, which they were never shown.
import { expect, test } from "vitest";
import { testSession } from "../../../fakes/testSession";
import { type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git, putAll, repositoryIn } from "../../git/support";

const play = familyStage();

test.each([false, true])("as a commit: %s", async (autoCommit) => {
  let one: Family | null = null;
  one = await play(
    teamOptions({
      agents: { api: [] },
      parts: { "#api": [[write("made.txt")], [end("done")]] },
      session: { merge: { ...testSession().merge, autoCommit } },
      hold: async () => {
        if (one?.of("agent.placed")[0]) git(one.folder, "checkout", "-q", "main");
        return undefined;
      },
      more: {
        repository(folder) {
          repositoryIn(folder, { "a.txt": "a\n" });
          git(folder, "checkout", "-q", "-b", "mine");
          putAll(folder, { "half.txt": "not for main yet\n" });
          git(folder, "add", "-A");
          git(folder, "commit", "-q", "-m", "half done");
        },
      },
    }),
  );
  await one.ended();
  expect(await one.view()).toMatchObject({ outcome: "done" });
  expect(one.of("session.applied")).toMatchObject([{ written: ["made.txt"], blocked: [], conflicts: [] }]);
  const main = autoCommit ? "a.txt\nmade.txt\n" : "a.txt\n";
  expect(git(one.folder, "ls-tree", "--name-only", "main")).toBe(main);
});
