// A narrower "ask" of the settings holds whatever way the work comes to that role, and whatever the kind says in general.
import { expect, test } from "vitest";
import { calls, end, give, seeStory } from "./played";

const write: [string, unknown] = ["write_file", { path: "bye.mjs", content: "x\n" }];
const rejected = { verdict: "rejected" as const, comment: "not this" };

test("edits of one role are asked for where edits of all others are automatic", async () => {
  const { told, of } = await seeStory({
    settings: { approveRules: [{ kind: "edit", role: "coder", answer: "ask" }] },
    answers: [{ kind: "edit", ...rejected }],
    script: {
      orchestrator: [calls(give("code", "Write.")), end("Done.")],
      coder: [calls(write), end("Nothing.")],
    },
  });
  expect(of("approval.asked").map(({ approval }) => approval.kind)).toContain("edit");
  expect(told("write_file")).toEqual(["The user rejected this: not this"]);
});

test("a mode switched to is asked for like a subtask of that role", async () => {
  const { told } = await seeStory({
    settings: { approveRules: [{ kind: "subtask", role: "coder", answer: "ask" }] },
    answers: [{ kind: "subtask", ...rejected }],
    script: { orchestrator: [calls(["switch_mode", { mode: "code", reason: "faster" }]), end("Done.")] },
  });
  expect(told("switch_mode")).toEqual(["The user rejected this: not this"]);
});

test("a step that names its role by a mode name is asked for like that role", async () => {
  const { of } = await seeStory({
    role: "planner",
    prompt: "/orchestrate Add bye.",
    settings: { approveRules: [{ kind: "subtask", role: "coder", answer: "ask" }] },
    answers: [{ kind: "subtask", ...rejected }],
    script: {
      planner: [
        calls([
          "submit_plan",
          { summary: "One.", steps: [{ title: "Write", role: "code", instructions: "Write bye." }] },
        ]),
      ],
      coder: [end("Written.")],
    },
  });
  expect(of("approval.given").map(({ answer }) => answer.origin.kind)).toContain("person");
  expect(of("step.settled").map(({ status }) => status)).toEqual(["dropped"]);
});

test("a mode switched to in the middle of an answer holds for the rest of it", async () => {
  const { told } = await seeStory({
    script: {
      orchestrator: [
        calls(["switch_mode", { mode: "ask", reason: "only to look" }], give("code", "Write.")),
        { text: "Looked." },
        end("Looked."),
      ],
      ask: [end("Looked.")],
      coder: [end("Nothing.")],
    },
  });
  expect(told("new_task")[0]).toMatch(/^There is no tool new_task for you/);
});
