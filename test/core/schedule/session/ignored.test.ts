// An agent that writes what git ignores, or into a submodule: the file is in no result, and the person is told before they
// judge the work.
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git, putAll, repository } from "../../git/support";

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

test("what an agent wrote into a submodule is named, and no word of git's stops the session", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [] },
      parts: { "#api": [[write("made.txt")], [write("lib/new/a.js")], [write("lib/x.txt")], [end("done")]] },
      more: {
        repository(folder) {
          git(dirname(folder), "init", "-q", "-b", "main", folder);
          putAll(folder, { "a.txt": "a\n" });
          git(folder, "add", "-A");
          git(folder, "submodule", "add", "-q", repository({ "kept.txt": "x\n" }), "lib");
          git(folder, "commit", "-q", "-m", "with a submodule");
        },
      },
    }),
  );
  await one.ended();
  expect(one.of("notice.given").map(({ text }) => text)).toContain(
    "api wrote lib/new/a.js, lib/x.txt in a submodule, so they are no part of its work; to have them, change them in the submodule's own repository.",
  );
  expect(git(one.folder, "status", "--porcelain")).toBe("?? made.txt\n");
});
