// A program as the build starts it: when it ends, the code that V8 compiled is kept for later starts. Not in the package.
// It fails where V8 refuses what was kept before: a flag of V8 that is changed while the program runs does that, silently.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeFolder, loadProgram } from "./loadProgram";

/** Runs a program as `loadProgram` does, and keeps its code when the process ends. */
export function keepCode(program: string, entry: string): void {
  process.on("exit", () => {
    const folder = codeFolder(program);
    mkdirSync(folder, { recursive: true });
    const refused = loaded.filter(({ name, recorded }) => !recorded && existsSync(join(folder, name)));
    if (refused.length > 0) {
      console.error(
        `V8 refuses the code that was recorded of ${refused.map(({ name }) => name).join(", ")}.`,
      );
      process.exitCode = 1;
      return;
    }
    for (const { name, script } of loaded) writeFileSync(join(folder, name), script.createCachedData());
  });
  const loaded = loadProgram(program, entry);
}
