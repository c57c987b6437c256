// Once before all tests of the workbench: finds or makes the workbench, and packages the extension.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { type PreparedWorkbench, prepareWorkbench } from "./prepare.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    workbench: { tools: PreparedWorkbench; vsix: string };
  }
}

const root = join(import.meta.dirname, "..", "..");

/** Called by vitest (globalSetup). */
export async function setup(project: TestProject): Promise<void> {
  const tools = await prepareWorkbench();
  if (!tools.ok) throw new Error(tools.why);
  project.provide("workbench", { tools, vsix: await packaged() });
}

/** KILO_VSIX names an extension that is packaged already; else `npm run package` makes it. */
async function packaged(): Promise<string> {
  const given = process.env.KILO_VSIX;
  if (given) return resolve(given);
  await promisify(execFile)("npm", ["run", "--silent", "package"], { cwd: root, maxBuffer: 1 << 26 });
  const text = await readFile(join(root, "package.json"), "utf8");
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return join(root, "dist", `${name}-${version}.vsix`);
}
