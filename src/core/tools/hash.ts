// The name of bytes: SHA-256 in lower-case hex, of raw bytes and never of decoded text.
import { createHash } from "node:crypto";
import type { Hash } from "../../protocol/ids";

export function hashBytes(bytes: Uint8Array): Hash {
  return createHash("sha256").update(bytes).digest("hex");
}
