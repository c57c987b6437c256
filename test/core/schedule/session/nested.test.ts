// An agent that begins a repository in its tree, as many generators of projects do: git takes none of the files in it, and
// the person is told before they judge the work.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git, put } from "../../git/support";

const play = familyStage();

test.each([false, true])("with a commit of its own: %s", async (hasCommit) => {
  let one: Family | null = null;
  one = await play(
    teamOptions({
      agents: { api: [] },
      parts: { "#api": [[write("made.txt")], [end("done")]] },
      hold: async () => {
        const tree = one?.of("agent.placed")[0]?.tree;
        const app = join(tree?.path ?? "", "app");
        if (!tree || existsSync(app)) return undefined;
        put(app, "main.js", "work");
        git(app, "init", "-q");
        git(app, "add", "-A");
        if (hasCommit) git(app, "commit", "-q", "-m", "begun");
        return undefined;
      },
    }),
  );
  await one.ended();
  const told = one.of("notice.given").map(({ text }) => text);
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^api began a repository of its own in app\/, so the files in it are no part/),
    ]),
  );
  expect(git(one.folder, "status", "--porcelain", "--", "made.txt", "app")).toBe("?? made.txt\n");
});
