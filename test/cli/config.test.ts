// `config` in a folder with the Agent Manager's files: what holds for its sessions, and what waits for an approval.
import { afterAll, afterEach, expect, test } from "vitest";
import { openProgram, type Program, removeProgram } from "./program";

let program: Program | null = null;
afterEach(() => program?.close());
afterAll(removeProgram);

const manager = ".kilocode/agent-manager.json";
const shown = async (file: object, ...flags: string[]) => {
  program = await openProgram({ [manager]: JSON.stringify(file) });
  await program.run(["trust"]);
  return program.run(["config", ...flags]);
};

test("sessions have their own settings; a model of a session waits for its approval, instead of having no effect", async () => {
  const { code, out, error } = await shown({
    maxParallelAgents: 2,
    agents: { api: { model: "anthropic/claude-haiku-4-5" } },
  });
  expect(code).toBe(0);
  const [own, session] = out.split("\n\nSessions of the Agent Manager:\n");
  expect(own).toMatch(/^orchestrator\.max_iterations +4 +default$/m);
  expect(session).toMatch(/^maxParallelAgents +2 +\.kilocode\/agent-manager\.json:1$/m);
  expect(session).toMatch(/^merge\.strategy +"orchestrator-review" +default$/m);
  expect(error).toContain("have no effect before you approve them");
  expect(error).toContain('agents.api.model = "anthropic/claude-haiku-4-5"');
  expect(error).not.toContain("may only tighten");
});

test("why no session can be started here stands beside what holds for runs", async () => {
  const { code, out } = await shown({ enabled: false }, "--json");
  const { entries, session, notices } = JSON.parse(out);
  expect([code, session, entries.length > 0]).toEqual([0, [], true]);
  expect(notices.join("\n")).toContain("enabled is false, so no session is started here");
});
