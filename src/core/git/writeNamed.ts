// Writes a file of ours. Node names no file where writing into one fails; whoever reads of a full disk wants to know which.
import { type WriteFileOptions, writeFileSync } from "node:fs";

/** As `writeFileSync`; what it throws names the file. */
export function writeNamed(
  path: string,
  data: string | NodeJS.ArrayBufferView,
  options?: WriteFileOptions,
): void {
  try {
    writeFileSync(path, data, options);
  } catch (thrown) {
    if (thrown instanceof Error && !("path" in thrown)) Object.assign(thrown, { path });
    throw thrown;
  }
}
