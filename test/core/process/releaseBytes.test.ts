// Memory given back at once is gone; memory that others share stays theirs.
import { expect, it } from "vitest";
import { releaseBytes } from "../../../src/core/process/releaseBytes";

it("empties a chunk with memory of its own", () => {
  const chunk = Buffer.from(new Uint8Array(65_536).buffer);
  releaseBytes(chunk);
  expect(chunk.length).toBe(0);
  releaseBytes(chunk);
});

it("leaves a chunk alone that shares its memory", () => {
  const whole = Buffer.from(new Uint8Array(65_536).fill(7).buffer);
  const part = whole.subarray(10);
  releaseBytes(part);
  const pooled = Buffer.from("pooled");
  releaseBytes(pooled);
  expect([whole[65_535], part.length, pooled.toString()]).toEqual([7, 65_526, "pooled"]);
});

it("frees a flood of chunks without a collection", () => {
  const before = process.memoryUsage().arrayBuffers;
  for (let at = 0; at < 2000; at++) releaseBytes(Buffer.from(new Uint8Array(65_536).buffer));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});
