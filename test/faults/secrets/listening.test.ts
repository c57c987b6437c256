// Nobody listens on a port: no verb, no driver of a session, no process of its agents, looked at again and again while a
// session of two agents is planned, worked on, merged and looked at. S-12.
import { afterAll, afterEach, expect, it } from "vitest";
import { agent, openStage, type Stage, step } from "../../cli/agentManagerStage";
import { removeProgram } from "../../cli/program";
import { full, tally } from "../tally";
import { listenersOf, lookout, processesWith } from "./listeners";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});
afterAll(removeProgram);

it.skipIf(process.platform !== "linux" || !full)(
  "no process of a session, nor any verb, listens on a port",
  { timeout: 240_000 },
  async () => {
    const opened = await openStage({
      rules: [agent("database part", ["db.sql", "one\n"]), agent("api part", ["api.txt", "GET /me\n"])],
      steps: [step("Schema", "database"), step("Endpoints", "api", [1])],
    });
    stage = opened;
    const { program, manager, json, mergeAsked } = opened;
    const texts = [program.home];
    const end = lookout(() => processesWith(texts), 20);
    const { session } = await json("start", "--yes", "Build a schema");
    texts.push(`KILO_RUN=${session}`);
    const began = await opened.until("worker.started");
    await mergeAsked();
    const verbs = [
      ["agent-manager", "status"],
      ["agent-manager", "logs"],
      ["runs"],
      ["show", session],
      ["tree", session],
      ["audit", session],
      ["config"],
      ["models"],
      ["roles"],
      ["route", "Build a schema"],
      ["trust"],
      ["policy", "explain", "ls"],
    ];
    for (const words of verbs) await program.run(words);
    await manager("merge", "--approve");
    await program.run(["run", "--yes", "/single Say it."]);
    const { processes, looks, lost } = await end();
    const note = `${processes.size} processes, ${looks} looks`;
    tally({
      what: "verbs, drivers and agents that listen on a port (S-12)",
      tried: verbs.length + 3,
      lost: lost.size,
      note,
    });
    expect([...lost]).toEqual([]);
    // The verbs, the driver and its agents' processes were all seen.
    expect(processes.has(began.pid)).toBe(true);
    expect(processes.size).toBeGreaterThan(verbs.length);
  },
);

it.skipIf(process.platform !== "linux")("a listener is found where there is one", async () => {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  expect(listenersOf([process.pid]).length).toBeGreaterThan(0);
  await new Promise((resolve) => server.close(resolve));
});
