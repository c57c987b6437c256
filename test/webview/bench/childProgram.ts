// The bench's own fresh processes: each prints one JSON value and ends.
import { startProgram } from "../../bench/program";

export interface ChildOptions {
  cwd: string;
  /** The whole environment of the child. */
  env: Readonly<Record<string, string>>;
  /** A folder for a profile of the child's script; null where none is wanted. */
  profiles: string | null;
}

/** @param file a bundled child. */
export async function askChild<Value>(
  file: string,
  args: readonly string[],
  { profiles, ...options }: ChildOptions,
): Promise<Value> {
  const profiling = profiles === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
  const { code, said } = await startProgram([...profiling, file, ...args], options).ended;
  const line = said.trim().split("\n").at(-1) ?? "";
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${said.slice(-2_000)}`);
  return JSON.parse(line) as Value;
}
