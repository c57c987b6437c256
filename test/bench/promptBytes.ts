// The prompt in a request's body of the Anthropic dialect, and how much of one request stands again in the next.

/** UTF-8 bytes of system text, tools and messages as they stand in the body. */
export function promptBytes(body: string): number {
  return bytesOf(body, ["system", "tools", "messages"]);
}

/** Those of system text and tools alone. */
export function fixedBytes(body: string): number {
  return bytesOf(body, ["system", "tools"]);
}

function bytesOf(body: string, keys: readonly string[]): number {
  const fields = JSON.parse(body) as Record<string, unknown>;
  const parts = keys.flatMap((key) => (fields[key] === undefined ? [] : [JSON.stringify(fields[key])]));
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}

/**
 * Bytes of each body, up to the end of its last message, that the next body begins with; and all such bytes.
 * The closing bracket of the list is left out, for there the next request goes on.
 */
export function extensionOf(bodies: readonly string[]): { kept: number; all: number } {
  let [kept, all] = [0, 0];
  for (const [index, body] of bodies.entries()) {
    const next = bodies[index + 1];
    if (next === undefined) break;
    const before = Buffer.from(promptOf(body));
    all += before.length;
    kept += sharedStart(before, Buffer.from(next));
  }
  return { kept, all };
}

/** The body up to the end of its last message. */
function promptOf(body: string): string {
  const { messages } = JSON.parse(body) as { messages: unknown[] };
  const text = JSON.stringify(messages).slice(1, -1);
  const at = body.indexOf(text);
  if (at < 0) throw new Error("the body does not hold its messages as they are written anew");
  return body.slice(0, at + text.length);
}

function sharedStart(one: Buffer, other: Buffer): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[at] === other[at]) at += 1;
  return at;
}
