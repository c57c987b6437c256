// A whole run on models of VS Code: real engine, files, git and check; only the models are a test's.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/core/engine";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { LanguageModels } from "../../../src/core/ports";
import type { RunSettings } from "../../../src/protocol/settings";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";
import { called, modelError, said, testDoor, vscodeBinding } from "./vscodeDoor";

const person = { kind: "person", via: "test" } as const;
let home = "";
afterEach(() => rmSync(home, { recursive: true, force: true }));

function engineOver(languageModels: LanguageModels | null): Engine {
  return createEngine({
    ports: { ...createTestPorts(), ...(languageModels ? { languageModels } : {}) },
    runs: createStoreFolder(join(home, "runs")),
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive: false,
    product: "test",
    retainBytes: 1_000_000_000,
  });
}

function makeProject(): { folder: string; settings: RunSettings } {
  home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-vscode-"));
  const folder = join(home, "work");
  mkdirSync(folder);
  writeFileSync(join(folder, "ok.mjs"), "process.exitCode = 0;\n");
  const base = testSettings("http://127.0.0.1:1", { checks: { test: "node ok.mjs" } });
  const models = Object.fromEntries(Object.keys(base.models).map((role) => [role, vscodeBinding()]));
  return { folder, settings: { ...base, models } };
}

async function play(engine: Engine, folder: string, settings: RunSettings): Promise<string> {
  const prompt = "/single Write hello.txt.";
  const started = await engine.start({ prompt, folder, role: null, settings, notices: [], origin: person });
  if (!started.ok) throw new Error(started.failure.message);
  await engine.settled(started.run);
  return started.run;
}

it("is done without money, with tokens marked as estimated", async () => {
  const { folder, settings } = makeProject();
  const long = "word ".repeat(9_000);
  const replies = [
    [called("write_file", { path: "hello.txt", content: "hello\n" })],
    // Longer than any answer was asked to be: an estimate proves nothing against a model.
    [said(long), called("attempt_completion", { result: "Written." })],
  ];
  const door = testDoor((_, index) => ({ parts: replies[index] ?? [] }));
  const engine = engineOver(door);
  const view = await engine.view(await play(engine, folder, settings));
  await engine.close();
  expect(view).toMatchObject({ outcome: "done", verified: true, refusedModels: [] });
  expect(view?.spend).toHaveLength(1);
  expect(view?.spend[0]).toMatchObject({
    model: "vscode/copilot/gpt-4o",
    micros: 0,
    calls: 2,
    usage: { estimated: true },
  });
  expect(view?.spend[0]?.usage.output).toBeGreaterThan(9_000);
  expect(door.requests[1]?.messages.at(-1)?.parts).toMatchObject([{ type: "toolResult", id: "write_file" }]);
});

it("waits for the person where a model is gone, and goes on in VS Code only", async () => {
  const { folder, settings } = makeProject();
  const gone = engineOver(testDoor(() => ({ throws: modelError("NotFound", "gone") })));
  const run = await play(gone, folder, settings);
  expect(await gone.view(run)).toMatchObject({ status: "paused", pause: { reason: "provider" } });
  await gone.close();

  const terminal = engineOver(null);
  const refused = await terminal.resume(run, { origin: person });
  expect(refused).toMatchObject({ ok: false, failure: { code: "model-missing" } });
  expect(refused.ok ? "" : refused.failure.message).toContain("can only be used from VS Code");
  await terminal.close();

  const back = engineOver(
    testDoor(() => ({ parts: [called("attempt_completion", { result: "Nothing to do." })] })),
  );
  expect(await back.resume(run, { origin: person })).toMatchObject({ ok: true });
  await back.settled(run);
  expect(await back.view(run)).toMatchObject({ status: "ended", outcome: "done" });
  await back.close();
});
