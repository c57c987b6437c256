// Long text goes beside the log as a blob, short text stands in the fact; both read back the same.
import type { Hash } from "../../protocol/ids";
import type { Body } from "../../protocol/message";

/** Characters above which a text becomes a blob. */
const inlineLimit = 2_048;

/** Keeps a text; durable before the fact that names it. */
export function keepBody(text: string, putBlob: (text: string) => Hash): Body {
  if (text.length <= inlineLimit) return { text };
  return { blob: putBlob(text), bytes: Buffer.byteLength(text), head: text.slice(0, 200) };
}

/** Reads a kept text back, whole. */
export function readBody(body: Body, getBlob: (hash: Hash) => Uint8Array): string {
  return "text" in body ? body.text : Buffer.from(getBlob(body.blob)).toString("utf8");
}
