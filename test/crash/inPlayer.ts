// Bundles the player once and starts it as a process of its own, as often as a case needs.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import type { Play, PlayEnd } from "./player";

/** Longer than any case takes on a busy machine; a player that reaches it is stuck. */
const stuckMs = 60_000;

/** @returns a function that plays and answers how it ended; null where the process was killed. */
export async function bundlePlayer(folder: string): Promise<(play: Play) => Promise<PlayEnd | null>> {
  const outfile = join(folder, "player.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "player.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    // Loaded on demand, and no case asks for them.
    external: ["openai", "@pydantic/genai-prices", "@clack/prompts"],
    outfile,
    logLevel: "error",
  });
  return (play) => start(outfile, play);
}

function start(program: string, play: Play): Promise<PlayEnd | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(play)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    let stuck = false;
    child.stdout.on("data", (text) => {
      output += text;
    });
    child.stderr.on("data", (text) => {
      errors += text;
    });
    const timer = setTimeout(() => {
      stuck = true;
      child.kill("SIGKILL");
    }, stuckMs);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (stuck) resolve({ end: "stuck", appends: [] });
      else if (code === 0) resolve(JSON.parse(output) as PlayEnd);
      else if (code === null) resolve(null);
      else reject(new Error(`the player failed: ${errors}`));
    });
  });
}
