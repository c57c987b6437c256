// A fresh process that loads and activates the built extension once, or only loads a file, and prints the times as JSON.
// Arguments: the repository's folder, then either the built extension's folder and an open folder, or one file.
import { join } from "node:path";
import { stand } from "../../extension/stand/stand";
import { benchContext, requireExtension, requireFile, standInForVsCode } from "./builtExtension";

export interface ActivationTimes {
  requireMs: number;
  activateMs: number;
  /** Processor time of all of it and of what it put off, until `quietMs` later. */
  cpuMs: number;
}

const quietMs = 2_000;

async function main([root = "", dist = "", folder]: string[]): Promise<ActivationTimes> {
  standInForVsCode();
  if (folder === undefined) {
    const start = performance.now();
    requireFile(dist);
    return { requireMs: performance.now() - start, activateMs: 0, cpuMs: 0 };
  }
  stand.open(folder);
  const context = benchContext(root, join(folder, "..", "storage"));
  const before = process.cpuUsage();
  const start = performance.now();
  const extension = requireExtension(dist);
  const required = performance.now();
  await extension.activate(context);
  const activated = performance.now();
  await new Promise((resolve) => setTimeout(resolve, quietMs));
  const { user, system } = process.cpuUsage(before);
  return { requireMs: required - start, activateMs: activated - required, cpuMs: (user + system) / 1000 };
}

main(process.argv.slice(2)).then(
  (times) => {
    process.stdout.write(JSON.stringify(times), () => process.exit(0));
  },
  (thrown) => {
    console.error(thrown);
    process.exit(1);
  },
);
