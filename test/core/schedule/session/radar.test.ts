// The radar of a session at work: what one agent's tree has come to takes nothing from the warnings about the others.
import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { door, type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();

test("an agent whose tree is gone does not hide that two others conflict", async () => {
  const gone = door();
  const looked = door();
  let one: Family | null = null;
  one = await play(
    teamOptions({
      agents: { left: [], right: [], lost: [] },
      parts: {
        "#left": [[write("shared.txt", "left\n")], [end("done")]],
        "#right": [[write("shared.txt", "right\n")], [end("done")]],
        "#lost": [[write("own.txt")], [end("done")]],
      },
      hold: async (_, name, nth) => {
        if (name === "#lost" && nth === 1) {
          const placed = one?.of("agent.placed").find(({ agent }) => agent === "lost");
          rmSync(placed?.tree.path ?? "", { recursive: true });
          gone.open();
        }
        return name === "#lost"
          ? nth === 1
            ? looked.passed
            : undefined
          : nth === 0
            ? gone.passed
            : looked.passed;
      },
    }),
  );
  const fact = await one.until(({ type }) => type === "radar.looked");
  looked.open();
  expect(fact).toMatchObject({
    warnings: [{ agents: ["left", "right"], conflicts: [{ paths: ["shared.txt"] }] }],
  });
});
