// The program as the build starts it: when it ends, the code that V8 compiled is kept for later starts. Not in the package.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeFolder, loadProgram } from "./loadProgram";

const program = join(__dirname, "program");

process.on("exit", () => {
  const folder = codeFolder(program);
  mkdirSync(folder, { recursive: true });
  for (const { name, script } of loaded) writeFileSync(join(folder, name), script.createCachedData());
});

const loaded = loadProgram(program, "main.cjs");
