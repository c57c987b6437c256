// The agents' program for a theatre: bundled once, and copied for a case whose worker shall die, its order beside it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { diedFile, type FrailOrder, orderFile, stepsFile } from "./frailOrder";

/** @returns path of the program. */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, "frailWorker.cjs");
  const entryPoints = [join(import.meta.dirname, "frailWorker.ts")];
  const how = { bundle: true, minify: true, platform: "node", target: "node20", format: "cjs" } as const;
  await build({ entryPoints, outfile, ...how, logLevel: "error" });
  return outfile;
}

/** @returns the program for one case. */
export function orderWorker(program: string, home: string, order: FrailOrder | null): string {
  if (order === null) return program;
  const copy = join(home, "worker", basename(program));
  mkdirSync(dirname(copy));
  copyFileSync(program, copy);
  writeFileSync(join(dirname(copy), orderFile), JSON.stringify(order));
  return copy;
}

/** Names of the steps at which workers died as they were told to. */
export function deathsOf(program: string): string[] {
  return linesOf(join(dirname(program), diedFile));
}

/** Names of the steps agents' processes took, where they were told to write them down. */
export function stepsOf(program: string): string[] {
  return linesOf(join(dirname(program), stepsFile));
}

/** Lines of a file; none where there is no file. */
export function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
}
