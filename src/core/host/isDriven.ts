// Whether a process goes on with a run right now, told by the run's lock.
import type { EngineHandle } from "./openEngineAt";

/** False also where there is no such run. */
export async function isDriven({ runs }: Pick<EngineHandle, "runs">, run: string): Promise<boolean> {
  return (await (await runs.find(run))?.writer()) != null;
}
