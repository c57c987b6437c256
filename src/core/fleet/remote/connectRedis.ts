// Connections to Redis. One that cannot be made is one sentence, without the password of its address.
import type { Redis } from "ioredis";
import { FailureError, failure } from "../../../protocol/failure";
import { redisKey, shownAddress } from "./redisAddress";
import type { RedisLibrary } from "./redisLibrary";

const connectMs = 5_000;
/** Longest wait for last words, milliseconds. */
const leaveMs = 3_000;
const mostBetweenTriesMs = 2_000;

/**
 * A connection for commands, which fail when the server stays away.
 * @param answerMs a server that takes connections and says nothing is waited for so long.
 * @throws FailureError `tool-failed` where the server cannot be reached or refuses.
 */
export async function connectRedis(
  { Redis }: RedisLibrary,
  url: string,
  answerMs = connectMs,
): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectMs,
    maxRetriesPerRequest: 3,
    retryStrategy: (times) => Math.min(times * 200, mostBetweenTriesMs),
  });
  let last = "";
  redis.on("error", (error: Error) => {
    last = error.message;
  });
  try {
    if ((await inTime(redis.connect(), answerMs)) === late) throw new Error("no answer");
    return redis;
  } catch (thrown) {
    redis.disconnect();
    throw unreachable(url, last || (thrown instanceof Error ? thrown.message : String(thrown)));
  }
}

/** One of its own for waiting on an answer, which waits for the server too. */
export function waitingConnection(redis: Redis): Redis {
  const waiting = redis.duplicate({ maxRetriesPerRequest: null, lazyConnect: false });
  waiting.on("error", () => undefined);
  return waiting;
}

/** The sentence for a server that does not answer. @param why in its own words. */
export function unreachable(url: string, why: string): FailureError {
  const { password } = new URL(url);
  const secrets = [password, decodeURIComponent(password)].filter((text) => text !== "");
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, "***"), why);
  return new FailureError(failure("tool-failed", `Redis at ${shownAddress(url)} ${troubleOf(said)}`));
}

function troubleOf(said: string): string {
  if (/\bOOM\b/.test(said)) return `is full (${said}); give it more memory, or one of its own.`;
  // It answers: neither starting it nor another address would help.
  if (/^NOAUTH\b/.test(said))
    return `asks for a password; set ${redisKey} to the address with it: redis://:password@host:port.`;
  if (/^WRONGPASS\b/.test(said))
    return `does not accept the name and password of its address (${said}); correct them in ${redisKey}, with %25 for % and %2F for /.`;
  return `cannot be reached (${said}); start it or correct its address.`;
}

/** Whether the server answers within the time of a connection. */
export async function answers(redis: Redis): Promise<boolean> {
  const asked = redis.ping().then(
    () => true,
    () => false,
  );
  return (await inTime(asked, connectMs)) === true;
}

/** Waits for last words; a server that is gone, or frozen, is not waited for. */
export async function briefly(work: Promise<unknown>): Promise<void> {
  await inTime(
    work.catch(() => undefined),
    leaveMs,
  );
}

const late = Symbol("late");

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, waited]);
  } finally {
    clearTimeout(timer);
  }
}
