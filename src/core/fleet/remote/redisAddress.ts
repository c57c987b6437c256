// The address of a Redis server: read, checked, and shown without what is secret in it.
import { FailureError, failure, type Result } from "../../../protocol/failure";
import type { SessionSettings } from "../../../protocol/session";

/** Name of the key that holds an address with a password: in the environment or in credentials.toml. */
export const redisKey = "KILO_REDIS_URL";

/**
 * The address a session's machines are reached by: that of the key, else the one of the configuration.
 * @throws FailureError `key-missing` where there is none, `invalid-input` where it is none.
 */
export async function redisAddressOf(
  { executor }: Pick<SessionSettings, "executor">,
  secret: (name: string) => Promise<string | undefined>,
): Promise<string> {
  const text = (await secret(redisKey)) || executor?.redis;
  if (!text) {
    const message = `executor = "bullmq" needs the address of Redis: write redis = "redis://host:6379" below it in config.toml, or set ${redisKey} where it has a password.`;
    throw new FailureError(failure("key-missing", message));
  }
  const read = readRedisAddress(text);
  if (!read.ok) throw new FailureError(read.failure);
  return read.value;
}

/** Shown wherever an address is: never a name or a password. */
export function shownAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
}

/** @returns the address as it was given, or `invalid-input` with what is allowed. The address itself is never repeated. */
export function readRedisAddress(text: string): Result<string> {
  try {
    const { hostname, username, password, pathname } = new URL(text);
    // Throws for a percent sign that stands for itself.
    decodeURIComponent(`${username}${password}`);
    // The library takes another scheme, such as REDISS, for one without TLS, and the rest of a password for a path.
    const isRead = /^rediss?:\/\//.test(text) && /^(?:\/\d*)?$/.test(pathname);
    if (isRead && hostname !== "") return { ok: true, value: text };
  } catch {
    // Told below.
  }
  const message =
    "The address of Redis must be redis://host:port or, with TLS, rediss://host:port; a name and a password may go before the host, with %25 for % and %2F for /.";
  return { ok: false, failure: failure("invalid-input", message) };
}
