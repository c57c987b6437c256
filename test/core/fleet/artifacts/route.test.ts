// Whom an answer of the orchestrator passes a question on to, however it writes the name.
import { expect, test } from "vitest";
import { routeIn } from "../../../../src/core/schedule/session/answerPacket";
import { sessionView } from "./sessionView";

test.each<[string, string | null]>([
  ["route: db", "db"],
  [" Route: `db`.\n", "db"],
  ["route: <db>", "db"],
  ['route: "db"', "db"],
  ["route: api", null],
  ["route: nobody", null],
  ["The route: db", null],
  ["route: db\nIt knows the port.", null],
])("%j", (answer, owner) => {
  expect(routeIn(answer, sessionView({ db: [], api: [] }, []), "api")).toBe(owner);
});
