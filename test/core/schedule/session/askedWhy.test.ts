// A session that merges by itself where checks prove it, in a project without checks: a person is asked, and is told why.
import { expect, test } from "vitest";
import { waitingLines } from "../../../../src/cli/agentManager/text/waitingLines";
import type { Approval } from "../../../../src/protocol/approval";
import { testSession } from "../../../fakes/testSession";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();

const declared = {
  ...{ name: "db", role: "db", task: "#db Do your part.", directory: null, after: [], files: [] },
  ...{ criteria: [], skills: null, naming: null },
};
const auto = { strategy: "auto" as const, autoCommit: false, createPullRequest: false };

async function asked(requireTests: boolean): Promise<string[]> {
  const options = teamOptions({
    agents: { db: [] },
    parts: { "#db": [[write("db.txt")], [end("done")]] },
    more: { answer: ({ kind, mustAsk }: Approval) => (kind === "merge" && mustAsk ? null : {}) },
  });
  const session = testSession({ agents: [declared], merge: { ...auto, requireTests } });
  const one = await play({ ...options, settings: { ...options.settings, session } });
  const isOver = () => one.of("run.ended").length > 0;
  await one.until(() => isOver() || one.of("approval.asked").some(({ approval }) => approval.mustAsk));
  return waitingLines(await one.view(), "");
}

test("the question and the status say why somebody is asked", async () => {
  expect((await asked(true))[1]).toMatch(
    /^ {2}\? merge: Merge 1 agent, 1 changed file, into \S+; asked because no check proved it: There was no check to run\.$/,
  );
});

test("nobody is asked where no proof is wanted", async () => {
  expect(await asked(false)).toEqual([]);
});
