// Runs files one after another in one process, with the product's modules loaded once: loading the engine takes longer
// than most tests of it. The tests' own modules, and whatever of the product imports one, begin anew with each file, so
// what they keep or hook on belongs to that file alone.
import { TestRunner } from "vitest";

interface Loaded {
  /** Path, with slashes on every system. */
  readonly file: string;
  /** Ids of the modules that import it. */
  readonly importers: Set<string>;
  exports?: unknown;
  promise?: unknown;
  evaluated: boolean;
}

const tests = `${import.meta.dirname.replaceAll("\\", "/")}/`;

/** Makes the next import run the tests' modules, and all that import one, again. */
function renew(modules: ReadonlyMap<string, Loaded>): void {
  const stale = [...modules].filter(([, { file }]) => file.startsWith(tests)).map(([id]) => id);
  for (const id of stale) {
    const loaded = modules.get(id);
    if (loaded === undefined) continue;
    stale.push(...loaded.importers);
    loaded.importers.clear();
    loaded.exports = undefined;
    loaded.promise = undefined;
    loaded.evaluated = false;
  }
}

export default class extends TestRunner {
  override importFile(path: string, source: "collect" | "setup"): unknown {
    // vitest itself offers to forget all modules or none; what is loaded is a private matter of its runner.
    // biome-ignore lint/complexity/useLiteralKeys: TypeScript lets a private field be read by its name alone.
    if (source === "collect") renew(this["workerState"].evaluatedModules.idToModuleMap);
    return super.importFile(path, source);
  }
}
