// The small pure pieces of the panes: what is posted, what is shortened, what is found, what a diff shows.
import { structuredPatch } from "diff";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/core/tools/unifiedDiff";
import { patchesIn, sidesOf } from "../../src/extension/panes/diffSides";
import { isInside } from "../../src/extension/panes/openFile";
import { Outbox } from "../../src/extension/panes/outbox";
import { rankPaths } from "../../src/extension/panes/rankPaths";
import { titleOf } from "../../src/extension/panes/tracePanel";
import { trimEvent } from "../../src/extension/panes/trimEvents";
import type { Fact, LiveEvent, RunEvent } from "../../src/protocol/event";

const event = (seq: number, fact: Fact): RunEvent => ({ v: 1, seq, epoch: 1, at: seq, fact });
const note = (seq: number) => event(seq, { type: "notice.given", text: `n${seq}` });
const text = (turn: string, words: string, thinking = false): LiveEvent => ({
  type: "live.text",
  task: "t1",
  turn,
  text: words,
  thinking,
});

describe("the outbox", () => {
  it("keeps the order of facts and live text, and joins what stands together", () => {
    const box = new Outbox();
    box.addFacts("a", [note(1)]);
    box.addFacts("a", [note(2)]);
    box.addLive("a", text("t1.1", "Hel"));
    box.addLive("a", text("t1.1", "hm", true));
    box.addLive("a", text("t1.1", "lo"));
    box.addFacts("a", [note(3)]);
    box.addLive("a", text("t1.1", "!"));
    expect(box.take()).toEqual([
      { type: "facts", run: "a", events: [note(1), note(2)] },
      { type: "live", run: "a", events: [text("t1.1", "Hello"), text("t1.1", "hm", true)] },
      { type: "facts", run: "a", events: [note(3)] },
      { type: "live", run: "a", events: [text("t1.1", "!")] },
    ]);
    expect(box.isEmpty).toBe(true);
  });

  it("changes no event it was handed, and keeps the end of long output", () => {
    const box = new Outbox();
    const output = (words: string): LiveEvent => ({
      type: "live.output",
      task: "t1",
      toolCall: "t1.1.1",
      check: null,
      text: words,
    });
    const first = output("a".repeat(15_000));
    for (const one of [first, output("b".repeat(5_000))]) box.addLive("a", one);
    const [message] = box.take();
    const joined = message?.type === "live" ? message.events[0] : undefined;
    expect(joined?.type === "live.output" && joined.text.length).toBe(16_000);
    expect(joined?.type === "live.output" && joined.text.endsWith("b")).toBe(true);
    expect(first.type === "live.output" && first.text.length).toBe(15_000);
  });
});

describe("events for a pane", () => {
  const long = "x".repeat(5_000);
  it("are cut where a body is long, and are the same where none is", () => {
    const cut: Fact[] = [
      {
        type: "message.added",
        task: "t1",
        turn: "t1.1",
        message: {
          role: "assistant",
          parts: [
            { type: "thinking", text: "short" },
            { type: "text", text: long },
            { type: "toolCall", id: "c", name: "write_file", input: { content: long } },
          ],
        },
      },
      { type: "message.added", task: "t1", turn: null, message: { role: "user", text: long } },
      { type: "task.condensed", task: "t1", upToSeq: 3, summary: { text: long } },
    ];
    for (const [at, fact] of cut.entries()) {
      const whole = event(at + 1, fact);
      expect(JSON.stringify(trimEvent(whole)).length).toBeLessThan(2_600);
      expect(JSON.stringify(whole).length).toBeGreaterThan(5_000);
    }
    const short = note(1);
    expect(trimEvent(short)).toBe(short);
    const asked = { id: "a", kind: "completion" as const, title: "t", detail: long, hash: "0".repeat(64) };
    const shown = event(2, { type: "approval.asked", approval: asked });
    expect(trimEvent(shown)).toBe(shown);
  });
});

describe("files by letters", () => {
  const paths = [
    "README.md",
    "src/api/users.ts",
    "src/api/usersPage.ts",
    "src/ui/UserList.tsx",
    "test/users.test.ts",
  ];
  it.each([
    ["users", ["src/api/users.ts", "test/users.test.ts", "src/api/usersPage.ts"]],
    ["usp", ["src/api/usersPage.ts"]],
    ["api/us", ["src/api/users.ts", "src/api/usersPage.ts"]],
    ["API\\US", ["src/api/users.ts", "src/api/usersPage.ts"]],
    ["ul", ["src/ui/UserList.tsx"]],
    ["zzz", []],
    ["", paths],
  ])("%j", (letters, wanted) => {
    const found = rankPaths(paths, letters, 50);
    expect(found.slice(0, wanted.length)).toEqual(wanted);
    if (wanted.length === 0) expect(found).toEqual([]);
  });
  it("gives no more than was asked for", () => {
    const many = Array.from({ length: 500 }, (_, at) => `a/file${at}.ts`);
    expect(rankPaths(many, "file", 50)).toHaveLength(50);
  });
});

describe("the sides of a diff", () => {
  const before = "one\ntwo\nthree\n";
  const after = "one\n2\nthree\nfour\n";
  const { diff } = unifiedDiff("a/b.txt", before, after);
  const found = patchesIn(`Done.\n\nChanged: a/b.txt +2 −1\n\n${diff}`);
  it("are found behind the words of an approval", () => {
    expect(found.map(({ path }) => path)).toEqual(["a/b.txt"]);
    expect(patchesIn("No diff here.\n--- nor here")).toEqual([]);
    const two = `${diff}${unifiedDiff("new.txt", null, "x\n").diff}${unifiedDiff("old.txt", "y\n", null).diff}`;
    expect(patchesIn(two).map(({ path }) => path)).toEqual(["a/b.txt", "new.txt", "old.txt"]);
  });
  it.each([
    ["not applied yet", before, false, { before, after, partial: false }],
    ["applied already", after, true, { before, after, partial: false }],
  ])("%s", (_name, now, applied, wanted) => {
    const [one] = found;
    if (!one) throw new Error("no patch");
    expect(sidesOf(one.path, one.patch, now, applied)).toMatchObject(wanted);
  });
  it("a file that has moved on: only what the diff shows", () => {
    const patch = structuredPatch("x", "x", before, after);
    expect(sidesOf("x", patch, "something else\n", true)).toMatchObject({ before, after, partial: true });
  });
  it("new and removed files", () => {
    const [made] = patchesIn(unifiedDiff("new.txt", null, "x\n").diff);
    if (!made) throw new Error("no patch");
    expect(sidesOf("new.txt", made.patch, null, false)).toMatchObject({ before: "", after: "x\n" });
    expect(sidesOf("new.txt", made.patch, "x\n", true)).toMatchObject({ before: "", after: "x\n" });
  });
});

it.each([
  ["/w", "/w/a.ts", true],
  ["/w", "/w", false],
  ["/w", "/wide/a.ts", false],
  ["/w", "/etc/passwd", false],
])("%s holds %s: %s", (folder, path, inside) => expect(isInside(folder, path)).toBe(inside));

it.each([
  ["Add pagination to the users endpoint and test it", "Trace: Add pagination to the users"],
  ["  \n", "Trace"],
  [`${"long".repeat(20)}`, `Trace: ${"long".repeat(20).slice(0, 31)}…`],
])("a title of %j", (prompt, title) => expect(titleOf(prompt)).toBe(title));
