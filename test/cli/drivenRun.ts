// A run that is driven by an engine of this test, with somebody there to answer, in the folders of a program under test:
// other processes see it, and speak to it through its inbox.
import { openEngineAt } from "../../src/core/host/openEngineAt";
import { type ScriptRule, scriptOf } from "../../src/demo/modelServer/scriptOf";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { FactOf, FactType, RunEvent } from "../../src/protocol/event";
import type { RunSettings } from "../../src/protocol/settings";
import { testSettings } from "../fakes/testSettings";
import { openProgram, type Program } from "./program";

export interface DrivenRun {
  program: Program;
  run: string;
  /** The first fact that fits, now or when it comes. */
  until<Type extends FactType>(type: Type, fits?: (fact: FactOf<Type>) => boolean): Promise<FactOf<Type>>;
  /** Prompts the model was sent so far, as text. */
  prompts(): string[];
  close(): Promise<void>;
}

/** @param settings a function of those that approve everything. */
export async function driveRun(
  rules: ScriptRule[],
  prompt: string,
  settings: (base: RunSettings) => Partial<RunSettings> = () => ({}),
): Promise<DrivenRun> {
  const program = await openProgram({ "a.txt": "one\n" });
  const server = await startModelServer(scriptOf(rules));
  const variables = { PATH: process.env.PATH, HOME: program.home, KILO_HOME: program.home };
  const { engine } = openEngineAt(
    { variables, folder: program.folder },
    {
      interactive: true,
      secret: async () => "test-key-of-no-value",
      live: () => {},
      retainBytes: 1e9,
      product: "test",
    },
  );
  const base = testSettings(server.url);
  const started = await engine.start({
    prompt,
    folder: program.folder,
    role: null,
    settings: { ...base, ...settings(base) },
    notices: [],
    origin: { kind: "person", via: "test" },
  });
  if (!started.ok) throw new Error(started.failure.message);
  const { run } = started;
  return {
    program,
    run,
    until(type, fits = () => true) {
      const stop = new AbortController();
      return new Promise((resolve) => {
        const look = ({ fact }: RunEvent) => {
          if (fact.type !== type || !fits(fact as FactOf<typeof type>)) return;
          stop.abort();
          resolve(fact as FactOf<typeof type>);
        };
        void engine.follow(run, 0, look, stop.signal);
      });
    },
    prompts: () => server.requests.map((request) => JSON.stringify(request)),
    async close() {
      await engine.close();
      await server.close();
      program.close();
    },
  };
}
