// Criteria with a command, which fail until their agent's work is there: each counts from when that work comes in. One whose
// criterion is not met with it is set aside, and what it was to prove holds nobody else up.
import { expect, test } from "vitest";
import type { DeclaredAgent } from "../../../../src/protocol/session";
import { testSession } from "../../../fakes/testSession";
import { type Family, familyStage, flaws } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();

const declared = (name: string, criterion: string): DeclaredAgent => ({
  ...{ name, role: name, task: `#${name} Do your part.`, directory: null, after: [], files: [] },
  ...{ criteria: [criterion], skills: null, naming: null },
});

/** @param wanted by agent, the file its criterion asks for; each writes one of its own name. */
function session(wanted: Record<string, string>): Promise<Family> {
  const names = Object.keys(wanted);
  const options = teamOptions({
    agents: Object.fromEntries(names.map((name) => [name, []])),
    parts: Object.fromEntries(names.map((name) => [`#${name}`, [[write(`${name}.txt`)], [end("done")]]])),
  });
  const agents = names.map((name) => declared(name, `test -e ${wanted[name]}`));
  return play({ ...options, settings: { ...options.settings, session: testSession({ agents }) } });
}

test("each agent's criterion is met by its own work: all of it lands and is proved", async () => {
  const one = await session({ db: "db.txt", api: "api.txt" });
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(await one.view()).toMatchObject({
    outcome: "done",
    verified: true,
    session: { merge: { landed: ["db", "api"], aside: [] } },
  });
  expect(await flaws(one)).toEqual([]);
});

test("one's criterion is not met: it is sent back once and then set aside, the other lands and is proved", async () => {
  const one = await session({ db: "never.txt", api: "api.txt" });
  expect(await one.ended()).toEqual({ kind: "ended" });
  const view = await one.view();
  expect(view).toMatchObject({ outcome: "done", verified: true, session: { merge: { landed: ["api"] } } });
  expect(view.session?.agents.db).toMatchObject({
    round: 2,
    aside: { kind: "red", text: expect.stringContaining("`test -e never.txt` exit 1") },
  });
  expect(view.summary).toContain("1 agent was set aside");
});
