// What was cut off: `run` offers it first, `logs --follow` does not wait for it, and a run of which nothing was recorded
// is called that.
import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { offerUnfinished } from "../../src/cli/ask/offerUnfinished";
import type { Prompter } from "../../src/cli/ask/prompter";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { ScriptRule } from "../../src/demo/modelServer/scriptOf";
import type { ModelServer } from "../../src/demo/modelServer/startModelServer";
import { createStage, person, type Stage } from "../core/schedule/stage";
import { openProgram, type Program, removeProgram, scriptedModel, watch } from "./program";

const call = (name: string, input: unknown) => ({ text: "", calls: [{ name, input }] });
const done = (result: string) => call("attempt_completion", { result });

let program: Program;
let server: ModelServer;
let stage: Stage | null = null;

afterEach(async () => {
  program?.close();
  await server?.close();
  await stage?.close();
  stage = null;
});
afterAll(removeProgram);

/** A run whose model thinks. */
async function thinking(rules: ScriptRule[]) {
  program = await openProgram({ "a.txt": "one\n" });
  const model = await scriptedModel(rules);
  server = model.server;
  program.configure(model.config);
  await program.run(["trust"]);
  const child = program.start(["run", "/single change a.txt"]);
  const finished = watch(child);
  while (server.requests.length === 0) await new Promise(setImmediate);
  return { child, finished };
}

/** A run that is killed while its model thinks; the id of it. */
async function killed(rules: ScriptRule[]): Promise<string> {
  const { child, finished } = await thinking(rules);
  child.kill("SIGKILL");
  await finished;
  return JSON.parse((await program.run(["runs", "--json"])).out.trim()).run;
}

const slow: ScriptRule[] = [
  {
    role: "coder",
    task: "change a.txt",
    replies: [{ ...done("late"), delayMs: 60_000 }, done("again")],
  },
  { role: "coder", task: "look at a.txt", replies: [{ ...done("looked"), repeat: true }] },
];

describe("without a terminal", () => {
  test("a killed run is named in one line, and the new one starts", async () => {
    const run = await killed(slow);
    const next = await program.run(["run", "/single look at a.txt"]);
    expect(next.error).toContain(`the run ${run} here is unfinished: \`kilo-code resume ${run}\` goes on\n`);
    expect([next.code, next.out.includes("# Done")]).toEqual([0, true]);
    const third = await program.run(["run", "/single look at a.txt"]);
    expect(third.error).not.toContain("unfinished");
    expect((await program.run(["resume", run])).code).toBe(0);
  });

  test("`logs --follow` shows it and says that nobody drives it", async () => {
    const run = await killed(slow);
    const followed = await program.run(["logs", "--follow"]);
    expect(followed.out).toContain("change a.txt");
    expect(followed.error).toBe(
      `The run ${run} was cut off: nobody drives it. Go on: kilo-code resume ${run}\n`,
    );
    expect(followed.code).toBe(0);
  });

  test("`logs --follow` ends when the driver is killed meanwhile", async () => {
    const { child, finished } = await thinking(slow);
    const follower = program.start(["logs", "--follow"]);
    const followed = watch(follower);
    await new Promise((first) => follower.stdout?.once("data", first));
    child.kill("SIGKILL");
    await finished;
    expect((await followed).error).toContain("was cut off: nobody drives it");
  });
});

describe("a run of which nothing was recorded", () => {
  test("says so everywhere, and that the prompt has to be given again", async () => {
    const run = await killed(slow);
    const { folder } = JSON.parse((await program.run(["status", "--json"])).out);
    expect(folder).toBe(program.folder);
    tearFirstAppend(run);
    const words = `The run ${run} was cut off before anything was recorded: nothing was done, and its prompt was not kept. Give the prompt again: kilo-code run "<prompt>"\n`;
    for (const verb of ["status", "resume", "logs"]) {
      expect(await program.run([verb])).toEqual({ code: 1, out: "", error: words });
    }
    expect((await program.run(["runs"])).out).toMatch(new RegExp(`${run} +✗ nothing recorded`));
    expect(JSON.parse((await program.run(["runs", "--json"])).out)).toMatchObject({
      run,
      state: "nothing recorded",
    });
    const next = await program.run(["run", "/single look at a.txt"]);
    expect([next.code, next.error]).toEqual([0, expect.not.stringContaining("unfinished")]);
  });

  /** The log as a kill in the middle of its first write leaves it. */
  function tearFirstAppend(run: string): void {
    const [name] = readdirSync(join(program.home, "runs"));
    truncateSync(join(program.home, "runs", name ?? "", run, "events.jsonl"), 100);
  }
});

describe("at a terminal", () => {
  let run = "";
  beforeEach(async () => {
    stage = await createStage({ script: { coder: [done("done"), done("done")] } });
    run = await stage.play("/single Look.\nAt all.");
  });

  /** What is offered to a person who answers so, and what was said and shown. */
  async function offer(answer: string | null, folder = stage?.folder ?? "") {
    const said: string[] = [];
    const prompter: Prompter = {
      show: (text) => void said.push(text),
      choose: async (_, choices) => {
        said.push(choices.map(({ value }) => value).join(" "));
        return answer;
      },
      chooseMany: async () => null,
      words: async () => null,
    };
    const host = {
      environment: { folder } as never,
      say: (text: string) => void said.push(text),
      now: () => 0,
    };
    const handle = {
      engine: stage?.engine as never,
      runs: createStoreFolder(join(stage?.home ?? "", "runs")),
    };
    return { offered: await offerUnfinished(host, handle, prompter), said };
  }

  const cutOff = () => stage?.cutAfter(run, (fact) => fact.type === "task.started");

  test.each([
    ["go on", "resume", "resume"],
    ["start the new one", "start", "start"],
    ["cancel", "cancel", "leave"],
    ["Ctrl+C", null, "leave"],
  ])("a cut-off run is offered: %s", async (_, answer, next) => {
    await stage?.reopen();
    cutOff();
    const { offered, said } = await offer(answer);
    expect(offered.next).toBe(next);
    expect(said[0]).toContain(run);
    expect(said[0]).toContain("  Look.\n  It was cut off while it ran.\n");
    expect(said[1]).toBe("resume start cancel");
    if (offered.next === "resume") expect(offered.run).toBe(run);
    if (offered.next === "leave")
      expect([said.at(-1), offered.code]).toEqual(["Nothing was started.", answer ? 0 : 130]);
  });

  test("nothing is offered where the newest run has ended", async () => {
    await stage?.play("/single Look.");
    await stage?.reopen();
    cutOff();
    expect((await offer("resume")).said).toEqual([]);
    expect((await offer("resume", "/elsewhere")).said).toEqual([]);
  });

  test("nothing is offered for another folder's run", async () => {
    await stage?.reopen();
    cutOff();
    expect((await offer("resume", "/elsewhere")).said).toEqual([]);
  });

  test("nothing is offered where somebody drives it", async () => {
    await stage?.reopen();
    cutOff();
    const store = await createStoreFolder(join(stage?.home ?? "", "runs")).find(run);
    await store?.open(0);
    expect((await offer("resume")).said).toEqual([]);
    await store?.close();
    expect((await offer("start")).said).toHaveLength(2);
  });

  test("nothing is offered where its changes were undone", async () => {
    await stage?.reopen();
    cutOff();
    const store = await createStoreFolder(join(stage?.home ?? "", "runs")).find(run);
    await store?.open(0);
    store?.append([{ type: "run.undone", to: null, restored: [], kept: [], origin: person }], 0);
    await store?.close();
    expect((await offer("resume")).said).toEqual([]);
  });
});
