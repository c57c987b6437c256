// The runs a window follows: one is seen only once it is known who drives it.
import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Engines } from "../../src/extension/book/engines";
import { createFollowedRuns } from "../../src/extension/book/followedRuns";
import type { RunEvent } from "../../src/protocol/event";

const history = join(import.meta.dirname, "..", "history");
const [name = ""] = readdirSync(history).filter((one) => one.endsWith(".jsonl"));
const lines = readFileSync(join(history, name), "utf8").trim().split("\n");
const events: RunEvent[] = lines.map((line) => JSON.parse(line));

it("is not seen before its lock was looked at: its question would be taken for one of a run nobody drives", async () => {
  let tell: (writer: unknown) => void = () => undefined;
  const writer = new Promise((resolve) => {
    tell = resolve;
  });
  let asked: () => void = () => undefined;
  const looked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const handle = {
    engine: {
      follow: async (_run: string, after: number, hear: (event: RunEvent) => void) => {
        for (const event of events) if (event.seq > after) hear(event);
        return { ok: true };
      },
    },
    runs: {
      find: async () => {
        asked();
        return { writer: () => writer };
      },
    },
  };
  const runs = createFollowedRuns({ of: async () => handle } as unknown as Engines, {
    facts: () => undefined,
    driver: () => undefined,
    say: () => undefined,
    letGo: () => undefined,
    isShown: () => true,
  });
  const opening = runs.open("run-1", { name: "", path: "", folders: [] });
  await looked;
  expect(runs.get("run-1")).toBe(null);
  tell({ pid: -1, host: hostname() });
  await opening;
  expect(runs.get("run-1")?.driver).toBe("elsewhere");
  runs.dispose();
});
