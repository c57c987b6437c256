// One agent reads while the baseline is measured, and changes nothing before it is known.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createHost } from "../../../src/core/schedule/createHost";
import type { Runtime } from "../../../src/core/schedule/runtime";
import type { TaskView } from "../../../src/protocol/task";
import { createStage, greetProject, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const script = {
  coder: [
    call("read_file", { path: "greet.mjs" }),
    call("write_file", { path: "NOTES.md", content: "first\n" }),
    call("run_command", { command: "node -e \"require('fs').writeFileSync('made.txt', 'x')\"" }),
    call("attempt_completion", { result: "Done." }),
  ],
};
/** A check that ends once a file lies beside the project. */
const gated = {
  ...greetProject,
  "test.mjs": [
    'import { existsSync } from "node:fs";',
    'while (!existsSync("../gate")) await new Promise((go) => setTimeout(go, 5));',
    'console.log("TAP version 13\\nok 1 - gate\\n1..1\\n# pass 1\\n# fail 0");',
    "",
  ].join("\n"),
};
const openGate = () => writeFileSync(join(stage.home, "gate"), "");

it("the baseline waits for the first request to leave, and not for its answer", async () => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const ended = call("attempt_completion", { result: "Nothing." });
  stage = await createStage({
    files: greetProject,
    script: async () => {
      await held;
      return ended;
    },
  });
  const run = await stage.start("/single Do nothing.");
  await stage.until(run, "baseline.measured");
  answer();
  await stage.engine.settled(run);
  const types = (await stage.facts(run)).map(({ type }) => type);
  expect(types.indexOf("model.called")).toBeLessThan(types.indexOf("checkpoint.taken"));
  expect(types.indexOf("baseline.measured")).toBeLessThan(types.indexOf("model.settled"));
});

it("an effect that is wanted earlier waits for the baseline", async () => {
  stage = await createStage({ files: gated, script });
  const run = await stage.start("/single Write NOTES.md.");
  await stage.until(run, "turn.ended", ({ turn }) => turn === "t1.2");
  expect(stage.read("NOTES.md")).toBe(null);
  openGate();
  await stage.engine.settled(run);

  const facts = await stage.facts(run);
  const measured = facts.findIndex(({ type }) => type === "baseline.measured");
  const effects = facts.flatMap((fact, at) =>
    fact.type === "toolCall.intended" && fact.effect !== "read" && fact.effect !== "ending" ? [at] : [],
  );
  expect(effects).toHaveLength(2);
  expect(Math.min(...effects)).toBeGreaterThan(measured);
  const read = facts.findIndex((fact) => fact.type === "toolCall.intended" && fact.name === "read_file");
  expect(read).toBeLessThan(measured);
  const labels = facts.flatMap((fact) => (fact.type === "checkpoint.taken" ? [fact.label] : []));
  expect(labels.slice(0, 2)).toEqual(["before the first edit", "before t1 (coder)"]);
  expect((await stage.engine.view(run))?.outcome).toBe("done");
});

it("a run that is closed while an effect waits for the baseline pauses, and goes on", async () => {
  stage = await createStage({ files: gated, script });
  const run = await stage.start("/single Write NOTES.md.");
  await stage.until(run, "turn.ended", ({ turn }) => turn === "t1.2");
  await stage.reopen();
  expect((await stage.engine.view(run))?.status).toBe("paused");
  expect(stage.read("NOTES.md")).toBe(null);
  openGate();
  await stage.resume(run);
  expect(stage.read("NOTES.md")).toBe("first\n");
  const facts = await stage.facts(run);
  expect(facts.filter(({ type }) => type === "baseline.measured")).toHaveLength(1);
});

it("an agent that is done before the baseline is known is verified after it", async () => {
  stage = await createStage({
    files: gated,
    script: { coder: [call("attempt_completion", { result: "Nothing." })] },
  });
  const run = await stage.start("/single Do nothing.");
  await stage.until(run, "task.ended");
  openGate();
  await stage.engine.settled(run);
  const types = (await stage.facts(run)).map(({ type }) => type);
  expect(types.indexOf("task.ended")).toBeLessThan(types.indexOf("baseline.measured"));
  expect(types.indexOf("baseline.measured")).toBeLessThan(types.indexOf("verification.ended"));
  expect((await stage.engine.view(run))?.verified).toBe(true);
});

it("an effect does not wait for a baseline that a paused run will not measure", async () => {
  const runtime = {
    log: { view: () => ({ baseline: null, checkpoints: [] }), subscribe: () => () => {} },
    signal: AbortSignal.abort(),
  } as unknown as Runtime;
  const waiting = createHost(runtime).beforeEffect({ task: "t1", role: "coder" } as TaskView);
  await expect(waiting).rejects.toThrow("The run was paused.");
});
