// The bench's own fresh processes: each prints one JSON value and ends.
import { startProgram } from "../../bench/program";

/** @param file a bundled child, with its arguments. @param env the whole environment of the child. */
export async function askChild<Value>(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<Value> {
  const { code, said } = await startProgram([file, ...args], options).ended;
  const line = said.trim().split("\n").at(-1) ?? "";
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${said.slice(-2_000)}`);
  return JSON.parse(line) as Value;
}
