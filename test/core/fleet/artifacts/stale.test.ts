// Whose artifacts changed since they were shown them, and what becomes of it.
import { describe, expect, test } from "vitest";
import { artifactsFor } from "../../../../src/core/schedule/session/artifacts";
import { newsFacts, refreshes, staleAgents } from "../../../../src/core/schedule/session/stale";
import type { Fact } from "../../../../src/protocol/event";
import { begins, finished, type Graph, published, purse, reopened, sessionView } from "./sessionView";

const graph: Graph = { database: [], api: ["database"], frontend: ["api"], docs: [] };
const schema = "database/schema.json";
const v = (facts: Fact[]) => sessionView(graph, facts);

/** database published the first version and is done; api was shown it and is done; database publishes another. */
const apiDone = [
  ...begins("s1", {}, "t1"),
  published("s1", schema, "one"),
  ...finished("database", "s1", "t1"),
  ...begins("s2", { [schema]: "one" }, "t2"),
  ...finished("api", "s2", "t2"),
];
const again = [reopened("database", "changes"), ...begins("s1", {}, "t3")];
const second = published("s1", schema, "two");

describe("what an agent sees", () => {
  const view = v([
    published("s1", schema, "one"),
    published("s2", "api/openapi.yaml", "two"),
    published("s4", "docs/notes.md", "three"),
    { ...published("s1", "loose", "four"), step: null } as Fact,
  ]);
  test.each([
    ["s1", []],
    ["s2", [schema]],
    ["s3", ["api/openapi.yaml", schema]],
    ["s4", []],
  ])("%s: what those it depends on published, through others too: %j", (step, names) => {
    expect(artifactsFor(view, step).map(({ name }) => name)).toEqual(names);
  });
});

describe("stale", () => {
  test.each<[string, Fact[], { agent: string; artifacts: string[] }[]]>([
    ["nothing changed", apiDone, []],
    [
      "a newer version, its reader is done",
      [...apiDone, ...again, second],
      [{ agent: "api", artifacts: [schema] }],
    ],
    ["the same bytes once more", [...apiDone, ...again, published("s1", schema, "one")], []],
    ["changed and changed back", [...apiDone, ...again, second, published("s1", schema, "one")], []],
    [
      "another artifact nobody was shown",
      [...apiDone, ...again, published("s1", "database/more.json", "x")],
      [],
    ],
    [
      "its reader is at work",
      [...apiDone.slice(0, -3), ...again, second],
      [{ agent: "api", artifacts: [schema] }],
    ],
    [
      "published while the packet was made",
      [...begins("s1", {}, "t1"), second, ...begins("s2", { [schema]: "" }, "t2")],
      [{ agent: "api", artifacts: [schema] }],
    ],
    ["its reader begins once more", [...apiDone, ...again, second, reopened("api")], []],
    [
      "its reader was shown the newest then",
      [...apiDone, ...again, second, reopened("api"), ...begins("s2", { [schema]: "two" }, "t4")],
      [],
    ],
    [
      "its reader was told",
      [
        ...apiDone.slice(0, -3),
        ...again,
        second,
        { type: "agent.stale", agent: "api", artifacts: [schema], told: true },
      ],
      [],
    ],
    [
      "its reader was told, and it changed again",
      [
        ...apiDone.slice(0, -3),
        ...again,
        second,
        { type: "agent.stale", agent: "api", artifacts: [schema], told: true },
        published("s1", schema, "three"),
      ],
      [{ agent: "api", artifacts: [schema] }],
    ],
  ])("%s", (_, facts, stale) => {
    expect(staleAgents(v(facts))).toEqual(stale);
  });

  test("through others: all who were shown it", () => {
    const facts = [...apiDone, ...begins("s3", { [schema]: "one" }, "t5"), ...again, second];
    expect(staleAgents(v(facts)).map(({ agent }) => agent)).toEqual(["api", "frontend"]);
  });
});

describe("begun once more", () => {
  const stale = [...apiDone, ...again, second];
  test("one that is done, with what changed", () => {
    const [one] = refreshes(v(stale));
    expect(one?.agent).toBe("api");
    expect(one?.message).toContain(`- ${schema}: json: list of 1 (read_output id=two)`);
  });
  test("at most twice", () => {
    const round = (hash: string, task: string) => [
      reopened("api"),
      ...begins("s2", { [schema]: hash }, task),
      ...finished("api", "s2", task),
    ];
    const once = [...stale, ...round("two", "t6"), published("s1", schema, "three")];
    expect(refreshes(v(once))).toHaveLength(1);
    const twice = [...once, ...round("three", "t7"), published("s1", schema, "four")];
    expect(refreshes(v(twice))).toEqual([]);
    expect(staleAgents(v(twice))).toHaveLength(1);
  });
  test("not where the budget does not hold another round", () => {
    const paid: Fact[] = [
      {
        type: "model.called",
        modelCall: "t2.1#1",
        task: "t2",
        turn: "t2.1",
        attempt: 1,
        purse: "run",
        reserved: 0,
        inputBound: 1,
        maxTokens: 1,
      },
      {
        type: "model.settled",
        modelCall: "t2.1#1",
        usage: null,
        micros: 600_000,
        answeredBy: null,
        stop: null,
        firstMs: null,
        ms: 1,
        wire: null,
      },
    ];
    expect(purse).toMatchObject({ cap: 1_000_000 });
    expect(refreshes(v([...stale, ...paid]))).toEqual([]);
  });
  test("not one the user rejected", () => {
    const aside = { kind: "rejected" as const, text: "no", conflicts: [], with: [] };
    const origin = { kind: "person", via: "test" } as const;
    expect(refreshes(v([...stale, { type: "agent.setAside", agent: "api", aside, origin }]))).toEqual([]);
  });
});

describe("told", () => {
  test("one at work hears it once, in the log together with its mark", () => {
    const facts = [...apiDone.slice(0, -3), ...again, second];
    const news = newsFacts(v(facts));
    expect(news).toMatchObject([
      { type: "agent.stale", agent: "api", artifacts: [schema], told: true },
      { type: "task.steered", task: "t2", message: expect.stringContaining("read_output id=two") },
    ]);
    expect(newsFacts(v([...facts, ...news]))).toEqual([]);
  });
  test("one that is done is marked once", () => {
    const facts = [...apiDone, ...again, second];
    const news = newsFacts(v(facts));
    expect(news).toEqual([{ type: "agent.stale", agent: "api", artifacts: [schema] }]);
    expect(newsFacts(v([...facts, ...news]))).toEqual([]);
    expect(v([...facts, ...news]).session?.agents.api?.stale).toEqual([schema]);
    // Marked or not, it is still to be begun once more.
    expect(refreshes(v([...facts, ...news]))).toHaveLength(1);
  });
});
