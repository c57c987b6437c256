// Bundles a program of a table of faults, so that it starts as fast as the product does.
import { join } from "node:path";
import { build } from "esbuild";

/**
 * @param entry path of its source.
 * @param folder for the bundle; the caller removes it.
 * @returns the script.
 */
export async function bundleDoor(entry: string, folder: string, name: string): Promise<string> {
  const outfile = join(folder, name);
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    keepNames: true,
    // Loaded on demand, and no case asks for them.
    external: ["openai", "@pydantic/genai-prices", "@clack/prompts"],
    outfile,
    logLevel: "error",
  });
  return outfile;
}
