// Reads a file of the project safely: never through a link that came in between, never a device, never more than the
// limit. Text keeps what is needed to write the same bytes again. It changes nothing.
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats } from "node:fs";
import { type Failure, FailureError, failure, type Result, toFailure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { decodeText, type TextFormat } from "./encoding";
import { hashBytes } from "./hash";
import { type HeldFolder, holdAbove, nameOf } from "./heldFolder";
import type { InsidePath } from "./paths";

/** Largest file the tools read or write, bytes (facts/reliability.md R-53). */
export const maxFileBytes = 5_000_000;

export interface FileBytes {
  bytes: Buffer;
  hash: Hash;
  stats: Stats;
}

export interface TextFile extends FileBytes {
  text: string;
  format: TextFormat;
}

/** The raw bytes of a resolved target; fails with `not-found`, `invalid-input` or `path-outside`. */
export function readBytes(target: InsidePath, limit = maxFileBytes): Result<FileBytes> {
  const { relative, stats } = target;
  if (!stats) return fail(failure("not-found", `The file ${relative} does not exist.`));
  if (stats.isDirectory())
    return fail(failure("invalid-input", `${relative} is a folder; list_files shows it.`));
  let held: HeldFolder | null = null;
  let descriptor: number | null = null;
  try {
    held = holdAbove(target);
    // Without NONBLOCK a pipe put here meanwhile would hang the open; without NOFOLLOW a link would lead out.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    descriptor = openSync(held.at(nameOf(target)), flags);
    return { ok: true, value: readOpen(descriptor, target, limit) };
  } catch (thrown) {
    return fail(toFailure(thrown, "tool-failed"));
  } finally {
    if (descriptor !== null) closeSync(descriptor);
    held?.release();
  }
}

function readOpen(
  descriptor: number,
  { absolute, relative, stats: expected }: InsidePath,
  limit: number,
): FileBytes {
  const stats = fstatSync(descriptor);
  const sameFile = stats.ino === expected?.ino && stats.dev === expected?.dev;
  if (!stats.isFile() || !sameFile || realpathSync.native(absolute) !== absolute) {
    throw new FailureError(
      failure("path-outside", `${relative} was exchanged while it was opened; read it again.`),
    );
  }
  if (stats.size > limit) {
    const size = `${(stats.size / 1_000_000).toFixed(1)} MB`;
    throw new FailureError(
      failure("invalid-input", `${relative} is too large (${size}; the limit is ${limit / 1_000_000} MB).`),
    );
  }
  const bytes = Buffer.alloc(stats.size);
  let size = 0;
  for (let got = -1; got !== 0 && size < bytes.length; size += got) {
    got = readSync(descriptor, bytes, size, bytes.length - size, size);
  }
  const whole = bytes.subarray(0, size);
  return { bytes: whole, hash: hashBytes(whole), stats };
}

/** A text file; fails like `readBytes`, and with `invalid-input` for a binary one. */
export function readText(target: InsidePath): Result<TextFile> {
  const read = readBytes(target);
  if (!read.ok) return read;
  const decoded = decodeText(read.value.bytes);
  if (decoded) return { ok: true, value: { ...read.value, ...decoded } };
  return fail(failure("invalid-input", `${target.relative} is binary (${read.value.bytes.length} bytes).`));
}

function fail(cause: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure: cause };
}
