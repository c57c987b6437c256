// A run through the engine's door without the command line, in a process of its own: what the engine alone costs.
import { join } from "node:path";
import { createEngine } from "../../src/core/engine";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import { testSettings } from "../fakes/testSettings";

export interface EngineRun {
  url: string;
  folder: string;
  home: string;
  prompt: string;
}

/** Drives one run to its end. @throws Error where it did not end. */
export async function engineRun({ url, folder, home, prompt }: EngineRun): Promise<void> {
  const engine = createEngine({
    ports: {
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      secret: async () => "bench-key-of-no-value",
      live: () => undefined,
      sleep: async () => undefined,
    },
    runs: createStoreFolder(join(home, "runs")),
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive: false,
    product: "bench",
    retainBytes: Number.POSITIVE_INFINITY,
  });
  const origin = { kind: "person", via: "bench" } as const;
  const settings = testSettings(url);
  const started = await engine.start({ prompt, folder, role: null, settings, notices: [], origin });
  if (!started.ok) throw new Error(started.failure.message);
  const end = await engine.settled(started.run);
  if (end?.kind !== "ended") throw new Error(`the run did not end: ${JSON.stringify(end)}`);
  await engine.close();
}
