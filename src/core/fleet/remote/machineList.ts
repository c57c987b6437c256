// Which machines are there: each says so again and again, and one that stops saying it is forgotten. By the clock of Redis,
// for those of machines differ.
import type { Redis } from "ioredis";
import { machinesKey } from "./jobs";

async function secondsOf(redis: Redis): Promise<number> {
  const [seconds] = await redis.time();
  return Number(seconds);
}

/** @param forSeconds how long this counts. */
export async function sayThere(redis: Redis, name: string, forSeconds: number): Promise<void> {
  const now = await secondsOf(redis);
  await redis.zadd(machinesKey, now + forSeconds, name);
  await redis.zremrangebyscore(machinesKey, "-inf", now);
}

export async function sayGone(redis: Redis, name: string): Promise<void> {
  await redis.zrem(machinesKey, name);
}

/** How many there are. */
export async function machinesThere(redis: Redis): Promise<number> {
  return redis.zcount(machinesKey, await secondsOf(redis), "+inf");
}
