// Packs a small extension of the tests' own, to be installed beside the one under test.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The extension that gives the window a language model; the chat calls no participant without one. */
export const languageModel = join(import.meta.dirname, "languageModel");

/** @param folder with a package.json and no dependencies. @param target path of the .vsix to write. */
export async function packExtension(folder: string, target: string): Promise<void> {
  const resolve = createRequire(import.meta.url).resolve;
  const program = join(dirname(resolve("@vscode/vsce/package.json")), "vsce");
  const words = ["package", "--no-dependencies", "--allow-missing-repository", "--skip-license"];
  await promisify(execFile)(process.execPath, [program, ...words, "--out", target], { cwd: folder });
}
