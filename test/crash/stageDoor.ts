// What a player's process starts with: the bundled player, and the code V8 compiled for it in the first process that came
// to its end. Bundled beside the player by inPlayer.ts.
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeFolder, loadProgram } from "../../src/cli/start/loadProgram";

const folder = codeFolder(__dirname);
const loaded = loadProgram(__dirname, "player.cjs");

process.on("exit", () => {
  if (existsSync(folder)) return;
  const made = `${folder}-${process.pid}`;
  mkdirSync(made, { recursive: true });
  for (const { name, script } of loaded) writeFileSync(join(made, name), script.createCachedData());
  try {
    renameSync(made, folder);
  } catch {
    // Another was first.
  }
});
