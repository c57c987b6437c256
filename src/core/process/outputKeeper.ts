// Takes any amount of output in bounded memory: the first and the last bytes are kept, all of it may go to a file.
// Memory is at most twice `maxKept` and the file at most `maxFile`, however much comes.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FirstBytes, LastBytes } from "./boundedBytes";
import { cleanBytes, continuingBytes, unfinishedBytes } from "./cleanOutput";

/** Bytes of a full output on disk (facts/reliability.md R-42). */
export const maxFileBytes = 50_000_000;

export interface KeptOutput {
  /** Cleaned text of the first and the last bytes, with a mark between them where bytes were left out. */
  text: string;
  /** Bytes that came. */
  bytes: number;
  /** File with the raw output, up to `maxFile` and a mark; null where none was asked for or no more than `maxKept` came. */
  full: string | null;
}

export interface KeeperOptions {
  /** Bytes kept at the front, and again at the end. */
  maxKept: number;
  /** True to write the whole to a temporary file once it is more than `maxKept`. The receiver removes it. */
  keepFull: boolean;
  maxFile?: number;
}

export class OutputKeeper {
  private readonly first: FirstBytes;
  private readonly last: LastBytes;
  private file: { path: string; descriptor: number; size: number } | null = null;
  private bytes = 0;

  constructor(private readonly options: KeeperOptions) {
    this.first = new FirstBytes(options.maxKept);
    this.last = new LastBytes(options.maxKept);
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    const rest = this.first.add(chunk);
    if (rest.length === 0) return;
    this.last.add(rest);
    if (this.options.keepFull) this.append(this.openFile(), rest);
  }

  /** Closes the file and says what was kept. */
  end(): KeptOutput {
    const { bytes } = this;
    const first = this.first.bytes();
    const last = this.last.bytes();
    const full = this.closeFile();
    const left = bytes - first.length - last.length;
    // What is left out may begin and end within a character.
    const parts =
      left === 0
        ? [Buffer.concat([first, last])]
        : [
            first.subarray(0, first.length - unfinishedBytes(first)),
            Buffer.from(`\n[${left} bytes of output were not kept]\n`),
            last.subarray(continuingBytes(last)),
          ];
    return { text: cleanBytes(parts), bytes, full };
  }

  private openFile(): NonNullable<OutputKeeper["file"]> {
    if (this.file) return this.file;
    const path = join(mkdtempSync(join(tmpdir(), "kilo-output-")), "output");
    this.file = { path, descriptor: openSync(path, "wx", 0o600), size: 0 };
    this.append(this.file, this.first.bytes());
    return this.file;
  }

  private append(file: NonNullable<OutputKeeper["file"]>, chunk: Buffer): void {
    const limit = this.options.maxFile ?? maxFileBytes;
    const part = chunk.subarray(0, Math.max(0, limit - file.size));
    if (part.length === 0) return;
    file.size += part.length;
    // A full disk must not fail the command: the file ends early and says so.
    try {
      writeSync(file.descriptor, part);
    } catch {
      file.size = limit;
    }
  }

  private closeFile(): string | null {
    const { file } = this;
    if (!file) return null;
    try {
      if (file.size !== this.bytes) writeSync(file.descriptor, `\n[cut here; ${this.bytes} bytes came]\n`);
    } catch {
      // The disk is full; nothing more can be said in the file.
    }
    closeSync(file.descriptor);
    return file.path;
  }
}

/** Removes the file of a full output with its folder. Safe to call twice and with null. */
export function discardOutput(full: string | null): void {
  if (full !== null) rmSync(dirname(full), { recursive: true, force: true });
}
