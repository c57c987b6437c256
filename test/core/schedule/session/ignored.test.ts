// An agent that writes what git ignores: the file is in no result, and the person is told before they judge the work.
import { expect, test } from "vitest";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git } from "../../git/support";

const play = familyStage();

test("what an agent wrote into an ignored folder is named, what it wrote elsewhere is its work", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [], docs: [] },
      parts: {
        "#api": [
          [write(".gitignore", "dist/\n")],
          [write("made.txt")],
          [write("dist/a.js")],
          [write("dist/b.js")],
          [end("done")],
        ],
        "#docs": [[write("doc.md")], [end("done")]],
      },
    }),
  );
  await one.ended();
  const told = one.of("notice.given").map(({ text }) => text);
  expect(told.filter((text) => text.includes("git ignores"))).toEqual([
    "api wrote dist/a.js, dist/b.js, which git ignores, so they are no part of its work; to have them, request a change that puts them elsewhere or takes the pattern out of .gitignore.",
  ]);
  expect(git(one.folder, "status", "--porcelain", "--", "made.txt", "dist")).toBe("?? made.txt\n");
});
