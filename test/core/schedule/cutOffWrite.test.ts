// A write in place (the file has a second name) that was cut off: the copy of the old bytes beside it is put back or removed
// as the hashes tell, and nothing that a person may have written since is touched.
import { createHash } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createStage, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const complete = call("attempt_completion", { result: "Done." });
const before = "one\ntwo\nthree\n";
const after = "ONE\n";
/** All new bytes are there, the rest of the old ones not cut off yet. */
const half = "ONE\ntwo\nthree\n";

/** A run that was killed right after the intent of its write, with its file and the file's second name. */
async function killedAtWrite() {
  stage = await createStage({
    files: { "a.txt": before },
    settings: { checks: {} },
    interactive: true,
    script: {
      coder: [
        call("read_file", { path: "a.txt" }),
        call("write_file", { path: "a.txt", content: after }),
        complete,
        complete,
      ],
    },
  });
  linkSync(join(stage.folder, "a.txt"), join(stage.folder, "b.txt"));
  const run = await stage.start("/single Shout.");
  // What another name of a file is nobody can tell, so a person is asked.
  const { asked } = await stage.give(run, "edit", { verdict: "approved" });
  expect(asked.detail).toContain("a.txt has another name elsewhere");
  await stage.engine.settled(run);
  expect(stage.read("b.txt")).toBe(after);
  await stage.reopen();
  stage.cutAfter(run, (fact) => fact.type === "toolCall.intended" && fact.effect === "write");
  const target = join(stage.folder, "a.txt");
  const name = createHash("sha256").update(target).digest("hex").slice(0, 8);
  return { run, target, backup: join(stage.folder, `.kilo-${name}.backup`) };
}

it.each<[string, string | null, string]>([
  ["before the copy was whole", "one\n", before],
  ["before the first byte", before, before],
  ["in the middle", before, half],
  ["before the copy was removed", before, after],
  ["after all of it", null, after],
])("killed %s: the write is done once, in place, and nothing is left beside it", async (_, copy, now) => {
  const { run, target, backup } = await killedAtWrite();
  const { ino } = statSync(target);
  if (copy !== null) writeFileSync(backup, copy);
  writeFileSync(target, now);
  await stage.resume(run);
  expect([stage.read("a.txt"), stage.read("b.txt")]).toEqual([after, after]);
  expect(statSync(target).ino).toBe(ino);
  expect(existsSync(backup)).toBe(false);
  const settled = (await stage.facts(run)).filter(
    (fact) => fact.type === "toolCall.settled" && fact.name === "write_file",
  );
  expect(settled).toMatchObject([{ outcome: "ok" }]);
});

it.each<[string, string, string, number]>([
  ["was written by a person since", before, "mine\n", 3600],
  ["is half written and its copy is not whole", "one\n", half, 0],
])("a file that %s is left as it is, with its copy, and the agent is told", async (_, copy, now, later) => {
  const { run, target, backup } = await killedAtWrite();
  writeFileSync(backup, copy);
  writeFileSync(target, now);
  const at = statSync(backup).mtimeMs / 1000 + later;
  utimesSync(target, at, at);
  await stage.resume(run);
  expect([stage.read("a.txt"), readFileSync(backup, "utf8")]).toEqual([now, copy]);
  const settled = (await stage.facts(run)).find(
    (fact) => fact.type === "toolCall.settled" && fact.name === "write_file",
  );
  expect(JSON.stringify(settled)).toContain(
    `The old content is kept in ${backup.slice(stage.folder.length + 1)}.`,
  );
});

it("a file that is gone is no reason to put anything back", async () => {
  const { run, target, backup } = await killedAtWrite();
  writeFileSync(backup, before);
  rmSync(target);
  await stage.resume(run);
  expect([stage.read("a.txt"), readFileSync(backup, "utf8")]).toEqual([null, before]);
});
