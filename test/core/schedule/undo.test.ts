// Undo reaches what a crash or a failure left half done.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { testSettings } from "../../fakes/testSettings";
import { createStage, greetProject, person, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const complete = call("attempt_completion", { result: "Done." });
const ask = (kind: "edit" | "command") => ({
  approve: { ...testSettings("").approve, [kind]: "ask" as const },
});

async function undo(run: string) {
  const undone = await stage.engine.undo(run, null, person);
  if (!undone.ok) throw new Error(undone.failure.message);
  return { restored: undone.fact.restored.map(({ path }) => path), kept: undone.fact.kept };
}

it("a folder's deletion that failed half way: what it deleted comes back, what somebody changed stays", async () => {
  stage = await createStage({
    files: { ...greetProject, "old/a.txt": "a\n", "old/b.txt": "b\n", "old/c.txt": "c\n" },
    interactive: true,
    settings: ask("edit"),
    script: { coder: [call("delete_file", { path: "old" }), complete] },
  });
  const run = await stage.start("/single Delete the folder old.");
  // Between the look and the deletion somebody changes the second file: the deletion stops there.
  await stage.until(run, "approval.asked");
  stage.write("old/b.txt", "mine\n");
  await stage.give(run, "edit", { verdict: "approved" });
  await stage.engine.settled(run);
  expect([stage.read("old/a.txt"), stage.read("old/b.txt"), stage.read("old/c.txt")]).toEqual([
    null,
    "mine\n",
    "c\n",
  ]);
  expect((await stage.engine.view(run))?.files).toMatchObject({ "old/a.txt": { after: null } });
  expect(await undo(run)).toMatchObject({ restored: ["old/a.txt"] });
  expect([stage.read("old/a.txt"), stage.read("old/b.txt"), stage.read("old/c.txt")]).toEqual([
    "a\n",
    "mine\n",
    "c\n",
  ]);
});

it.each([
  ["write_file", { path: "NOTES.md", content: "first\n" }],
  ["delete_file", { path: "greet.mjs" }],
  ["move_file", { from: "greet.mjs", to: "hello.mjs" }],
])("a kill between the effect of %s and its settlement: undo without a resume takes it back", async (name, input) => {
  stage = await createStage({ script: { coder: [call(name, input), complete] } });
  const run = await stage.play("/single Change it.");
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "toolCall.intended" && fact.name === name);
  const { restored, kept } = await undo(run);
  expect(restored.length).toBeGreaterThan(0);
  expect(kept).toEqual([]);
  expect([stage.read("NOTES.md"), stage.read("hello.mjs"), stage.read("greet.mjs")]).toEqual([
    null,
    null,
    greetProject["greet.mjs"],
  ]);
});

it("a kill in the middle of a folder's deletion: what was deleted by then comes back", async () => {
  stage = await createStage({
    files: { ...greetProject, "old/a.txt": "a\n", "old/b.txt": "b\n" },
    script: { coder: [call("delete_file", { path: "old" }), complete] },
  });
  const run = await stage.play("/single Delete the folder old.");
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "toolCall.intended");
  mkdirSync(join(stage.folder, "old"));
  stage.write("old/b.txt", "b\n");
  expect(await undo(run)).toEqual({ restored: ["old/a.txt"], kept: [] });
  expect([stage.read("old/a.txt"), stage.read("old/b.txt")]).toEqual(["a\n", "b\n"]);
});

it("a kill between an intent and its effect: there is nothing to take back", async () => {
  stage = await createStage({
    script: { coder: [call("write_file", { path: "NOTES.md", content: "first\n" }), complete] },
  });
  const run = await stage.play("/single Change it.");
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "toolCall.intended");
  rmSync(join(stage.folder, "NOTES.md"));
  expect(await undo(run)).toEqual({ restored: [], kept: [] });
});

const command = `node -e "require('fs').writeFileSync('made.txt', 'x'); require('fs').appendFileSync('greet.mjs', '//')"`;

it("a command that was cut off: undo without a resume takes back what it left", async () => {
  stage = await createStage({ script: { coder: [call("run_command", { command }), complete] } });
  const run = await stage.play("/single Change it.");
  expect(stage.read("made.txt")).toBe("x");
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "toolCall.intended");
  expect((await undo(run)).restored.sort()).toEqual(["greet.mjs", "made.txt"]);
  expect([stage.read("made.txt"), stage.read("greet.mjs")]).toEqual([null, greetProject["greet.mjs"]]);
});

it("a command that was cut off and left as it is: its files are known, and undone at the end", async () => {
  stage = await createStage({
    interactive: true,
    script: { coder: [call("run_command", { command }), complete, complete] },
  });
  const run = await stage.play("/single Change it.");
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "toolCall.intended");
  const resumed = stage.resume(run);
  const { asked } = await stage.give(run, "question", { verdict: "rejected", comment: "leave it" });
  expect(asked.title).toContain("Run again?");
  await resumed;
  expect((await stage.engine.view(run))?.outcome).toBe("done");
  expect((await undo(run)).restored.sort()).toEqual(["greet.mjs", "made.txt"]);
  expect([stage.read("made.txt"), stage.read("greet.mjs")]).toEqual([null, greetProject["greet.mjs"]]);
});
