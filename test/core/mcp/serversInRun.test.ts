// Tool servers in a real run: a scripted model calls their tools, a person answers, and the run goes on whatever they say.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { coder } from "../../../src/core/roles/coder";
import type { RunSettings } from "../../../src/protocol/settings";
import { createStage, type Stage } from "../schedule/stage";
import { fromHost, isAlive, serverFile } from "./serverStage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const complete = call("attempt_completion", { result: "Done." });

/** A coder with the fixture's server, which is given the host's HOME as if it were a key. */
function settings(change: Partial<RunSettings> = {}): Partial<RunSettings> {
  return {
    checks: {},
    roles: [{ ...coder, mcpServers: ["box"] }],
    servers: [
      {
        name: "box",
        origin: ".kilocode/mcp.json",
        transport: {
          kind: "stdio",
          command: "node",
          args: [serverFile, "--stubborn"],
          environment: { API_TOKEN: fromHost("HOME"), STARTED: "started" },
        },
      },
    ],
    ...change,
  };
}

const pids = () => (stage.read("started") ?? "").trim().split("\n").filter(Boolean).map(Number);
const outputs = async (run: string) =>
  (await stage.facts(run)).flatMap((fact) =>
    fact.type === "toolCall.settled"
      ? [`${fact.name} ${fact.outcome}: ${"text" in fact.output ? fact.output.text : "…"}`]
      : [],
  );

describe("a role with a tool server", () => {
  it("is asked for its start and for each call, and leaves nothing running", async () => {
    stage = await createStage({
      files: { "a.txt": "a\n" },
      interactive: true,
      settings: settings(),
      script: {
        coder: [
          call("mcp__box__add", { left: 2, right: 3 }),
          call("mcp__box__write", { path: "made.txt", text: "made" }),
          call("mcp__box__tell", {}),
          complete,
        ],
      },
    });
    const run = await stage.start("/single Use the box.");
    const { asked: start } = await stage.give(run, "mcp", { verdict: "approved" });
    expect(start.title).toMatch(/^Start the tool server box: node /);
    const { asked: add } = await stage.give(run, "mcp", { verdict: "approved" }, 2);
    expect(add).toMatchObject({
      title: "box: add",
      mustAsk: true,
      detail: expect.stringContaining("left: 2\nright: 3"),
    });
    const rejected = { verdict: "rejected" as const, comment: "not there" };
    await stage.give(run, "mcp", rejected, 3);
    expect(pids().filter(isAlive)).toHaveLength(2);
    await stage.give(run, "mcp", { verdict: "approved" }, 4);
    await stage.engine.settled(run);

    expect(await outputs(run)).toEqual([
      "mcp__box__add ok: 5",
      "mcp__box__write rejected: The user rejected this: not there",
      expect.stringMatching(/^mcp__box__tell ok: token \[redacted:HOME\], inherited nothing/),
      "attempt_completion ok: Accepted.",
    ]);
    expect(stage.read("made.txt")).toBe(null);
    const view = await stage.engine.view(run);
    expect(view?.outcome).toBe("done");
    expect(view?.servers).toEqual({ box: { tools: 7, stopped: "the run rests or has ended" } });
    expect(pids().filter(isAlive)).toEqual([]);
  });

  it("goes on without it where the person rejects it", async () => {
    stage = await createStage({
      files: { "a.txt": "a\n" },
      interactive: true,
      settings: settings(),
      script: { coder: [call("mcp__box__add", { left: 2, right: 3 }), complete] },
    });
    const run = await stage.start("/single Use the box.");
    await stage.give(run, "mcp", { verdict: "rejected" });
    await stage.engine.settled(run);
    expect((await outputs(run))[0]).toMatch(/^mcp__box__add error: There is no tool mcp__box__add for you/);
    expect((await stage.engine.view(run))?.outcome).toBe("done");
    expect(pids()).toEqual([]);
    expect(stage.server.requests[0]?.bodyText).not.toContain("mcp__box__add");
  });

  it("starts nothing in a folder that is not trusted", async () => {
    stage = await createStage({
      files: { "a.txt": "a\n" },
      settings: settings({ trusted: false }),
      script: { coder: [complete] },
    });
    const run = await stage.play("/single Use the box.");
    expect((await stage.engine.view(run))?.approvals).not.toHaveProperty("mcp:server:box");
    expect(pids()).toEqual([]);
  });

  it("is not asked for again after a restart, and its tools are there again", async () => {
    stage = await createStage({
      files: { "a.txt": "a\n" },
      interactive: true,
      settings: settings(),
      script: {
        coder: [
          call("mcp__box__add", { left: 2, right: 3 }),
          call("mcp__box__add", { left: 4, right: 5 }),
          complete,
        ],
      },
    });
    const run = await stage.start("/single Use the box.");
    await stage.give(run, "mcp", { verdict: "approved" });
    await stage.give(run, "mcp", { verdict: "approved" }, 2);
    await stage.until(run, "approval.asked", ({ approval }) => approval.detail.includes("left: 4"));
    await stage.reopen();
    expect(pids().filter(isAlive)).toEqual([]);
    const resumed = stage.resume(run);
    await stage.give(run, "mcp", { verdict: "approved" }, 3);
    await resumed;
    expect((await outputs(run)).slice(0, 2)).toEqual(["mcp__box__add ok: 5", "mcp__box__add ok: 9"]);
    const asked = (await stage.facts(run)).filter(
      (fact) => fact.type === "approval.asked" && fact.approval.id.startsWith("mcp:server:"),
    );
    expect(asked).toHaveLength(1);
    expect(pids()).toHaveLength(4);
    expect(pids().filter(isAlive)).toEqual([]);
  });
});

it("keeps what a server was given out of everything the run stores", async () => {
  stage = await createStage({
    files: { "a.txt": "a\n" },
    interactive: true,
    settings: settings(),
    script: { coder: [call("mcp__box__tell", {}), complete] },
  });
  const run = await stage.start("/single Use the box.");
  await stage.give(run, "mcp", { verdict: "approved" });
  await stage.give(run, "mcp", { verdict: "approved" }, 2);
  await stage.engine.settled(run);
  const told = (await outputs(run))[0] ?? "";
  expect(told).toContain("token [redacted:HOME]");
  expect(told).not.toContain(stage.home);
  expect(stage.server.requests[1]?.bodyText).not.toContain(`token ${stage.home}`);
  for (const file of filesBelow(join(stage.home, "runs", run))) {
    expect(readFileSync(file, "latin1")).not.toContain(`token ${stage.home}`);
  }
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
