// Two at work in one folder: who begins second is told of the first, with what may come of it, and is not refused.
import { afterAll, afterEach, expect, test } from "vitest";
import { besideLine } from "../../src/cli/sayBeside";
import type { ModelServer } from "../../src/demo/modelServer/startModelServer";
import { testSettings } from "../fakes/testSettings";
import { openProgram, type Program, removeProgram, scriptedModel, watch } from "./program";

let program: Program | null = null;
let server: ModelServer | null = null;
afterEach(async () => {
  program?.close();
  await server?.close();
});
afterAll(removeProgram);

const session = "session-20260403-001";
const [here, there] = ["20260403-100000-aaaa", "20260403-090000-bbbb"];
const one = (run: string, more: object = {}) => ({
  run,
  folder: "/p",
  status: "running" as const,
  route: null,
  settings: {
    ...testSettings(""),
    isolation: run === session ? ("worktree" as const) : ("workspace" as const),
  },
  ...more,
});
const chat = { decision: "chat", estimatedLines: 0, reasons: [], forced: null } as const;
const rest = "to let it rest: kilo-code";

test.each([
  [
    "two runs",
    one(here),
    one(there),
    `both change the same files, and the checks of each see what the other is in the middle of; ${rest} pause ${there}`,
  ],
  [
    "a run beside a session",
    one(here),
    one(session),
    `its result is merged into the files that this one changes; ${rest} agent-manager stop --session-id ${session}`,
  ],
  [
    "a session beside a run",
    one(session),
    one(there),
    `it changes the files that the result of this one is merged into; ${rest} pause ${there}`,
  ],
  [
    "two sessions",
    one(session, { run: "session-20260403-002" }),
    one(session),
    `what both make is merged into the same files; other verbs reach it with --session-id ${session}`,
  ],
  ["a folder within", one(here, { folder: "/p/api" }), one(there), "both change the same files"],
  ["a folder beside", one(here, { folder: "/p2" }), one(there), null],
  ["one that rests", one(here), one(there, { status: "paused" }), null],
  ["a question", one(here, { route: chat }), one(there), null],
])("%s", (_, own, other, words) => {
  const said = besideLine(own, other);
  if (words === null) expect(said).toBeNull();
  else expect(said).toContain(` ${other.run} is at work here too: ${words}`);
});

test("the second run of a folder names the first before it begins, and is done", async () => {
  const model = await scriptedModel([
    { role: "coder", task: "first", replies: [{ text: "I think.", fault: { kind: "never-end" as const } }] },
    {
      role: "coder",
      task: "second",
      replies: [{ text: "", calls: [{ name: "attempt_completion", input: { result: "looked" } }] }],
    },
  ]);
  server = model.server;
  program = await openProgram();
  program.configure(model.config);
  await program.run(["trust"]);
  const child = program.start(["run", "/single first"]);
  const finished = watch(child);
  while (server.requests.length === 0) await new Promise(setImmediate);
  const first = JSON.parse((await program.run(["runs", "--json"])).out.trim()).run;
  const second = await program.run(["run", "/single second"]);
  expect(second.error).toContain(`note: the run ${first} is at work here too: both change the same files, `);
  expect(second.code).toBe(0);
  child.kill("SIGTERM");
  await finished;
});
