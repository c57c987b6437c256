// Questions between agents of a session: every one gets an answer, whoever ends, asks back or is interrupted meanwhile.
import { expect, test } from "vitest";
import { call, door, type Family, familyStage, flaws } from "../../../tree/stage";
import {
  ask,
  asks,
  end,
  type Heard,
  messagesOf,
  publish,
  routed,
  teamOptions,
  told,
  wordsOf,
  write,
} from "./team";

const play = familyStage();

/** It ends by itself, done, and nothing of it is left open. */
async function endsSound(one: Family): Promise<void> {
  expect(await one.ended()).toEqual({ kind: "ended" });
  const { openToolCalls, openModelCalls, outcome } = await one.view();
  const open = [...Object.keys(openToolCalls), ...Object.keys(openModelCalls)];
  expect([...(await flaws(one)), ...open, outcome]).toEqual(["done"]);
}

test("about an agent that is done: the orchestrator answers at once, from results and artifacts", async () => {
  const heard: Heard = {};
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: ["db"] },
        parts: {
          "#db": [[write("db.txt"), publish("schema.json", '{"users":["id"]}')], [end("One table, users.")]],
          "#api": [[ask("#q Which columns has users?", "db")], [write("api.txt")], [end("done")]],
          "#q": [[end("Only id.")]],
        },
      },
      heard,
    ),
  );
  await endsSound(one);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: Only id."]);
  expect(messagesOf(one)).toEqual([
    "api > orchestrator: #q Which columns has users?",
    "orchestrator > api: Only id.",
  ]);
  const view = await one.view();
  expect(view.session?.messages).toMatchObject([
    { answers: null },
    { answers: view.session?.messages[0]?.id },
  ]);
  const packet = wordsOf(heard["#q"]?.[0]);
  expect(packet).toContain("db (db, done");
  expect(packet).toContain("result: One table, users.");
  expect(packet).toContain('{"users":["id"]}');
  expect(heard["#q"]?.[0]?.tools.toSorted()).toEqual(["attempt_completion", "read_output"]);
  const task = Object.values(view.tasks).find(({ purpose }) => purpose === "chat");
  expect(task).toMatchObject({ role: "orchestrator", lane: "planner", status: "done" });
  expect(task?.rights).toEqual({ tools: ["read_output", "attempt_completion"], write: false, run: false });
});

test("about an agent at work: it hears the question at its next safe point and answers itself", async () => {
  const asked = door();
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [
          [write("db.txt")],
          (request) => {
            const [, id = ""] = /answer_question\(question: "([^"]+)"/.exec(wordsOf(request)) ?? [];
            return { calls: [call("answer_question", { question: id, answer: "Port 5432." })] };
          },
          [end("done")],
        ],
        "#api": [[ask("Which port?", "db")], [write("api.txt")], [end("done")]],
      },
      hold: (_, name, nth) => (name === "#db" && nth === 0 ? asked.passed : undefined),
    }),
  );
  await one.until(routed("db"));
  asked.open();
  await endsSound(one);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["db answers: Port 5432."]);
  expect(told(one, "answer_question", "db")).toEqual(["api has your answer."]);
  expect(messagesOf(one)).toEqual([
    "api > orchestrator: Which port?",
    "orchestrator > db: Which port?",
    "db > api: Port 5432.",
  ]);
  expect(Object.values((await one.view()).tasks).some(({ purpose }) => purpose === "chat")).toBe(false);
});

test.each([
  ["publishes", [publish("ports.json", "[5432]")], "#q"],
  ["ends", [end("It listens on 5432.")], "#q"],
])("one that is asked and %s without a word: the orchestrator answers from that", async (_, calls, name) => {
  const asked = door();
  const heard: Heard = {};
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: [] },
        parts: {
          "#db": [[write("db.txt")], calls, [end("It listens on 5432.")]],
          "#api": [[ask("#q Which port?", "db")], [write("api.txt")], [end("done")]],
          "#q": [[end("5432, as db says.")]],
        },
        hold: (__, who, nth) => (who === "#db" && nth === 0 ? asked.passed : undefined),
      },
      heard,
    ),
  );
  await one.until(routed("db"));
  asked.open();
  await endsSound(one);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: 5432, as db says."]);
  expect(wordsOf(heard[name]?.[0])).toMatch(/5432/);
  expect(wordsOf(heard[name]?.[0])).toContain("It is about db");
});

test("with nobody named: the orchestrator passes it on to the one that can know", async () => {
  const asked = door();
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [[write("db.txt")], [publish("ports.json", "[5432]")], [end("done")]],
        "#api": [[ask("#q Which port?")], [write("api.txt")], [end("done")]],
        "#q": [
          (request) => ({ calls: [end(wordsOf(request).includes("It is about db") ? "5432" : "route: db")] }),
        ],
      },
      hold: (_, name, nth) => (name === "#db" && nth === 0 ? asked.passed : undefined),
    }),
  );
  await one.until(routed("db"));
  asked.open();
  await endsSound(one);
  expect(messagesOf(one)).toEqual([
    "api > orchestrator: #q Which port?",
    "orchestrator > db: #q Which port?",
    "orchestrator > api: 5432",
  ]);
});

test("two that ask about each other both get an answer", async () => {
  const both = door();
  const one = await play(
    teamOptions({
      agents: { left: [], right: [] },
      parts: {
        "#left": [[ask("#ql What are you doing?", "right")], [write("left.txt")], [end("left is done")]],
        "#right": [[ask("#qr What are you doing?", "left")], [write("right.txt")], [end("right is done")]],
        "#ql": [[end("right writes.")]],
        "#qr": [[end("left writes.")]],
      },
      hold: (_, name, nth) => (name === "#right" && nth === 0 ? both.passed : undefined),
    }),
  );
  await one.until(routed("right"));
  both.open();
  await endsSound(one);
  // The one that would close the circle is answered at once; the other waits for it.
  expect(told(one, "ask_orchestrator", "right")).toEqual(["The orchestrator answers: left writes."]);
  expect(told(one, "ask_orchestrator", "left")).toEqual(["The orchestrator answers: right writes."]);
});

test("one that has not begun finds the question in its packet", async () => {
  const first = door();
  const heard: Heard = {};
  const one = await play(
    teamOptions(
      {
        agents: { db: [], api: [], ui: ["db"] },
        parts: {
          "#db": [[write("db.txt")], [end("done")]],
          "#api": [[ask("Which colour?", "ui")], [write("api.txt")], [end("done")]],
          "#ui": [
            (request) => {
              const [, id = ""] = /answer_question\(question: "([^"]+)"/.exec(wordsOf(request)) ?? [];
              return { calls: [call("answer_question", { question: id, answer: "Blue." })] };
            },
            [write("ui.txt")],
            [end("done")],
          ],
        },
        hold: (_, name, nth) => (name === "#db" && nth === 0 ? first.passed : undefined),
      },
      heard,
    ),
  );
  await one.until(routed("ui"));
  first.open();
  await endsSound(one);
  expect(wordsOf(heard["#ui"]?.[0])).toContain(
    "The agent api asks you, through the orchestrator, and waits: Which colour?",
  );
  expect(told(one, "ask_orchestrator", "api")).toEqual(["ui answers: Blue."]);
});

test("one that waits for the asker is not waited for", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [], ui: ["api"] },
      parts: {
        "#api": [[ask("#q Which colour?", "ui")], [write("api.txt")], [end("done")]],
        "#ui": [[write("ui.txt")], [end("done")]],
        "#q": [[end("It has not begun.")]],
      },
    }),
  );
  await endsSound(one);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: It has not begun."]);
});

test("an owner that is cancelled ends the waiting", async () => {
  const asked = door();
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [[write("db.txt")], [end("done")]],
        "#api": [[ask("#q Which port?", "db")], [write("api.txt")], [end("done")]],
        "#q": [[end("db was cancelled; nobody knows.")]],
      },
      hold: (_, name, nth) => (name === "#db" && nth === 0 ? asked.passed : undefined),
    }),
  );
  await one.until(routed("db"));
  const db = Object.values((await one.view()).tasks).find(({ role }) => role === "db");
  await one.send({ type: "task.cancel", task: db?.task ?? "", message: "enough" });
  await one.until((fact) => fact.type === "message.sent" && fact.answers !== null);
  asked.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "ask_orchestrator", "api")).toEqual([
    "The orchestrator answers: db was cancelled; nobody knows.",
  ]);
  expect(await flaws(one)).toEqual([]);
});

test("an asker that is cancelled while it waits leaves nothing behind", async () => {
  const asked = door();
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [[write("db.txt")], [end("done")]],
        "#api": [[ask("Which port?", "db")], [end("done")]],
      },
      hold: (_, name, nth) => (name === "#db" && nth === 0 ? asked.passed : undefined),
    }),
  );
  await one.until(routed("db"));
  const api = Object.values((await one.view()).tasks).find(({ role }) => role === "api");
  await one.send({ type: "task.cancel", task: api?.task ?? "", message: "enough" });
  await one.until((fact) => fact.type === "task.ended" && fact.task === api?.task);
  asked.open();
  await one.ended();
  const { openToolCalls, openModelCalls } = await one.view();
  expect([openToolCalls, openModelCalls]).toEqual([{}, {}]);
  expect(await flaws(one)).toEqual([]);
});

test.each([
  "while the owner works",
  "while the orchestrator answers",
])("closed and opened again %s", async (when) => {
  const held = door();
  const isOwner = when.includes("owner");
  const one = await play(
    teamOptions({
      agents: { db: [], api: isOwner ? [] : ["db"] },
      parts: {
        "#db": [[write("db.txt")], [publish("ports.json", "[5432]")], [end("done")]],
        "#api": [[ask("#q Which port?", "db")], [write("api.txt")], [end("done")]],
        "#q": [[end("5432")]],
      },
      hold: (_, name, nth) => (name === (isOwner ? "#db" : "#q") && nth === 0 ? held.passed : undefined),
    }),
  );
  await one.until(isOwner ? routed("db") : (fact) => fact.type === "task.created" && fact.purpose === "chat");
  const reopening = one.reopen();
  held.open();
  await reopening;
  await endsSound(one);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: 5432"]);
  expect(one.of("message.sent").filter(({ to }) => to === "orchestrator")).toHaveLength(1);
  expect(one.of("task.created").filter(({ purpose }) => purpose === "chat")).toHaveLength(1);
});

test("the run's pause ends the waiting cleanly, and a resume goes on with it", async () => {
  const held = door();
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [[write("db.txt")], [publish("ports.json", "[5432]")], [end("done")]],
        "#api": [[ask("#q Which port?", "db")], [write("api.txt")], [end("done")]],
        "#q": [[end("5432")]],
      },
      hold: (_, name, nth) => (name === "#db" && nth === 0 ? held.passed : undefined),
    }),
  );
  await one.until(routed("db"));
  const pausing = one.send({ type: "run.pause" });
  held.open();
  await pausing;
  expect(await one.ended()).toMatchObject({ kind: "paused" });
  await one.resume();
  await endsSound(one);
  expect(told(one, "ask_orchestrator", "api")).toEqual(["The orchestrator answers: 5432"]);
});

test("an agent that waits does not hide that the run waits for a person", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [], api: [] },
      parts: {
        "#db": [[call("run_command", { command: "touch asked" })], [end("done")]],
        "#api": [[ask("Which port?", "db")], [end("done")]],
      },
      more: { interactive: false, answer: () => null },
    }),
  );
  expect(await one.ended()).toMatchObject({ kind: "paused", pause: { reason: "approval" } });
  expect(one.facts().some(asks("api"))).toBe(true);
  expect(one.of("approval.asked").map(({ approval }) => approval.kind)).toContain("command");
});

test("what cannot be asked is told in one sentence", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"] },
      parts: {
        "#db": [
          [call("answer_question", { question: "t9.1.1", answer: "?" })],
          [write("db.txt")],
          [end("done")],
        ],
        "#api": [[ask("x", "nobody")], [ask("x", "api")], [write("api.txt")], [end("done")]],
      },
    }),
  );
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(told(one, "ask_orchestrator", "api")).toEqual([
    "There is no agent nobody. Agents: db.",
    "That is you. Agents: db.",
  ]);
  expect(told(one, "answer_question", "db")).toEqual([
    "Nobody asked you t9.1.1. Give the id the question came with.",
  ]);
});
