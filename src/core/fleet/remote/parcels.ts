// Bundles on their way through Redis: cut into parts, read once, gone by themselves when nobody comes for them.
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { FailureError, failure } from "../../../protocol/failure";

const partBytes = 4_000_000;
/** More is a repository that has to be shared in another way. */
export const mostParcelBytes = 512_000_000;
const keptSeconds = 600;

/** @returns the name to fetch it by. Throws FailureError `tool-failed` where it is too large. */
export async function putParcel(redis: Redis, bytes: Buffer): Promise<string> {
  if (bytes.length > mostParcelBytes) {
    const size = `${Math.round(bytes.length / 1_000_000)} MB of ${mostParcelBytes / 1_000_000} MB`;
    const message = `The files of this agent are too large to be sent to another machine (${size}); run the session with executor = "local".`;
    throw new FailureError(failure("tool-failed", message));
  }
  const name = `kilo:parcel:${randomUUID()}`;
  const parts = Math.max(1, Math.ceil(bytes.length / partBytes));
  for (let part = 0; part < parts; part += 1) {
    const piece = bytes.subarray(part * partBytes, (part + 1) * partBytes);
    await redis.set(`${name}:${part}`, piece, "EX", keptSeconds);
  }
  return `${name}/${parts}`;
}

/**
 * Takes it out of Redis. Throws FailureError `tool-failed` where it is gone.
 * @param mostBytes whoever sends more is not believed to be one of us.
 */
export async function takeParcel(redis: Redis, name: string, mostBytes = mostParcelBytes): Promise<Buffer> {
  const [, key = "", count = ""] = /^(kilo:parcel:[0-9a-f-]{36})\/(\d{1,4})$/.exec(name) ?? [];
  const pieces: Buffer[] = [];
  let left = mostBytes;
  for (let part = 0; part < Number(count); part += 1) {
    left -= await redis.strlen(`${key}:${part}`);
    if (left < 0) {
      const message = `The files sent through Redis are larger than ${mostBytes / 1_000_000} MB; they were not taken.`;
      throw new FailureError(failure("tool-failed", message));
    }
    const piece = await redis.getdelBuffer(`${key}:${part}`);
    if (piece === null) break;
    pieces.push(piece);
  }
  if (pieces.length === 0 || pieces.length < Number(count))
    throw new FailureError(failure("tool-failed", "The files sent through Redis are gone; call again."));
  return Buffer.concat(pieces);
}
