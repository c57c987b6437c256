// A tool server that is asked for while subtasks are made: the question holds nobody who is stopped, and nobody waits unseen.
import { expect, test } from "vitest";
import { calls, give, seeStory } from "./played";

const servers = [
  {
    name: "box",
    origin: "mcp.json",
    roles: ["ask"],
    transport: { kind: "stdio" as const, command: process.execPath, args: ["box.mjs"], environment: {} },
  },
];

test("two subtasks that wait for one server rest together where nobody can be asked", async () => {
  const { view } = await seeStory({
    settings: { servers },
    parallel: true,
    script: { orchestrator: [calls(give("ask", "Look here."), give("ask", "Look there."))] },
  });
  expect(view.pause?.reason).toBe("approval");
  expect(Object.keys(view.approvals).filter((id) => id.startsWith("mcp:"))).toHaveLength(1);
});

test("a task that is cancelled while its subtask waits for a server ends at once", async () => {
  const { view } = await seeStory({
    settings: { servers },
    answers: [{ kind: "mcp", verdict: "rejected" }],
    unanswered: ["mcp"],
    meanwhile: [{ when: "Start the tool server", send: { type: "task.cancel", task: "t1" } }],
    script: { orchestrator: [calls(give("ask", "Look."))] },
  });
  expect(view.tasks.t1?.status).toBe("cancelled");
  expect(view.status).toBe("ended");
});
