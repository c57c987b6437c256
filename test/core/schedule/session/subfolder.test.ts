// A session that is started below its repository's top folder: files come in at the top, and that is what a person is asked.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { reviewLines } from "../../../../src/cli/agentManager/text/reviewLines";
import type { FactOf } from "../../../../src/protocol/event";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git } from "../../git/support";

const play = familyStage();

test("the question and the review name the folder files come into", async () => {
  const options = teamOptions({
    agents: { one: [] },
    parts: { "#one": [[write("made.txt")], [end("done")]] },
    more: {
      answer: ({ kind }) => (kind === "merge" ? null : {}),
      repository(folder) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "mine.txt"), "mine\n");
        const top = dirname(folder);
        execFileSync("git", ["init", "-q", "-b", "main", top]);
        git(top, "add", "work");
        git(top, "commit", "-q", "-m", "first");
      },
    },
  });
  const one = await play(options);
  const top = dirname(one.folder);
  const isMerge = ({ approval }: FactOf<"approval.asked">) => approval.kind === "merge";
  await one.until((fact) => fact.type === "approval.asked" && isMerge(fact));
  const [asked] = one.of("approval.asked").filter(isMerge);
  expect(asked?.approval.title).toBe(`Merge 1 agent, 1 changed file, into ${top}`);
  expect(reviewLines(await one.view(), null, "")).toContain(
    `With your approval: uncommitted, unstaged changes in ${top}`,
  );
  if (asked) await one.give(asked.approval);
  await one.ended();
  expect(existsSync(join(top, "made.txt"))).toBe(true);
});
