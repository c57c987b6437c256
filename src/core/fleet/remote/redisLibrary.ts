// The two packages that speak to Redis, bullmq and ioredis: optional, so they are looked for when they are first needed,
// beside the program and in the user's own folder. Never in the project: its files must not become part of the driver.
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { FailureError, failure } from "../../../protocol/failure";

export interface RedisLibrary {
  Queue: typeof Queue;
  Worker: typeof Worker;
  Redis: typeof Redis;
}

/** The versions the tests run with. */
const wanted = "bullmq@6.7.0 ioredis@6.0.0";

/**
 * @param home the user's own folder, `~/.kilo`; packages beside the program come first.
 * @throws FailureError `not-found` naming the command that installs them.
 */
export function loadRedisLibrary(home: string): RedisLibrary {
  const { Queue, Worker } = load(home, "bullmq") as Pick<RedisLibrary, "Queue" | "Worker">;
  const { Redis } = load(home, "ioredis") as Pick<RedisLibrary, "Redis">;
  return { Queue, Worker, Redis };
}

function load(home: string, name: string): unknown {
  for (const place of [__filename, join(home, "package.json")]) {
    const find = createRequire(place);
    let path: string;
    try {
      path = find.resolve(name);
    } catch {
      continue;
    }
    return find(path);
  }
  const message = `Agents on other machines need the package ${name}, which is not installed here; run: npm install --prefix "${home}" ${wanted}`;
  throw new FailureError(failure("not-found", message));
}
