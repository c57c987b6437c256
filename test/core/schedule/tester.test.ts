// The tester's rights: tests and nothing else, refused with a sentence the model can act on.
import { afterEach, expect, it } from "vitest";
import { createStage, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });

it("a tester's write outside tests is refused, and its tests are written", async () => {
  stage = await createStage({
    script: {
      planner: [
        call("submit_plan", {
          summary: "Tests.",
          steps: [{ title: "tests", role: "qa", instructions: "Test greet." }],
        }),
      ],
      tester: [
        call("read_file", { path: "greet.mjs" }),
        call("edit_file", { path: "greet.mjs", search: "Hello", replace: "Bye" }),
        call("write_file", { path: "test/greet.test.mjs", content: "// greets\n" }),
        call("attempt_completion", { result: "One test." }),
      ],
    },
  });
  const run = await stage.play("/orchestrate Test greet.");
  expect(stage.read("greet.mjs")).toContain("Hello");
  expect(stage.read("test/greet.test.mjs")).toBe("// greets\n");
  const refused = (await stage.facts(run)).find(
    (fact) => fact.type === "toolCall.settled" && fact.name === "edit_file",
  );
  expect(refused).toMatchObject({
    outcome: "rejected",
    output: {
      text: "Not allowed: greet.mjs is no test, and this role writes tests only; say in your result what has to change there",
    },
  });
});
