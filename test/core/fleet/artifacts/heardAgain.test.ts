// Questions whose owner is no ordinary one: a reviewer, who hears nobody, and one that begins anew while its word is worked in.
import { expect, test } from "vitest";
import type { Fact } from "../../../../src/protocol/event";
import { agentRole } from "../../../fakes/testSession";
import { door, familyStage, flaws } from "../../../tree/stage";
import { ask, end, type Heard, publish, routed, teamOptions, told, wordsOf, write } from "./team";

const play = familyStage();

const makes = (role: string) => (fact: Fact) => fact.type === "task.created" && fact.role === role;

test("a reviewer that is asked hears nothing of it; the orchestrator answers from what it finds", async () => {
  const asked = door();
  const judging = door();
  const heard: Heard = {};
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: [], reviewer: ["db"] },
        parts: {
          "#db": [[write("db.txt")], [end("done")]],
          "#api": [[ask("#q What is wrong with db?", "reviewer")], [write("api.txt")], [end("done")]],
          "#reviewer": [[end("Nothing is wrong. accept")]],
          "#q": [[end("Nothing.")]],
        },
        hold: (_, name, nth) => {
          if (nth > 0) return undefined;
          if (name === "#api") return judging.passed;
          return name === "#reviewer" ? asked.passed : undefined;
        },
        more: { settings: { roles: [agentRole("db"), agentRole("api")] } },
      },
      heard,
    ),
  );
  await one.until(makes("reviewer"));
  judging.open();
  await one.until(routed("reviewer"));
  asked.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(await flaws(one)).toEqual([]);
  expect(one.of("task.steered")).toEqual([]);
  expect(heard["#reviewer"]).toHaveLength(1);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: Nothing."]);
  expect(wordsOf(heard["#q"]?.[0])).toContain("Nothing is wrong. accept");
});

test("closed while the orchestrator answers from what one published that begins anew meanwhile: nobody waits for ever", async () => {
  const asked = door();
  const again = door();
  let databases = 0;
  let answers = 0;
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [
          () => ({ calls: [databases === 1 ? write("db.txt") : ask("#r What do you do?", "api")] }),
          () => ({ calls: [databases === 1 ? publish("ports.json", "[5432]") : write("db.txt")] }),
          [end("done")],
        ],
        "#api": [[ask("#q Which port?", "db")], [write("api.txt")], [end("done")]],
        "#q": [[end("5432")]],
        "#r": [[end("It writes.")]],
      },
      hold: (_, name, nth) => {
        if (nth > 0) return undefined;
        if (name === "#db") {
          databases += 1;
          return databases === 1 ? asked.passed : again.passed;
        }
        if (name !== "#q") return undefined;
        answers += 1;
        return answers === 1 ? again.passed : undefined;
      },
    }),
  );
  await one.until(routed("db"));
  asked.open();
  await one.until((fact) => fact.type === "task.created" && fact.purpose === "chat");
  await one.until((fact) => fact.type === "agent.finished" && fact.agent === "db");
  await one.send({ type: "agent.recreate", agent: "db" });
  await one.until(() => one.of("task.created").filter(makes("db")).length === 2);
  const reopening = one.reopen();
  again.open();
  await reopening;
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(await flaws(one)).toEqual([]);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: 5432"]);
  expect((await one.view()).outcome).toBe("done");
});
