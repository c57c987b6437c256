// A person who commits the same lines while agents work: nothing comes in and nothing is called merged, the question is asked
// again, and what its sentence names helps.
import { expect, test } from "vitest";
import { call, type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git, putAll, repositoryIn } from "../../git/support";

const play = familyStage();

const commit = (folder: string, message: string, text: string) => {
  putAll(folder, { "a.txt": text });
  git(folder, "commit", "-q", "-a", "-m", message);
};

test("what the person committed is taken back, and approved again it comes in", async () => {
  let one: Family | null = null;
  let merges = 0;
  one = await play(
    teamOptions({
      agents: { api: [] },
      parts: {
        "#api": [[call("read_file", { path: "a.txt" })], [write("a.txt", "theirs\n")], [end("done")]],
      },
      more: {
        repository(folder) {
          repositoryIn(folder, { "a.txt": "a\n" });
        },
        answer(approval) {
          if (approval.kind !== "merge" || !one) return {};
          merges += 1;
          commit(one.folder, `${merges}`, merges === 1 ? "mine\n" : "a\n");
          return {};
        },
      },
    }),
  );
  expect(await one.ended()).toEqual({ kind: "ended" });
  const [first] = one.of("session.applied");
  expect(first).toMatchObject({
    written: [],
    blocked: [],
    conflicts: [{ kind: "content", paths: ["a.txt"] }],
  });
  const told = one.of("notice.given").map(({ text }) => text);
  expect(told.find((text) => text.startsWith("Nothing was merged: "))).toMatch(
    /a\.txt.* What you committed conflicts with it: take that back and approve again, or merge kilo-/,
  );
  expect((await one.view()).session?.committed).toMatchObject({ written: ["a.txt"], blocked: [] });
  expect(one.of("session.applied")).toHaveLength(2);
});
