// Two byte stores of bounded size: the first bytes of a stream, and its last. Neither grows with the number of chunks.

/** The first `limit` bytes; grows by doubling. */
export class FirstBytes {
  private buffer = Buffer.alloc(0);
  private size = 0;
  constructor(private readonly limit: number) {}

  /** Takes what fits and returns the rest. */
  add(chunk: Buffer): Buffer {
    const taken = chunk.subarray(0, this.limit - this.size);
    this.makeRoom(this.size + taken.length);
    taken.copy(this.buffer, this.size);
    this.size += taken.length;
    return chunk.subarray(taken.length);
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.size);
  }

  private makeRoom(needed: number): void {
    if (needed <= this.buffer.length) return;
    const next = Buffer.allocUnsafe(Math.min(this.limit, Math.max(needed, this.buffer.length * 2, 16_384)));
    this.buffer.copy(next, 0, 0, this.size);
    this.buffer = next;
  }
}

/** The last `limit` bytes, in a ring. */
export class LastBytes {
  private ring: Buffer | null = null;
  private written = 0;
  constructor(private readonly limit: number) {}

  add(chunk: Buffer): void {
    if (chunk.length === 0 || this.limit === 0) return;
    this.ring ??= Buffer.allocUnsafe(this.limit);
    const kept = chunk.length > this.limit ? chunk.subarray(chunk.length - this.limit) : chunk;
    this.written += chunk.length - kept.length;
    const at = this.written % this.limit;
    const copied = kept.copy(this.ring, at);
    kept.copy(this.ring, 0, copied);
    this.written += kept.length;
  }

  clear(): void {
    this.written = 0;
  }

  bytes(): Buffer {
    if (!this.ring) return Buffer.alloc(0);
    if (this.written <= this.limit) return this.ring.subarray(0, this.written);
    const at = this.written % this.limit;
    return Buffer.concat([this.ring.subarray(at), this.ring.subarray(0, at)]);
  }
}
