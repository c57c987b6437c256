// In whatever state a repository is found, a run works there or says in one sentence why not; what is the user's stays to
// the byte, but for the two files the run was allowed to write.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../../src/core/engine";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { readScriptFile } from "../../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../../src/demo/modelServer/scriptOf";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";
import { everything } from "../everything";
import { sample, tally } from "../tally";
import type { StartState } from "./makeState";
import { startStates } from "./states";

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const script = {
  coder: [
    call("read_file", { path: "notes.txt" }),
    call("edit_file", { path: "notes.txt", search: "two\n", replace: "zwei\n" }),
    call("write_file", { path: "NEW.md", content: "new\n" }),
    call("attempt_completion", { result: "Done." }),
  ],
};

/** What a run in a folder came to: an outcome, or the sentence that refused it. */
async function play(folder: string, home: string): Promise<{ outcome: string; says: string }> {
  const served = await startModelServer(scriptOf(readScriptFile(JSON.stringify(script))));
  const runs = createStoreFolder(join(home, "runs"));
  const engine = createEngine({
    ports: createTestPorts(),
    runs,
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1" },
    interactive: false,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  try {
    const settings = testSettings(served.url, { checks: { test: "true" } });
    const origin = { kind: "person", via: "test" } as const;
    const prompt = "/single Write two in German.";
    const started = await engine.start({ prompt, folder, role: null, settings, notices: [], origin });
    if (!started.ok) return { outcome: "refused", says: started.failure.message };
    await engine.settled(started.run);
    const view = await engine.view(started.run);
    const store = await runs.find(started.run);
    const facts = ((await store?.read())?.events ?? []).map(({ fact }) => fact);
    const ended = facts.findLast((fact) => fact.type === "run.ended");
    const paused = facts.findLast((fact) => fact.type === "run.paused");
    return {
      outcome: view?.outcome ?? view?.status ?? "unknown",
      says: ended?.type === "run.ended" ? ended.summary : paused?.type === "run.paused" ? paused.message : "",
    };
  } finally {
    await engine.close();
    await served.close();
  }
}

/** Why a state is lost; null where it is not. */
async function judge(state: StartState): Promise<string | null> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "kilo-start-")));
  try {
    const place = join(home, "place");
    execFileSync("mkdir", [place]);
    const folder = state.make(place);
    const own = ["notes.txt", "NEW.md"].map((name) => join(realpathSync(folder), name));
    const before = everything(place, own);
    const { outcome, says } = await play(folder, home);
    const after = everything(place, own);
    const told = (why: string) => `${state.name}: ${why} [${outcome}: ${says}]`;
    const changed = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
    if (changed.length > 0) return told(`not as it was: ${changed.slice(0, 5).join(", ")}`);
    const isDone = outcome === "done";
    if (!isDone && !/^[^\n\p{C}]{10,400}[.]$/u.test(says)) return told("no sentence");
    if (state.refused) return !isDone && state.refused.test(says) ? null : told("should be refused");
    if (!isDone) return state.either ? null : told("should work");
    const written = ["notes.txt", "NEW.md"].map((name) => readFileSync(join(folder, name), "utf8"));
    return written[0]?.includes("zwei") && written[1] === "new\n" ? null : told("nothing was written");
  } catch (thrown) {
    return `${state.name}: ${String(thrown).slice(0, 300)}`;
  } finally {
    execFileSync("chmod", ["-R", "u+w", home]);
    rmSync(home, { recursive: true, force: true });
  }
}

describe("start states of a repository (R-61)", () => {
  it("work, or are refused in one sentence, and what is the user's stays", async () => {
    const states = sample(startStates, 10);
    const lost: string[] = [];
    const left = [...states];
    const playAll = async () => {
      for (let state = left.shift(); state; state = left.shift()) {
        const why = await judge(state);
        if (why) lost.push(why);
      }
    };
    await Promise.all([playAll(), playAll(), playAll()]);
    tally({ what: "start states of a repository", tried: states.length, lost: lost.length });
    expect(lost).toEqual([]);
  }, 300_000);
});
