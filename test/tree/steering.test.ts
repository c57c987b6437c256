// What a person may do to a tree while it works: end a parent or a task in line, take a parent back, close the host, answer
// twice or to something else. Every call still has one answer, and nobody is left over.
import { expect, it } from "vitest";
import { call, door, end, type Family, familyStage, flaws, give, nameOf, scriptOfParts } from "./stage";

const play = familyStage();

const write = (path: string) => call("write_file", { path, content: `${path}\n` });

/** What is wrong with the whole log, as after a crash, and whatever was left open. */
async function leftOver(one: Family): Promise<string[]> {
  const { openToolCalls, openModelCalls } = await one.view();
  const open = [...Object.keys(openToolCalls), ...Object.keys(openModelCalls)];
  return [...(await flaws(one)), ...open.map((id) => `${id} is still open`)];
}

const asking = { approveRules: [{ kind: "subtask", answer: "ask", role: "planner" } as const] };

it("a parent that is ended takes all below it along, whatever they wait for", async () => {
  const held = door();
  const parts = scriptOfParts({
    "#root": [[give("orchestrator", "#nest"), give("ask", "#reads")], [end("done")]],
    "#nest": [
      [
        give("ask", "#thinks"),
        give("architect", "#unborn"),
        give("code", "#writes"),
        give("code", "#inline"),
      ],
      [end("nest")],
    ],
    "#thinks": [{ text: "thought" }],
    "#writes": [[write("a.txt")], [end("written")]],
    "#reads": [{ text: "read" }],
  });
  const one = await play({
    async script(request) {
      if (nameOf(request) === "#thinks") await held.passed;
      return parts(request);
    },
    settings: { ...asking, approve: { ...approveAll, completion: "ask" } },
    answer: ({ kind, task }) => (kind === "completion" && task === "t3" ? {} : null),
  });
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.title.includes("#unborn"));
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.title.includes("#writes"));
  const nest = await one.task("#nest");
  await one.send({ type: "task.cancel", task: nest.task, message: "enough" });
  await one.until((fact) => fact.type === "task.ended" && fact.task === nest.task);
  held.open();
  const reads = await one.until(
    (fact) => fact.type === "approval.asked" && fact.approval.title.includes("#reads"),
  );
  if (reads.type === "approval.asked") await one.give(reads.approval);
  const last = await one
    .until((fact) => fact.type === "approval.asked" && fact.approval.task === "t1")
    .catch(() => null);
  if (last?.type === "approval.asked") await one.give(last.approval);
  expect(await one.ended()).toEqual({ kind: "ended" });
  const { tasks } = await one.view();
  const below = Object.values(tasks).filter(({ parent }) => parent === nest.task);
  expect(below.map(({ title, status }) => `${title} ${status}`)).toEqual([
    "#thinks cancelled",
    "#writes cancelled",
    "#inline cancelled",
  ]);
  expect(await leftOver(one)).toEqual([]);
});

const approveAll = {
  plan: "auto",
  subtask: "auto",
  completion: "auto",
  command: "auto",
  edit: "auto",
  merge: "auto",
  budget: "auto",
  trust: "auto",
  mcp: "auto",
  question: "auto",
} as const;

it("one that stands in line is ended at once, and never begins", async () => {
  const held = door();
  const parts = scriptOfParts({
    "#root": [[give("code", "#first"), give("code", "#second"), give("code", "#third")], [end("done")]],
    "#first": [[write("a.txt")], [end("first")]],
    "#second": [[write("b.txt")], [end("second")]],
    "#third": [[write("c.txt")], [end("third")]],
  });
  const one = await play({
    async script(request) {
      if (nameOf(request) === "#first") await held.passed;
      return parts(request);
    },
  });
  await one.until((fact) => fact.type === "task.created" && fact.title === "#third");
  const second = await one.task("#second");
  await one.send({ type: "task.cancel", task: second.task });
  await one.until((fact) => fact.type === "toolCall.settled" && fact.toolCall === "t1.1.2");
  held.open();
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(one.of("task.started").map(({ task }) => task)).not.toContain(second.task);
  expect((await one.task("#third")).status).toBe("done");
  expect(await leftOver(one)).toEqual([]);
});

it("one that waits for its completion is ended, and its parent goes on", async () => {
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("code", "#first"), give("code", "#second")], [end("done")]],
      "#first": [[write("a.txt")], [end("first")]],
      "#second": [[write("b.txt")], [end("second")]],
    }),
    settings: { approve: { ...approveAll, completion: "ask" } },
    answer: ({ title }) => (title.includes("#first") ? null : {}),
  });
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "completion");
  await one.send({ type: "task.cancel", task: "t2" });
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).tasks.t2?.status).toBe("cancelled");
  expect(await leftOver(one)).toEqual([]);
});

it.each([
  "ask",
  "code",
])("a parent that is taken back while its subtasks are open goes another way, to %s, and no call is left open", async (mode) => {
  const held = door();
  const parts = scriptOfParts({
    "#root": [
      [give("ask", "#reads"), give("code", "#writes"), give("code", "#inline")],
      [give(mode, "#again")],
      [end("done")],
    ],
    "#again": mode === "ask" ? [{ text: "again" }] : [[write("a.txt")], [end("again")]],
  });
  const rootCalls = (messages: { text: string }[]) => messages.some(({ text }) => text.includes("took this"));
  const one = await play({
    async script(request) {
      const name = nameOf(request);
      if (name === "#root") {
        if (!rootCalls(request.messages)) return parts(request);
        const made = request.messages.some(({ toolCalls }) => toolCalls.length > 0);
        return { calls: made ? [end("done")] : [give(mode, "#again")] };
      }
      if (name !== "#again") await held.passed;
      return parts(request);
    },
  });
  await one.until((fact) => fact.type === "model.called" && fact.task === "t2");
  await one.until((fact) => fact.type === "task.created" && fact.title === "#inline");
  await one.send({ type: "task.restart", task: "t1", turn: "t1.1" });
  expect(await one.ended()).toEqual({ kind: "ended" });
  held.open();
  const { tasks } = await one.view();
  const ends = Object.values(tasks).map(({ title, status }) => `${title} ${status}`);
  expect(ends).toEqual([
    "#root Do it all. done",
    "#reads cancelled",
    "#writes cancelled",
    "#inline cancelled",
    "#again done",
  ]);
  expect(await leftOver(one)).toEqual([]);
});

it("a host that is closed with open subtasks, and opened again, brings every result once", async () => {
  let held = door();
  const parts = scriptOfParts({
    "#root": [
      [give("ask", "#reads"), give("code", "#writes"), give("code", "#inline"), give("architect", "#unborn")],
      [end("done")],
    ],
    "#reads": [{ text: "read" }],
    "#writes": [[write("a.txt")], [end("written")]],
    "#inline": [[write("b.txt")], [end("in line")]],
    "#unborn": [[end("born")]],
  });
  let open = false;
  const one = await play({
    async script(request) {
      if (nameOf(request) === "#reads") await held.passed;
      return parts(request);
    },
    settings: { ...asking, approve: { ...approveAll, completion: "ask" } },
    answer: () => (open ? {} : null),
  });
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.title.includes("#unborn"));
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.title.includes("#writes"));
  open = true;
  held.open();
  held = door();
  held.open();
  await one.reopen();
  for (const { approval } of one.of("approval.asked")) await one.give(approval);
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(await leftOver(one)).toEqual([]);
  const { tasks } = await one.view();
  expect(Object.values(tasks).every(({ status }) => status === "done")).toBe(true);
});

it("an approval that is answered twice has one effect, and an answer to something else has none", async () => {
  const one = await play({
    script: scriptOfParts({
      "#root": [[give("ask", "#reads")], [end("done")]],
      "#reads": [{ text: "read" }],
    }),
    settings: { approveRules: [{ kind: "subtask", answer: "ask" }] },
    answer: () => null,
  });
  const asked = await one.until((fact) => fact.type === "approval.asked");
  if (asked.type !== "approval.asked") throw new Error("nobody was asked");
  const other = await one.give({ ...asked.approval, hash: "0".repeat(64) });
  expect(other).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
  expect(one.of("approval.given")).toEqual([]);
  const replies = await Promise.all([
    one.give(asked.approval),
    one.give(asked.approval, "rejected"),
    one.give(asked.approval),
  ]);
  expect(replies.map((reply) => reply.ok || reply.failure.message)).toEqual([
    true,
    "Your answer came too late: it was approved already.",
    true,
  ]);
  expect(await one.ended()).toEqual({ kind: "ended" });
  const given = one.of("approval.given").filter(({ approval }) => approval === asked.approval.id);
  expect(given.map(({ answer }) => answer.verdict)).toEqual(["approved"]);
  expect(one.of("task.created")).toHaveLength(2);
  expect(await leftOver(one)).toEqual([]);
});
