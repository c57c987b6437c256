// Twelve agents at once wait for the same things of one run.
import { expect, test } from "vitest";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions } from "../../fleet/artifacts/team";

const play = familyStage();

test("no warning of Node reaches the terminal", async () => {
  const warnings: string[] = [];
  const hear = ({ name, message }: Error) => warnings.push(`${name}: ${message}`);
  process.on("warning", hear);
  const names = Array.from({ length: 12 }, (_, index) => `a${index}`);
  const one = await play(
    teamOptions({
      agents: Object.fromEntries(names.map((name) => [name, []])),
      parts: Object.fromEntries(names.map((name) => [`#${name}`, [[end("done")]]])),
      session: { maxParallel: names.length },
    }),
  );
  await one.ended();
  process.off("warning", hear);
  expect(warnings).toEqual([]);
});
