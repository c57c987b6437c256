// Other ways to end and to go on than a subtask of one's own: none of them goes round a limit, an approval or the plan.
import { expect, test } from "vitest";
import { calls, end, give, seeStory } from "./played";

test("hand-offs in a row end at the tasks a run may make", async () => {
  const { view, told } = await seeStory({
    settings: { limits: { tasksPerRun: 4 } },
    script: {
      orchestrator: [
        calls(give("orchestrator", "Round and round.")),
        ...Array.from({ length: 6 }, () => calls(["hand_off", { mode: "orchestrator", message: "Next." }])),
        end("Enough."),
        end("Enough."),
        end("Enough."),
      ],
    },
  });
  expect(view.taskOrder.length).toBeLessThanOrEqual(4);
  expect(told("new_task")).toHaveLength(1);
  expect(view.status).toBe("ended");
});

const plan = { summary: "One.", steps: [{ title: "Write", role: "coder", instructions: "Write bye." }] };

test.each([
  ["switch_mode", { mode: "architect", reason: "to plan" }],
  ["hand_off", { mode: "architect", message: "Plan it." }],
])("after %s to the planner a lone task hands in a result, and no plan that nobody carries out", async (tool, input) => {
  const { view, told } = await seeStory({
    script: {
      orchestrator: [calls([tool, input])],
      planner: [calls(["submit_plan", plan]), end("Planned."), end("Planned.")],
      coder: [end("Never.")],
    },
  });
  expect(told("submit_plan")[0]).toMatch(/^There is no tool submit_plan/);
  expect(view.steps).toEqual([]);
  expect(view.outcome).toBe("done");
});

test.each([
  ["switch_mode", { mode: "ask", reason: "to say it" }],
  ["hand_off", { mode: "ask", message: "Say it." }],
])("%s to a mode that gives no work away waits until nothing of the plan is left", async (tool, input) => {
  const { told, view } = await seeStory({
    script: {
      orchestrator: [
        calls(["update_plan", { reason: "to begin", steps: plan.steps }]),
        calls([tool, input]),
        calls(["update_plan", { reason: "not needed", steps: [] }]),
        calls([tool, input]),
      ],
      ask: [{ text: "All said." }],
    },
  });
  expect(told(tool)[0]).toMatch(/^The plan has steps that were not begun: s1 Write/);
  expect(view.tasks[view.taskOrder.at(-1) ?? ""]?.result?.text).toBe("All said.");
  expect(view.steps.map(({ status }) => status)).toEqual(["dropped"]);
});

test("only the run's own orchestrator changes the run's plan", async () => {
  const { view, told } = await seeStory({
    script: {
      orchestrator: [
        calls(["update_plan", { reason: "to begin", steps: plan.steps }]),
        calls(give("orchestrator", "Look.")),
        calls(["update_plan", { reason: "mine", steps: [] }]),
        end("Looked."),
        calls(give("code", "Write bye.", { step: "s1" })),
        end("Done."),
      ],
      coder: [end("Written.")],
    },
  });
  expect(told("update_plan")[1]).toMatch(/^The plan is the run's own/);
  expect(view.steps.find(({ id }) => id === "s1")?.status).toBe("done");
});

test("a plan that a person changed is the one that holds", async () => {
  const { view } = await seeStory({
    ask: ["plan"],
    answers: [
      {
        kind: "plan",
        verdict: "approved",
        edit: {
          summary: "One.",
          risks: [],
          contractChanges: [],
          steps: [
            {
              id: "s1",
              title: "Write it well",
              role: "coder",
              kind: "change",
              instructions: "Well.",
              after: [],
              files: [],
              criteria: [],
            },
          ],
        },
      },
    ],
    script: {
      orchestrator: [
        calls(["update_plan", { reason: "to begin", steps: plan.steps }]),
        calls(give("code", "Write bye.", { step: "s1" })),
        end("Done."),
      ],
      coder: [end("Written.")],
    },
  });
  expect(view.steps.map(({ title }) => title)).toEqual(["Write it well"]);
});
