// A stage for the Agent Manager's verbs: a project with the roles of the seed, a scripted model that splits and does the
// task, the program with its agents' processes, and verbs that run in processes of their own, as in any terminal.
import { execFileSync } from "node:child_process";
import { expect } from "vitest";
import { type EngineHandle, openEngineAt } from "../../src/core/host/openEngineAt";
import { taskText } from "../../src/demo/modelServer/script";
import type { ScriptRule } from "../../src/demo/modelServer/scriptOf";
import type { FactOf, FactType } from "../../src/protocol/event";
import { type Finished, openProgram, type Program, scriptedModel } from "./program";

export const call = (name: string, input: unknown) => ({ text: "", calls: [{ name, input }] });
export const done = (result: string) => call("attempt_completion", { result });
/** An answer that never ends: the agent is at work until somebody does something about it. */
export const endless = { text: "I think.", fault: { kind: "stall" as const, afterEvents: 2 } };
export const lines = (text: string) => text.trimEnd().split("\n");

/** Rules for an agent, told by words of its task: in each round it writes one file. */
export const agent = (task: string, ...files: [path: string, content: string][]): ScriptRule => ({
  role: "*",
  task,
  replies: files.flatMap(([path, content], round) => [
    // What is there is read before it is written over.
    ...(round > 0 ? [call("read_file", { path })] : []),
    call("write_file", { path, content }),
    done(`${path} is written`),
  ]),
});

export const step = (title: string, role: string, after: number[] = []) => ({
  title,
  role,
  instructions: `Do the ${role} part`,
  after,
});

export interface Stage {
  program: Program;
  /** One of the verbs, to its end. */
  manager(...args: string[]): Promise<Finished>;
  /** What a verb says with --json. */
  json(...args: string[]): Promise<ReturnType<typeof JSON.parse>>;
  git(...words: string[]): string;
  engine(): EngineHandle["engine"];
  /**
   * Resolves when requests of this task have reached the model that often, and as many answers of the script are taken.
   * The log says that a model is called a moment before.
   */
  asked(task: string, times: number): Promise<void>;
  /** The first fact of the newest session that fits after one that was seen, now or when it comes. */
  until<Type extends FactType>(
    type: Type,
    fits?: (fact: FactOf<Type>) => boolean,
    after?: number,
  ): Promise<FactOf<Type> & { seq: number }>;
  /** The question whether to merge. */
  mergeAsked(after?: number): Promise<FactOf<"approval.asked"> & { seq: number }>;
  close(): Promise<void>;
}

export interface Wanted {
  rules: ScriptRule[];
  /** Of the plan; empty where a session file says who does what. */
  steps?: ReturnType<typeof step>[];
  files?: Record<string, string>;
}

export async function openStage({ rules, steps = [], files = {} }: Wanted): Promise<Stage> {
  const plan = { summary: "Profiles.", steps };
  const planner: ScriptRule = {
    role: "orchestrator",
    replies: [{ ...call("submit_plan", plan), repeat: true }],
  };
  const reviewer: ScriptRule = { role: "reviewer", replies: [{ ...done("I accept."), repeat: true }] };
  const { server, config } = await scriptedModel([planner, reviewer, ...rules]);
  const role = (short: string) => ({
    description: short,
    worktreePrefix: `feature-${short}`,
    branches: { prefix: `feature/${short}` },
  });
  const program = await openProgram({
    ".kilocode/agents-config.json": JSON.stringify({
      roles: { database: role("db"), api: role("api"), frontend: role("ui"), testing: role("tests") },
    }),
    "test.mjs": "process.exit(0);\n",
    "package.json": JSON.stringify({ name: "sample", scripts: { test: "node test.mjs" } }),
    ...files,
  });
  program.configure(`${config}\n[ci]\nauto_approve = true\n`);
  await program.run(["trust"]);
  const manager = (...args: string[]) => program.run(["agent-manager", ...args]);
  const engine = () => engineOf(program);
  const until: Stage["until"] = (type, fits = () => true, after = 0) =>
    untilFact(engine(), type, fits, after);
  return {
    program,
    manager,
    json: async (...args) => JSON.parse((await manager(...args, "--json")).out),
    git: (...words) => execFileSync("git", words, { cwd: program.folder }).toString(),
    engine,
    asked: async (task, times) => {
      const requests = () => server.requests.filter((request) => taskText(request).includes(task)).length;
      await expect.poll(requests, { timeout: 60_000 }).toBe(times);
    },
    until,
    mergeAsked: (after = 0) => until("approval.asked", ({ approval }) => approval.kind === "merge", after),
    async close() {
      // A session that a failed test left at work is let rest.
      for (const { run } of await engine().runs()) await manager("stop", "--session-id", run);
      await server.close();
      program.close();
    },
  };
}

function engineOf(program: Program) {
  const place = { variables: { KILO_HOME: program.home }, folder: program.folder };
  const wishes = { interactive: false, secret: async () => undefined, live: () => {}, retainBytes: 1e9 };
  return openEngineAt(place, { ...wishes, product: "test" }).engine;
}

async function untilFact<Type extends FactType>(
  engine: EngineHandle["engine"],
  type: Type,
  fits: (fact: FactOf<Type>) => boolean,
  after: number,
): Promise<FactOf<Type> & { seq: number }> {
  const run = (await engine.runs())[0]?.run ?? "";
  const stop = new AbortController();
  return new Promise((fulfil, reject) => {
    const followed = engine.follow(
      run,
      after,
      ({ fact, seq }) => {
        if (fact.type === "run.ended" && type !== "run.ended") reject(new Error(fact.summary));
        // A script that has no answer left, of which nobody would hear otherwise.
        if (fact.type === "run.paused" && fact.reason === "provider") reject(new Error(fact.message));
        if (fact.type !== type || !fits(fact as FactOf<Type>)) return;
        stop.abort();
        fulfil({ ...(fact as FactOf<Type>), seq });
      },
      stop.signal,
    );
    void followed.then((reply) => (reply.ok ? undefined : reject(new Error(reply.failure.message))));
  });
}
